package dev.agentkeys.validation;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DatabindException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.agentkeys.validation.HttpValidationError.Violation;
import dev.agentkeys.validation.json.InputRedactor;
import dev.agentkeys.validation.json.StrictModule;
import dev.agentkeys.validation.json.ViolationCollector;
import dev.agentkeys.validation.json.ViolationCollector.Located;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.inject.Singleton;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.ElementKind;
import jakarta.validation.Path;
import jakarta.validation.Validator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Turns the bytes of a body into a valid record, or reports every violation: wrong JSON types and violated constraints, in
 * one list of one form.
 *
 * <p>A valid body is read once. An invalid body is read again, to report the input at each violation.
 */
@Singleton
// quarkus.jackson.property-naming-strategy names this class. Quarkus instantiates it by reflection without registering
// it, so a native executable could neither read nor write JSON.
@RegisterForReflection(targets = PropertyNamingStrategies.SnakeCaseStrategy.class)
public class RequestBinder {

    private static final int MAX_NESTING = 100;
    private static final String BYTE_ORDER_MARK = "\uFEFF";
    private static final String NUMBER_OUT_OF_RANGE = "A number is out of range";

    private final ObjectMapper mapper;
    private final Validator validator;
    private final Map<Class<?>, ObjectReader> readers = new ConcurrentHashMap<>();

    RequestBinder(ObjectMapper applicationMapper, Validator validator) {
        var constraints =
                StreamReadConstraints.builder().maxNestingDepth(MAX_NESTING).build();
        this.mapper = applicationMapper
                .copyWith(JsonParsing.factory()
                        .streamReadConstraints(constraints)
                        // Parsers disagree about which of two fields with the same name counts.
                        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                        .build())
                .registerModule(new StrictModule())
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .disable(DeserializationFeature.WRAP_EXCEPTIONS);
        this.validator = validator;
    }

    /**
     * The record that {@code body} describes.
     *
     * @throws InvalidRequestException if the body does not describe such a record, or the record violates its
     *     constraints
     */
    public <T> T bind(Class<T> type, byte[] body) {
        var json = decode(body);
        var findings = new ViolationCollector();
        var value = read(type, json, findings);
        if (value != null) {
            for (var violation : validator.validate(value)) {
                findings.add(pathOf(violation), ViolationKind.of(violation));
            }
        }
        if (findings.isEmpty()) {
            return value;
        }
        throw new InvalidRequestException(violations(findings, json));
    }

    /** Reads an object that the service has stored as text, in the same way as an object of a request. */
    public ObjectNode readObject(String json) {
        return (ObjectNode) readTree(json);
    }

    private <T> T read(Class<T> type, String json, ViolationCollector findings) {
        try (var parser = mapper.createParser(json)) {
            var first = parser.nextToken();
            if (first == JsonToken.START_OBJECT) {
                T value = readers.computeIfAbsent(type, mapper::readerFor)
                        .withAttribute(ViolationCollector.class, findings)
                        .readValue(parser);
                requireEnd(parser);
                return value;
            }
            parser.skipChildren();
            requireEnd(parser);
            findings.add(
                    List.of(),
                    first == null || first == JsonToken.VALUE_NULL ? ViolationKind.MISSING : ViolationKind.NOT_A_BODY);
            return null;
        } catch (DatabindException e) {
            throw new IllegalStateException("The fields of " + type.getSimpleName() + " cannot be read strictly", e);
        } catch (JsonProcessingException e) {
            throw malformed(e);
        } catch (NumberFormatException e) {
            throw malformed(0, NUMBER_OUT_OF_RANGE);
        } catch (IOException e) {
            throw new UncheckedIOException("A string cannot fail to be read", e);
        }
    }

    private static void requireEnd(JsonParser parser) throws IOException {
        if (parser.nextToken() != null) {
            throw new JsonParseException(parser, "Trailing content");
        }
    }

    private List<Violation> violations(ViolationCollector findings, String json) {
        var sent = readTree(json);
        return findings.list().stream()
                .map(violation -> Violation.of(
                        "body",
                        violation.path(),
                        violation.kind(),
                        InputRedactor.of(echoedPath(violation), inputOf(violation, sent))))
                .toList();
    }

    /**
     * The path of the input that is reported. For a missing field it is the path of its object, which is not secret
     * itself.
     */
    private static List<Object> echoedPath(Located violation) {
        var path = violation.path();
        return violation.kind().equals(ViolationKind.MISSING) && !path.isEmpty()
                ? path.subList(0, path.size() - 1)
                : path;
    }

    /** The input at the violation; for a missing field, the object that lacks it. */
    private static JsonNode inputOf(Located violation, JsonNode sent) {
        JsonNode input = sent;
        for (var step : violation.path()) {
            var next = step instanceof Integer index ? input.get(index) : input.get((String) step);
            if (next == null) {
                return input;
            }
            input = next;
        }
        return input;
    }

    private JsonNode readTree(String json) {
        try {
            var tree = mapper.readTree(json);
            return tree == null || tree.isMissingNode() ? NullNode.instance : tree;
        } catch (JsonProcessingException e) {
            throw malformed(e);
        } catch (NumberFormatException e) {
            throw malformed(0, NUMBER_OUT_OF_RANGE);
        }
    }

    private static String decode(byte[] body) {
        try {
            return withoutByteOrderMark(
                    UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString());
        } catch (CharacterCodingException e) {
            throw malformed(0, "Invalid UTF-8");
        }
    }

    /** Some clients send a byte order mark, and RFC 8259 (8.1) lets a parser ignore it. */
    private static String withoutByteOrderMark(String text) {
        return text.startsWith(BYTE_ORDER_MARK) ? text.substring(BYTE_ORDER_MARK.length()) : text;
    }

    private static InvalidRequestException malformed(JsonProcessingException e) {
        // Jackson's message quotes the body, which may hold a secret.
        var location = e.getLocation();
        return malformed(
                location == null ? 0 : location.getCharOffset(),
                "Not JSON, a field given twice, or nested deeper than " + MAX_NESTING);
    }

    private static InvalidRequestException malformed(long position, String error) {
        return new InvalidRequestException(List.of(Violation.of(
                "body", List.of(position), ViolationKind.malformedJson(error), JsonNodeFactory.instance.objectNode())));
    }

    private static List<Object> pathOf(ConstraintViolation<?> violation) {
        var path = new ArrayList<Object>();
        for (Path.Node node : violation.getPropertyPath()) {
            if (node.getIndex() != null) {
                path.add(node.getIndex());
            }
            if (node.getKind() == ElementKind.PROPERTY) {
                path.add(InvalidRequestException.wireName(node.getName()));
            }
        }
        return path;
    }
}
