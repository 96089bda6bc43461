package dev.agentkeys.validation;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.NamingBase;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.agentkeys.validation.HttpValidationError.Violation;
import dev.agentkeys.validation.json.InputRedactor;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/** A request that does not fit its schema. Its message leaves out the violations, which only the caller may see. */
public final class InvalidRequestException extends RuntimeException {

    private static final long serialVersionUID = 1;
    private static final NamingBase SNAKE_CASE = (NamingBase) PropertyNamingStrategies.SNAKE_CASE;

    private final transient List<Violation> violations;

    InvalidRequestException(List<Violation> violations) {
        super("The request does not fit its schema", null, false, false);
        this.violations = List.copyOf(violations);
    }

    /** A request whose query or path parameters violate constraints; {@code pathParameters} names those of the path. */
    public static InvalidRequestException ofParameters(
            Collection<? extends ConstraintViolation<?>> constraintViolations, Set<String> pathParameters) {
        return new InvalidRequestException(constraintViolations.stream()
                .map(violation -> ofParameter(violation, pathParameters))
                .sorted(Comparator.comparing(violation -> violation.loc().toString()))
                .toList());
    }

    /** A request with a violation in one field of its body that only the database could find. */
    public static InvalidRequestException ofField(String name, ViolationKind fault) {
        return new InvalidRequestException(List.of(Violation.of("body", List.of(name), fault, null)));
    }

    /** A request with a header that does not fit the rest of it. */
    public static InvalidRequestException ofHeader(String name, ViolationKind fault) {
        return new InvalidRequestException(List.of(Violation.of("header", List.of(name), fault, null)));
    }

    /** Every violation found, in the contract's form. */
    public List<Violation> violations() {
        return violations;
    }

    static String wireName(String javaName) {
        return SNAKE_CASE.translate(javaName);
    }

    private static Violation ofParameter(ConstraintViolation<?> violation, Set<String> pathParameters) {
        var name = "";
        for (Path.Node node : violation.getPropertyPath()) {
            name = wireName(node.getName());
        }
        var source = pathParameters.contains(name) ? "path" : "query";
        // No parameter is required, so a violation at null means that the parameter was sent empty.
        var input = violation.getInvalidValue() == null
                ? ""
                : violation.getInvalidValue().toString();
        return Violation.of(
                source,
                List.of(name),
                ViolationKind.of(violation),
                InputRedactor.of(List.of(name), TextNode.valueOf(input)));
    }
}
