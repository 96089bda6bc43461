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
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A query parameter that must be a point in time with an offset (RFC 3339); read it with {@link Validator#parse}.
 * Absence is valid.
 */
@Documented
@Constraint(validatedBy = DateTime.Validator.class)
@Target({FIELD, PARAMETER, RECORD_COMPONENT})
@Retention(RUNTIME)
public @interface DateTime {

    /** The parameter's name, to tell an empty parameter from an absent one. */
    String parameter();

    /** Unused: each violation carries a {@link ViolationKind}. */
    String message() default "is not a point in time";

    /** Unused; part of every constraint. */
    Class<?>[] groups() default {};

    /** Unused; part of every constraint. */
    Class<? extends Payload>[] payload() default {};

    /** Checks the constraint. */
    @Dependent
    class Validator implements ConstraintValidator<DateTime, String> {

        /** RFC 3339, section 5.6. Java's own parser also takes years of ten digits, and times without seconds. */
        private static final Pattern FORM =
                Pattern.compile("\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d{1,9})?(Z|[+-]\\d{2}:\\d{2})");

        // Looked up at each use, because Quarkus instantiates validators while it builds the application.
        private final Instance<SentParameters> sent;

        private String parameter;

        Validator(Instance<SentParameters> sent) {
            this.sent = sent;
        }

        /** The point in time that the text names; empty if it names none, such as February 30. */
        public static Optional<OffsetDateTime> parse(String text) {
            var upperCase = text.toUpperCase(Locale.ROOT);
            if (!FORM.matcher(upperCase).matches()) {
                return Optional.empty();
            }
            try {
                return Optional.of(OffsetDateTime.parse(upperCase));
            } catch (DateTimeException e) {
                return Optional.empty();
            }
        }

        @Override
        public void initialize(DateTime annotation) {
            parameter = annotation.parameter();
        }

        @Override
        public boolean isValid(String text, ConstraintValidatorContext context) {
            boolean valid =
                    text == null ? !sent.get().has(parameter) : parse(text).isPresent();
            return ViolationKind.report(valid ? Optional.empty() : Optional.of(ViolationKind.NOT_A_DATE_TIME), context);
        }
    }
}
