package dev.agentkeys.apikey;

import static java.lang.annotation.ElementType.TYPE;
import static java.lang.annotation.RetentionPolicy.RUNTIME;

import jakarta.validation.Constraint;
import jakarta.validation.Payload;
import java.lang.annotation.Documented;
import java.lang.annotation.Retention;
import java.lang.annotation.Target;

/**
 * A key of a type that callers present can be presented in a header, which has no white space at its ends. A signing
 * secret is presented by nobody: its source may use it as it is.
 */
@Documented
@Constraint(validatedBy = PresentableKeyValidator.class)
@Target(TYPE)
@Retention(RUNTIME)
@interface PresentableKey {

    String message() default "cannot be presented in a header";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};
}
