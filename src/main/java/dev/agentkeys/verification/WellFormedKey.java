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

/** A key that a caller presents: any text that is valid in UTF-8 and not empty. Null is valid. */
@Documented
@Constraint(validatedBy = WellFormedKeyValidator.class)
@Target({FIELD, PARAMETER, RECORD_COMPONENT})
@Retention(RUNTIME)
@interface WellFormedKey {

    String message() default "is not a key";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};
}
