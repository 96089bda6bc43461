package dev.agentkeys.apikey;

import static java.lang.annotation.ElementType.TYPE;
import static java.lang.annotation.RetentionPolicy.RUNTIME;

import jakarta.validation.Constraint;
import jakarta.validation.Payload;
import java.lang.annotation.Documented;
import java.lang.annotation.Retention;
import java.lang.annotation.Target;

/**
 * The name of a webhook's key is a name that its source can send. No event would find a key with another name, so the
 * service would refuse every event.
 */
@Documented
@Constraint(validatedBy = FitsSourceValidator.class)
@Target(TYPE)
@Retention(RUNTIME)
@interface FitsSource {

    String message() default "is no name that the source sends";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};
}
