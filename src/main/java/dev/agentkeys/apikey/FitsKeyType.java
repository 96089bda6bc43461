package dev.agentkeys.apikey;

import static java.lang.annotation.ElementType.TYPE;
import static java.lang.annotation.RetentionPolicy.RUNTIME;

import jakarta.validation.Constraint;
import jakarta.validation.Payload;
import java.lang.annotation.Documented;
import java.lang.annotation.Retention;
import java.lang.annotation.Target;

/**
 * The key that a caller chooses fits its type. A header value cannot begin or end with white space, so neither can a key
 * that is presented in one; a signing secret can. A key that this service generated names its type and cannot get another
 * type: a generated webhook secret must not become a key that gives access to an agent.
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
