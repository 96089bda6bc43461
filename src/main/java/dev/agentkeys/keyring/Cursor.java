package dev.agentkeys.keyring;

import static java.lang.annotation.ElementType.PARAMETER;
import static java.lang.annotation.RetentionPolicy.RUNTIME;

import dev.agentkeys.database.Ids;
import dev.agentkeys.validation.SentParameters;
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
import java.util.Map;
import java.util.Optional;

/** The query parameter {@code after}: the id at which the previous part of a list ended. Absence is valid. */
@Documented
@Constraint(validatedBy = Cursor.Validator.class)
@Target(PARAMETER)
@Retention(RUNTIME)
@interface Cursor {

    /** The parameter's name, to tell an empty parameter from an absent one. */
    String PARAMETER_NAME = "after";

    /** Unused: each violation carries a {@link ViolationKind}. */
    String message() default "is not a UUID";

    /** Unused; part of every constraint. */
    Class<?>[] groups() default {};

    /** Unused; part of every constraint. */
    Class<? extends Payload>[] payload() default {};

    /** Checks the constraint. */
    @Dependent
    class Validator implements ConstraintValidator<Cursor, String> {

        private static final ViolationKind NOT_A_UUID =
                new ViolationKind("uuid_parsing", "Input should be a valid UUID", Map.of());

        // Looked up at each use, because the build creates validators before the application has requests.
        private final Instance<SentParameters> sent;

        Validator(Instance<SentParameters> sent) {
            this.sent = sent;
        }

        @Override
        public boolean isValid(String text, ConstraintValidatorContext context) {
            boolean valid = text == null
                    ? !sent.get().has(Cursor.PARAMETER_NAME)
                    : Ids.parse(text).isPresent();
            return ViolationKind.report(valid ? Optional.empty() : Optional.of(NOT_A_UUID), context);
        }
    }
}
