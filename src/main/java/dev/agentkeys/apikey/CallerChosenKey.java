package dev.agentkeys.apikey;

import static java.lang.annotation.ElementType.FIELD;
import static java.lang.annotation.ElementType.PARAMETER;
import static java.lang.annotation.ElementType.RECORD_COMPONENT;
import static java.lang.annotation.RetentionPolicy.RUNTIME;

import dev.agentkeys.keymaterial.GeneratedKey;
import dev.agentkeys.keymaterial.Secret;
import dev.agentkeys.validation.Unicode;
import dev.agentkeys.validation.ViolationKind;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Instance;
import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import java.lang.annotation.Documented;
import java.lang.annotation.Retention;
import java.lang.annotation.Target;
import java.util.Optional;

/**
 * A key value that a caller chooses: valid Unicode without control characters, not shorter than the configured minimum,
 * not longer than 4,096 characters, and not a misspelt generated key. Null is valid: it asks for a generated key.
 */
@Documented
@Constraint(validatedBy = CallerChosenKey.Validator.class)
@Target({FIELD, PARAMETER, RECORD_COMPONENT})
@Retention(RUNTIME)
public @interface CallerChosenKey {

    /** Whether an empty text counts as absent. */
    boolean orEmpty() default true;

    /** Unused: each violation carries a {@link ViolationKind}. */
    String message() default "is not an acceptable key";

    /** Unused; part of every constraint. */
    Class<?>[] groups() default {};

    /** Unused; part of every constraint. */
    Class<? extends Payload>[] payload() default {};

    /** Checks the constraint. */
    @Dependent
    class Validator implements ConstraintValidator<CallerChosenKey, Secret> {

        private static final int MAX_LENGTH = 4096;

        // Looked up at each use, because the build creates validators before the application has its configuration.
        private final Instance<ApiKeyConfig> config;

        private boolean orEmpty;

        Validator(Instance<ApiKeyConfig> config) {
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
}
