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
 * A key value that a caller brings along: valid Unicode without control characters, neither shorter than the configured
 * minimum nor longer than 4,096 characters, and no misspelt generated key. Null is valid: it asks for a generated one.
 */
@Documented
@Constraint(validatedBy = CallerChosenKeyValidator.class)
@Target({FIELD, PARAMETER, RECORD_COMPONENT})
@Retention(RUNTIME)
@interface CallerChosenKey {

    /** Whether the empty text is as good as none. */
    boolean orEmpty() default true;

    String message() default "is not an acceptable key";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};
}
