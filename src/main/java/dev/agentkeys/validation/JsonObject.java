package dev.agentkeys.validation;

import static java.lang.annotation.ElementType.FIELD;
import static java.lang.annotation.ElementType.PARAMETER;
import static java.lang.annotation.ElementType.RECORD_COMPONENT;
import static java.lang.annotation.RetentionPolicy.RUNTIME;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.Dependent;
import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import java.lang.annotation.Documented;
import java.lang.annotation.Retention;
import java.lang.annotation.Target;
import java.util.Optional;

/**
 * A JSON object that PostgreSQL can store as {@code jsonb}: its size is bounded, its texts are valid Unicode without
 * NUL, and its numbers have a bounded number of digits. Null is valid.
 */
@Documented
@Constraint(validatedBy = JsonObject.Validator.class)
@Target({FIELD, PARAMETER, RECORD_COMPONENT})
@Retention(RUNTIME)
public @interface JsonObject {

    /** The maximum number of bytes of its compact form. */
    int maxBytes();

    /** Unused: each violation carries a {@link ViolationKind}. */
    String message() default "is not a storable JSON object";

    /** Unused; part of every constraint. */
    Class<?>[] groups() default {};

    /** Unused; part of every constraint. */
    Class<? extends Payload>[] payload() default {};

    /** Checks the constraint. */
    @Dependent
    class Validator implements ConstraintValidator<JsonObject, ObjectNode> {

        /**
         * The maximum number of digits on either side of the decimal point. PostgreSQL's {@code numeric} has at most
         * 16,383 digits after it.
         */
        private static final int MAX_DIGITS = 1000;

        private int maxBytes;

        @Override
        public void initialize(JsonObject annotation) {
            maxBytes = annotation.maxBytes();
        }

        @Override
        public boolean isValid(ObjectNode object, ConstraintValidatorContext context) {
            return object == null || ViolationKind.report(faultOf(object, maxBytes), context);
        }

        /** Returns what is wrong with an object that may have that many bytes. */
        public static Optional<ViolationKind> faultOf(ObjectNode object, int maxBytes) {
            return faultIn(object)
                    .or(() -> object.toString().getBytes(UTF_8).length > maxBytes
                            ? Optional.of(ViolationKind.value("must not be larger than " + maxBytes + " bytes"))
                            : Optional.empty());
        }

        private static Optional<ViolationKind> faultIn(JsonNode node) {
            if (node.isTextual()) {
                return textFault(node.textValue());
            }
            if (node.isBigDecimal() && Math.abs((long) node.decimalValue().scale()) > MAX_DIGITS) {
                return Optional.of(
                        ViolationKind.value("must not contain numbers of more than " + MAX_DIGITS + " digits"));
            }
            for (var property : node.properties()) {
                var fault = textFault(property.getKey()).or(() -> faultIn(property.getValue()));
                if (fault.isPresent()) {
                    return fault;
                }
            }
            if (node.isArray()) {
                for (var element : node) {
                    var fault = faultIn(element);
                    if (fault.isPresent()) {
                        return fault;
                    }
                }
            }
            return Optional.empty();
        }

        private static Optional<ViolationKind> textFault(String text) {
            if (!Unicode.isWellFormed(text)) {
                return Optional.of(ViolationKind.value("must be valid Unicode"));
            }
            return text.indexOf(0) >= 0
                    ? Optional.of(ViolationKind.value("must not contain NUL characters"))
                    : Optional.empty();
        }
    }
}
