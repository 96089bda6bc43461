package dev.agentkeys.apikey;

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
 * A key value that a caller chooses: valid Unicode without control characters, not shorter than the configured minimum,
 * not longer than 4,096 characters, and not a misspelt generated key. Null is valid: it asks for a generated key.
 */
@Documented
@Constraint(validatedBy = CallerChosenKeyValidator.class)
@Target({FIELD, PARAMETER, RECORD_COMPONENT})
@Retention(RUNTIME)
@interface CallerChosenKey {

    /** Whether an empty text counts as absent. */
    boolean orEmpty() default true;

    String message() default "is not an acceptable key";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};
}
