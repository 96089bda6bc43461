package dev.agentkeys.keyring;

import static java.lang.annotation.ElementType.PARAMETER;
import static java.lang.annotation.RetentionPolicy.RUNTIME;

import jakarta.validation.Constraint;
import jakarta.validation.Payload;
import java.lang.annotation.Documented;
import java.lang.annotation.Retention;
import java.lang.annotation.Target;

/** The query parameter {@code after}: the id where the part of a list before this one ended. Absence is valid. */
@Documented
@Constraint(validatedBy = CursorValidator.class)
@Target(PARAMETER)
@Retention(RUNTIME)
@interface Cursor {

    /** The parameter's name: one that is sent empty is not absent. */
    String PARAMETER_NAME = "after";

    /** Unused: each violation carries a fault. */
    String message() default "is not a UUID";

    /** Unused; part of every constraint. */
    Class<?>[] groups() default {};

    /** Unused; part of every constraint. */
    Class<? extends Payload>[] payload() default {};
}
