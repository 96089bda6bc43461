package dev.agentkeys.apikey;

import dev.agentkeys.keymaterial.GeneratedKey;
import dev.agentkeys.keymaterial.Secret;
import dev.agentkeys.validation.Unicode;
import dev.agentkeys.validation.ViolationKind;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Instance;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import java.util.Optional;

/** Checks {@link CallerChosenKey}. */
@Dependent
class CallerChosenKeyValidator implements ConstraintValidator<CallerChosenKey, Secret> {

    private static final int MAX_LENGTH = 4096;

    // Looked up at each use, because the build creates validators before the application has its configuration.
    private final Instance<ApiKeyConfig> config;

    private boolean orEmpty;

    CallerChosenKeyValidator(Instance<ApiKeyConfig> config) {
        this.config = config;
    }

    @Override
    public void initialize(CallerChosenKey annotation) {
        orEmpty = annotation.orEmpty();
    }

    @Override
    public boolean isValid(Secret key, ConstraintValidatorContext context) {
        return key == null || key.isEmpty() && orEmpty || ViolationKind.report(faultOf(key.reveal()), context);
    }

    private Optional<ViolationKind> faultOf(String key) {
        if (!Unicode.isWellFormed(key)) {
            return Optional.of(ViolationKind.value("must be valid Unicode"));
        }
        if (Unicode.hasControl(key)) {
            return Optional.of(ViolationKind.value("must not contain control characters"));
        }
        int length = key.codePointCount(0, key.length());
        int minLength = Math.max(1, config.get().minLength());
        if (length < minLength) {
            return Optional.of(ViolationKind.tooShort(minLength));
        }
        if (length > MAX_LENGTH) {
            return Optional.of(ViolationKind.tooLong(MAX_LENGTH));
        }
        // Verification refuses such a key without a look-up, so the key would never work.
        return GeneratedKey.claimedBy(key) && !GeneratedKey.matches(key)
                ? Optional.of(ViolationKind.value("looks like a key of this service, but its checksum is wrong"))
                : Optional.empty();
    }
}
