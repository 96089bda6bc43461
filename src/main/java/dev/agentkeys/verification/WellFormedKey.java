package dev.agentkeys.verification;

import static java.lang.annotation.ElementType.FIELD;
import static java.lang.annotation.ElementType.PARAMETER;
import static java.lang.annotation.ElementType.RECORD_COMPONENT;
import static java.lang.annotation.RetentionPolicy.RUNTIME;

import dev.agentkeys.keymaterial.Secret;
import dev.agentkeys.validation.Unicode;
import dev.agentkeys.validation.ViolationKind;
import jakarta.enterprise.context.Dependent;
import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import java.lang.annotation.Documented;
import java.lang.annotation.Retention;
import java.lang.annotation.Target;
import java.util.Optional;

/** A key that a caller presents: any text that is valid in UTF-8 and not empty. Null is valid. */
@Documented
@Constraint(validatedBy = WellFormedKey.Validator.class)
@Target({FIELD, PARAMETER, RECORD_COMPONENT})
@Retention(RUNTIME)
@interface WellFormedKey {

    String message() default "is not a key";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};

    /** Checks the constraint. */
    @Dependent
    class Validator implements ConstraintValidator<WellFormedKey, Secret> {

        @Override
        public boolean isValid(Secret key, ConstraintValidatorContext context) {
            return key == null || ViolationKind.report(faultOf(key), context);
        }

        private static Optional<ViolationKind> faultOf(Secret key) {
            if (key.isEmpty()) {
                return Optional.of(ViolationKind.tooShort(1));
            }
            return Unicode.isWellFormed(key.reveal())
                    ? Optional.empty()
                    : Optional.of(ViolationKind.value("must be valid Unicode"));
        }
    }
}
