package dev.agentkeys.verification;

import static java.lang.annotation.ElementType.FIELD;
import static java.lang.annotation.ElementType.PARAMETER;
import static java.lang.annotation.ElementType.RECORD_COMPONENT;
import static java.lang.annotation.RetentionPolicy.RUNTIME;

import jakarta.validation.Constraint;
import jakarta.validation.Payload;
import java.lang.annotation.Documented;
import java.lang.annotation.Retention;
import java.lang.annotation.Target;

/** A key somebody presents: any text there can be in UTF-8, but not none. Null is valid. */
@Documented
@Constraint(validatedBy = WellFormedKeyValidator.class)
@Target({FIELD, PARAMETER, RECORD_COMPONENT})
@Retention(RUNTIME)
@interface WellFormedKey {

    String message() default "is not a key";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};
}
