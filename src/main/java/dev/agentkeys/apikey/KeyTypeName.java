package dev.agentkeys.apikey;

import static java.lang.annotation.ElementType.FIELD;
import static java.lang.annotation.ElementType.PARAMETER;
import static java.lang.annotation.ElementType.RECORD_COMPONENT;
import static java.lang.annotation.RetentionPolicy.RUNTIME;

import dev.agentkeys.keymaterial.KeyType;
import dev.agentkeys.validation.SentParameters;
import dev.agentkeys.validation.ViolationKind;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Instance;
import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import java.lang.annotation.Documented;
import java.lang.annotation.Retention;
import java.lang.annotation.Target;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The query parameter {@code api_key_type}, which must be the name of a {@link KeyType}. Absence is valid. */
@Documented
@Constraint(validatedBy = KeyTypeName.Validator.class)
@Target({FIELD, PARAMETER, RECORD_COMPONENT})
@Retention(RUNTIME)
@interface KeyTypeName {

    String message() default "is no type of keys";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};

    /** Checks the constraint. */
    @Dependent
    class Validator implements ConstraintValidator<KeyTypeName, String> {

        private static final List<String> NAMES =
                Arrays.stream(KeyType.values()).map(KeyType::wireName).toList();

        // Looked up at each use, because the build creates validators before the application has requests.
        private final Instance<SentParameters> sent;

        Validator(Instance<SentParameters> sent) {
            this.sent = sent;
        }

        @Override
        public boolean isValid(String text, ConstraintValidatorContext context) {
            boolean valid = text == null ? !sent.get().has(NamedKeyParameters.TYPE) : NAMES.contains(text);
            return ViolationKind.report(valid ? Optional.empty() : Optional.of(ViolationKind.notOneOf(NAMES)), context);
        }
    }
}
