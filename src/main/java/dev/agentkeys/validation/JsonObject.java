package dev.agentkeys.validation;

import static java.lang.annotation.ElementType.FIELD;
import static java.lang.annotation.ElementType.PARAMETER;
import static java.lang.annotation.ElementType.RECORD_COMPONENT;
import static java.lang.annotation.RetentionPolicy.RUNTIME;

import jakarta.validation.Constraint;
import jakarta.validation.Payload;
import java.lang.annotation.Documented;
import java.lang.annotation.Retention;
import java.lang.annotation.Target;

/**
 * A JSON object that PostgreSQL can store as {@code jsonb}: bounded in size, its texts valid Unicode without NUL, its
 * numbers of a sane magnitude. Null is valid.
 */
@Documented
@Constraint(validatedBy = JsonObjectValidator.class)
@Target({FIELD, PARAMETER, RECORD_COMPONENT})
@Retention(RUNTIME)
public @interface JsonObject {

    /** The most bytes of its compact form. */
    int maxBytes();

    /** Unused: each violation carries a {@link ViolationKind}. */
    String message() default "is not a storable JSON object";

    /** Unused; part of every constraint. */
    Class<?>[] groups() default {};

    /** Unused; part of every constraint. */
    Class<? extends Payload>[] payload() default {};
}
