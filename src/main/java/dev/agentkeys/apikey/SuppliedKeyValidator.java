package dev.agentkeys.apikey;

import dev.agentkeys.keymaterial.GeneratedKey;
import dev.agentkeys.keymaterial.Secret;
import dev.agentkeys.validation.Fault;
import dev.agentkeys.validation.Faults;
import dev.agentkeys.validation.Unicode;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Instance;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import java.util.Optional;

/** Checks {@link SuppliedKey}. */
@Dependent
class SuppliedKeyValidator implements ConstraintValidator<SuppliedKey, Secret> {

    private static final int MAX_LENGTH = 4096;

    // Looked up at each use: validators are made while the application is built, before it has its configuration.
    private final Instance<ApiKeyConfig> config;

    private boolean orEmpty;

    SuppliedKeyValidator(Instance<ApiKeyConfig> config) {
        this.config = config;
    }

    @Override
    public void initialize(SuppliedKey annotation) {
        orEmpty = annotation.orEmpty();
    }

    @Override
    public boolean isValid(Secret key, ConstraintValidatorContext context) {
        return key == null || key.isEmpty() && orEmpty || Faults.report(faultOf(key.reveal()), context);
    }

    private Optional<Fault> faultOf(String key) {
        if (!Unicode.isWellFormed(key)) {
            return Optional.of(Fault.value("must be valid Unicode"));
        }
        if (Unicode.hasControl(key)) {
            return Optional.of(Fault.value("must not contain control characters"));
        }
        int length = key.codePointCount(0, key.length());
        int minLength = Math.max(1, config.get().minLength());
        if (length < minLength) {
            return Optional.of(Fault.tooShort(minLength));
        }
        if (length > MAX_LENGTH) {
            return Optional.of(Fault.tooLong(MAX_LENGTH));
        }
        // Verification refuses such a key unseen, so storing it would create a key that never works.
        return GeneratedKey.claimedBy(key) && !GeneratedKey.matches(key)
                ? Optional.of(Fault.value("looks like a key of this service, but its checksum is wrong"))
                : Optional.empty();
    }
}
