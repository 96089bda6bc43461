package dev.agentkeys.validation;

import jakarta.enterprise.context.Dependent;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import java.util.Optional;
import java.util.regex.Pattern;

/** Checks {@link Text}, and reports the first rule that is violated. */
@Dependent
class TextValidator implements ConstraintValidator<Text, String> {

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
