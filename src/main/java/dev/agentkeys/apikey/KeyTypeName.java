package dev.agentkeys.apikey;

import static java.lang.annotation.ElementType.FIELD;
import static java.lang.annotation.ElementType.PARAMETER;
import static java.lang.annotation.ElementType.RECORD_COMPONENT;
import static java.lang.annotation.RetentionPolicy.RUNTIME;

import dev.agentkeys.keymaterial.KeyType;
import jakarta.validation.Constraint;
import jakarta.validation.Payload;
import java.lang.annotation.Documented;
import java.lang.annotation.Retention;
import java.lang.annotation.Target;

/** The query parameter {@code api_key_type}, which must be the name of a {@link KeyType}. Absence is valid. */
@Documented
@Constraint(validatedBy = KeyTypeNameValidator.class)
@Target({FIELD, PARAMETER, RECORD_COMPONENT})
@Retention(RUNTIME)
@interface KeyTypeName {

    String message() default "is no type of keys";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};
}
