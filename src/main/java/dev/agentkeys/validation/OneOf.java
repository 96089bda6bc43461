package dev.agentkeys.validation;

import static java.lang.annotation.ElementType.FIELD;
import static java.lang.annotation.ElementType.PARAMETER;
import static java.lang.annotation.ElementType.RECORD_COMPONENT;
import static java.lang.annotation.RetentionPolicy.RUNTIME;

import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Instance;
import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import java.lang.annotation.Documented;
import java.lang.annotation.Retention;
import java.lang.annotation.Target;
import java.util.List;
import java.util.Optional;

/** A query parameter that must be one of these names. Absence is valid. */
@Documented
@Constraint(validatedBy = OneOf.Validator.class)
@Target({FIELD, PARAMETER, RECORD_COMPONENT})
@Retention(RUNTIME)
public @interface OneOf {

    /** The names. */
    String[] value();

    /** The parameter's name, to tell an empty parameter from an absent one. */
    String parameter();

    /** Unused: each violation carries a {@link ViolationKind}. */
    String message() default "is none of the names";

    /** Unused; part of every constraint. */
    Class<?>[] groups() default {};

    /** Unused; part of every constraint. */
    Class<? extends Payload>[] payload() default {};

    /** Checks the constraint. */
    @Dependent
    class Validator implements ConstraintValidator<OneOf, String> {

        // Looked up at each use, because Quarkus instantiates validators while it builds the application.
        private final Instance<SentParameters> sent;

        private List<String> names;
        private String parameter;

        Validator(Instance<SentParameters> sent) {
            this.sent = sent;
        }

        @Override
        public void initialize(OneOf annotation) {
            parameter = annotation.parameter();
            names = List.of(annotation.value());
        }

        @Override
        public boolean isValid(String text, ConstraintValidatorContext context) {
            boolean valid = text == null ? !sent.get().has(parameter) : names.contains(text);
            return ViolationKind.report(valid ? Optional.empty() : Optional.of(ViolationKind.notOneOf(names)), context);
        }
    }
}
