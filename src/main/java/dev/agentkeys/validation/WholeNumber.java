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
import java.math.BigInteger;
import java.util.Optional;
import java.util.regex.Pattern;

/** A query parameter that must spell a whole number; read it with {@link Validator#parse}. Absence is valid. */
@Documented
@Constraint(validatedBy = WholeNumber.Validator.class)
@Target({FIELD, PARAMETER, RECORD_COMPONENT})
@Retention(RUNTIME)
public @interface WholeNumber {

    /** The least number. */
    long min();

    /** The greatest number. */
    long max() default Long.MAX_VALUE;

    /** The parameter's name, to tell an empty parameter from an absent one. */
    String parameter();

    /** Unused: each violation carries a {@link ViolationKind}. */
    String message() default "is not a whole number";

    /** Unused; part of every constraint. */
    Class<?>[] groups() default {};

    /** Unused; part of every constraint. */
    Class<? extends Payload>[] payload() default {};

    /** Checks the constraint. */
    @Dependent
    class Validator implements ConstraintValidator<WholeNumber, String> {

        private static final Pattern FORM = Pattern.compile("[+-]?[0-9]{1,100}");

        // Looked up at each use, because Quarkus instantiates validators while it builds the application.
        private final Instance<SentParameters> sent;

        private WholeNumber rules;

        Validator(Instance<SentParameters> sent) {
            this.sent = sent;
        }

        /** The number that a valid parameter spells, limited to the range of the type. */
        public static long parse(String text) {
            return new BigInteger(text)
                    .max(BigInteger.valueOf(Long.MIN_VALUE))
                    .min(BigInteger.valueOf(Long.MAX_VALUE))
                    .longValueExact();
        }

        /** Reads the number that {@code text} spells, or that {@code ifAbsent} spells if the parameter is absent. */
        public static long parse(String text, String ifAbsent) {
            return parse(text == null ? ifAbsent : text);
        }

        @Override
        public void initialize(WholeNumber annotation) {
            rules = annotation;
        }

        @Override
        public boolean isValid(String text, ConstraintValidatorContext context) {
            boolean absent = text == null && !sent.get().has(rules.parameter());
            return absent || ViolationKind.report(faultOf(text == null ? "" : text), context);
        }

        private Optional<ViolationKind> faultOf(String text) {
            if (!FORM.matcher(text).matches()) {
                return Optional.of(ViolationKind.NOT_AN_INTEGER);
            }
            long number = parse(text);
            if (number < rules.min()) {
                return Optional.of(ViolationKind.tooSmall(rules.min()));
            }
            return number > rules.max() ? Optional.of(ViolationKind.tooLarge(rules.max())) : Optional.empty();
        }
    }
}
