package dev.agentkeys.apikey;

import static java.lang.annotation.ElementType.TYPE;
import static java.lang.annotation.RetentionPolicy.RUNTIME;

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

/** A request gives the expiry of a key as a point in time or as a number of seconds, and not as both. */
@Documented
@Constraint(validatedBy = Expiring.Validator.class)
@Target(TYPE)
@Retention(RUNTIME)
public @interface Expiring {

    /** Unused: each violation carries a {@link ViolationKind}. */
    String message() default "says twice when the key expires";

    /** Unused; part of every constraint. */
    Class<?>[] groups() default {};

    /** Unused; part of every constraint. */
    Class<? extends Payload>[] payload() default {};

    /** A request with both fields. */
    interface Request {

        /** Whether the request gives a point in time. */
        boolean givesTime();

        /** The number of seconds, or null where the request lacks it. */
        Long expiresIn();
    }

    /** Checks the constraint, and reports a violation at the number of seconds. */
    @Dependent
    class Validator implements ConstraintValidator<Expiring, Request> {

        private static final ViolationKind TWICE = ViolationKind.value("must not be given together with 'expires_at'");

        @Override
        public boolean isValid(Request request, ConstraintValidatorContext context) {
            boolean twice = request.expiresIn() != null && request.givesTime();
            return ViolationKind.report(twice ? Optional.of(TWICE) : Optional.empty(), "expiresIn", context);
        }
    }
}
