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
 * A path below an agent's own, not encoded yet: without control characters, scheme, and segments that climb ({@code .}
 * and {@code ..}, however often they are encoded). Null is valid.
 */
@Documented
@Constraint(validatedBy = ForwardPathValidator.class)
@Target({FIELD, PARAMETER, RECORD_COMPONENT})
@Retention(RUNTIME)
@interface ForwardPath {

    String message() default "is not a path";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};
}
