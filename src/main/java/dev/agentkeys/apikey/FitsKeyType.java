package dev.agentkeys.apikey;

import static java.lang.annotation.ElementType.TYPE;
import static java.lang.annotation.RetentionPolicy.RUNTIME;

import jakarta.validation.Constraint;
import jakarta.validation.Payload;
import java.lang.annotation.Documented;
import java.lang.annotation.Retention;
import java.lang.annotation.Target;

/**
 * The key that a caller brings fits the type it is for. A header has no white space at its ends, so a key of a type that
 * callers present has none either; a signing secret may. A key that this service generated names its type, and is a key
 * of that type only: a webhook secret of ours must not become a key that opens an agent.
 */
@Documented
@Constraint(validatedBy = FitsKeyTypeValidator.class)
@Target(TYPE)
@Retention(RUNTIME)
@interface FitsKeyType {

    String message() default "does not fit its type";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};
}
