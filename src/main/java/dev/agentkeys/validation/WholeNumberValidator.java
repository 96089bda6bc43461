package dev.agentkeys.validation;

import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Instance;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import java.math.BigInteger;
import java.util.Optional;
import java.util.regex.Pattern;

/** Checks {@link WholeNumber}. */
@Dependent
public class WholeNumberValidator implements ConstraintValidator<WholeNumber, String> {

    private static final Pattern FORM = Pattern.compile("[+-]?[0-9]{1,100}");

    // Looked up at each use, because Quarkus makes validators while it builds the application.
    private final Instance<SentParameters> sent;

    private WholeNumber rules;

    WholeNumberValidator(Instance<SentParameters> sent) {
        this.sent = sent;
    }

    /** The number that a valid parameter spells, limited to the range of the type. */
    public static long parse(String text) {
        return new BigInteger(text)
                .max(BigInteger.valueOf(Long.MIN_VALUE))
                .min(BigInteger.valueOf(Long.MAX_VALUE))
                .longValueExact();
    }

    /** The same; an absent parameter gives the number that {@code ifAbsent} spells. */
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
