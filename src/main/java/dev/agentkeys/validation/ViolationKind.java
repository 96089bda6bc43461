package dev.agentkeys.validation;

import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.hibernate.validator.constraintvalidation.HibernateConstraintValidatorContext;
import org.hibernate.validator.engine.HibernateConstraintViolation;

/**
 * What is wrong with a value, in the vocabulary of FastAPI. Clients of Agentex know it.
 *
 * @param type the machine-readable kind
 * @param message the sentence for people
 * @param context the numbers and names in the message
 */
public record ViolationKind(String type, String message, Map<String, Object> context) {

    /** The field is required, and the object lacks it. */
    public static final ViolationKind MISSING = new ViolationKind("missing", "Field required", Map.of());

    /** The value is of another JSON type than a string. */
    public static final ViolationKind NOT_A_STRING =
            new ViolationKind("string_type", "Input should be a valid string", Map.of());

    /** The value is of another JSON type than an object. */
    public static final ViolationKind NOT_AN_OBJECT =
            new ViolationKind("dict_type", "Input should be a valid dictionary", Map.of());

    /** The value is neither true nor false. */
    public static final ViolationKind NOT_A_BOOLEAN =
            new ViolationKind("bool_type", "Input should be a valid boolean", Map.of());

    /** The value is of another JSON type than a number, or has a fraction. */
    public static final ViolationKind NOT_A_WHOLE_NUMBER =
            new ViolationKind("int_type", "Input should be a valid integer", Map.of());

    static final ViolationKind NOT_POSITIVE =
            new ViolationKind("greater_than", "Input should be greater than 0", Map.of("gt", 0));

    /** The time is not in the future. */
    public static final ViolationKind NOT_IN_THE_FUTURE =
            new ViolationKind("datetime_future", "Input should be in the future", Map.of());

    static final ViolationKind NOT_A_BODY = new ViolationKind(
            "model_attributes_type", "Input should be a valid dictionary or object to extract fields from", Map.of());
    static final ViolationKind NOT_AN_INTEGER = new ViolationKind(
            "int_parsing", "Input should be a valid integer, unable to parse string as an integer", Map.of());

    /** The text names no point in time. */
    public static final ViolationKind NOT_A_DATE_TIME = new ViolationKind(
            "datetime_parsing", "Input should be a valid datetime with an offset, as in RFC 3339", Map.of());

    /** The body is not JSON. */
    public static ViolationKind malformedJson(String error) {
        return new ViolationKind("json_invalid", "JSON decode error", Map.of("error", error));
    }

    /** The value is none of the names. */
    public static ViolationKind notOneOf(Collection<String> names) {
        var quoted = names.stream().map(name -> "'" + name + "'").toList();
        var expected = orList(quoted);
        return new ViolationKind("enum", "Input should be " + expected, Map.of("expected", expected));
    }

    /** The text has fewer than {@code min} characters. */
    public static ViolationKind tooShort(int min) {
        return new ViolationKind(
                "string_too_short", "String should have at least " + characters(min), Map.of("min_length", min));
    }

    /** The text has more than {@code max} characters. */
    public static ViolationKind tooLong(int max) {
        return new ViolationKind(
                "string_too_long", "String should have at most " + characters(max), Map.of("max_length", max));
    }

    /** The text does not match the pattern. */
    public static ViolationKind patternMismatch(String pattern) {
        return new ViolationKind(
                "string_pattern_mismatch", "String should match pattern '" + pattern + "'", Map.of("pattern", pattern));
    }

    /** The number is below {@code min}. */
    public static ViolationKind tooSmall(long min) {
        return new ViolationKind(
                "greater_than_equal", "Input should be greater than or equal to " + min, Map.of("ge", min));
    }

    /** The number is above {@code max}. */
    public static ViolationKind tooLarge(long max) {
        return new ViolationKind("less_than_equal", "Input should be less than or equal to " + max, Map.of("le", max));
    }

    /** Any other rule; {@code rule} completes the sentence "The value ...". */
    public static ViolationKind value(String rule) {
        return new ViolationKind("value_error", "Value error, " + rule, Map.of("error", rule));
    }

    /** The kind that a constraint of this service reported, or the closest kind for a standard constraint. */
    static ViolationKind of(ConstraintViolation<?> violation) {
        HibernateConstraintViolation<?> detailed = violation.unwrap(HibernateConstraintViolation.class);
        var attached = detailed.getDynamicPayload(ViolationKind.class);
        if (attached != null) {
            return attached;
        }
        var constraint = violation.getConstraintDescriptor().getAnnotation();
        if (constraint instanceof NotNull) {
            return MISSING;
        }
        if (constraint instanceof Positive) {
            return NOT_POSITIVE;
        }
        if (constraint instanceof PositiveOrZero) {
            return tooSmall(0);
        }
        return constraint instanceof Max max ? tooLarge(max.value()) : value(violation.getMessage());
    }

    private static String characters(int count) {
        return count == 1 ? "1 character" : count + " characters";
    }

    private static String orList(List<String> items) {
        int last = items.size() - 1;
        return last == 0
                ? items.get(0)
                : items.subList(0, last).stream().collect(Collectors.joining(", ", "", " or ")) + items.get(last);
    }

    /** Attaches the kind, if there is one, to the violation of a constraint. Returns whether the value is valid. */
    public static boolean report(Optional<ViolationKind> kind, ConstraintValidatorContext context) {
        kind.ifPresent(found ->
                context.unwrap(HibernateConstraintValidatorContext.class).withDynamicPayload(found));
        return kind.isEmpty();
    }

    /** Does the same for a constraint of a whole request. The violation is in the component of that name. */
    public static boolean report(Optional<ViolationKind> kind, String component, ConstraintValidatorContext context) {
        if (!report(kind, context)) {
            context.disableDefaultConstraintViolation();
            context.buildConstraintViolationWithTemplate(context.getDefaultConstraintMessageTemplate())
                    .addPropertyNode(component)
                    .addConstraintViolation();
        }
        return kind.isEmpty();
    }
}
