package dev.agentkeys.validation;

import static java.lang.annotation.ElementType.ANNOTATION_TYPE;
import static java.lang.annotation.ElementType.FIELD;
import static java.lang.annotation.ElementType.PARAMETER;
import static java.lang.annotation.ElementType.RECORD_COMPONENT;
import static java.lang.annotation.RetentionPolicy.RUNTIME;

import jakarta.enterprise.context.Dependent;
import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import java.lang.annotation.Documented;
import java.lang.annotation.Retention;
import java.lang.annotation.Target;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Text that can be stored, logged and shown: valid Unicode without control characters, of a bounded number of
 * characters (code points, as clients in other languages count them). Null is valid.
 */
@Documented
@Constraint(validatedBy = Text.Validator.class)
@Target({FIELD, PARAMETER, RECORD_COMPONENT, ANNOTATION_TYPE})
@Retention(RUNTIME)
public @interface Text {

    /** The minimum number of characters. */
    int min() default 0;

    /** The maximum number of characters. */
    int max();

    /** A regular expression the whole text must match; none by default. */
    String pattern() default "";

    /** Whether line breaks and tabs are allowed. */
    boolean multiline() default false;

    /** Whether the text is a segment of a path: then {@code .} and {@code ..} are refused, because clients drop them. */
    boolean inPath() default false;

    /** Unused: each violation carries a {@link ViolationKind}. */
    String message() default "is not valid text";

    /** Unused; part of every constraint. */
    Class<?>[] groups() default {};

    /** Unused; part of every constraint. */
    Class<? extends Payload>[] payload() default {};

    /** Checks the constraint, and reports the first rule that is violated. */
    @Dependent
    class Validator implements ConstraintValidator<Text, String> {

        private static final Pattern LAYOUT = Pattern.compile("[\\r\\n\\t]+");

        private Text rules;
        private Pattern pattern;

        @Override
        public void initialize(Text annotation) {
            rules = annotation;
            pattern = annotation.pattern().isEmpty() ? null : Pattern.compile(annotation.pattern());
        }

        @Override
        public boolean isValid(String text, ConstraintValidatorContext context) {
            return text == null || ViolationKind.report(faultOf(text), context);
        }

        private Optional<ViolationKind> faultOf(String text) {
            if (!Unicode.isWellFormed(text)) {
                return Optional.of(ViolationKind.value("must be valid Unicode"));
            }
            if (Unicode.hasControl(rules.multiline() ? LAYOUT.matcher(text).replaceAll("") : text)) {
                return Optional.of(ViolationKind.value("must not contain control characters"));
            }
            int length = text.codePointCount(0, text.length());
            if (length < rules.min()) {
                return Optional.of(ViolationKind.tooShort(rules.min()));
            }
            if (length > rules.max()) {
                return Optional.of(ViolationKind.tooLong(rules.max()));
            }
            if (rules.inPath() && (text.equals(".") || text.equals(".."))) {
                return Optional.of(ViolationKind.value("must not be '.' or '..', which no URL can name"));
            }
            if (pattern != null && !pattern.matcher(text).matches()) {
                return Optional.of(ViolationKind.patternMismatch(rules.pattern()));
            }
            return Optional.empty();
        }
    }
}
