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

/** A request that says when a key expires, by a point in time or by a number of seconds, and not by both. */
@Documented
@Constraint(validatedBy = Expiring.Validator.class)
@Target(TYPE)
@Retention(RUNTIME)
@interface Expiring {

    String message() default "says twice when the key expires";

    Class<?>[] groups() default {};

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
            if (request.expiresIn() == null || !request.givesTime()) {
                return true;
            }
            ViolationKind.report(Optional.of(TWICE), context);
            context.disableDefaultConstraintViolation();
            context.buildConstraintViolationWithTemplate(context.getDefaultConstraintMessageTemplate())
                    .addPropertyNode("expiresIn")
                    .addConstraintViolation();
            return false;
        }
    }
}
