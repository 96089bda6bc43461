package dev.agentkeys.openapi;

import static io.restassured.RestAssured.given;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.agentkeys.testsupport.JsonAnswer;
import io.restassured.response.Response;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/** The served description of the API, for tests that read it. */
public final class Description {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final JsonNode document;

    private Description(JsonNode document) {
        this.document = document;
    }

    /** Reads the description from the service under test. */
    public static Description read() {
        try {
            return new Description(JSON.readTree(given().get("/openapi.json").asString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Every operation, such as {@code GET /agents}. */
    List<String> operations() {
        var operations = new ArrayList<String>();
        document.path("paths").properties().forEach(path -> path.getValue()
                .properties()
                .forEach(method -> operations.add(method.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey())));
        return operations;
    }

    JsonNode operation(String operation) {
        var methodAndPath = operation.split(" ");
        return document.path("paths").path(methodAndPath[1]).path(methodAndPath[0].toLowerCase(Locale.ROOT));
    }

    /** Whether the service refuses an empty object as the body, because some fields are required. */
    boolean requiresFields(String operation) {
        return resolve(operation(operation).at("/requestBody/content/application~1json/schema"))
                .has("required");
    }

    /** The node itself, or the node to which it refers. */
    JsonNode resolve(JsonNode node) {
        return node.has("$ref") ? resolve(document.at(node.path("$ref").asText().substring(1))) : node;
    }

    /**
     * Fails unless the description says that the operation answers with this status, these header fields and such a
     * body.
     */
    public void assertDescribes(String operation, Response answer) {
        var place = operation + " " + answer.statusCode();
        var described = resolve(operation(operation).path("responses").path(String.valueOf(answer.statusCode())));
        assertFalse(described.isMissingNode(), place + " is not described");
        described.path("headers").fieldNames().forEachRemaining(header -> {
            if (!header.equals("WWW-Authenticate") || answer.statusCode() == 401) {
                assertTrue(answer.headers().hasHeaderWithName(header), place + " lacks " + header);
            }
        });
        for (var header : List.of("WWW-Authenticate", "Retry-After", "Allow", "X-Request-Id")) {
            if (answer.headers().hasHeaderWithName(header)) {
                assertTrue(described.path("headers").has(header), place + " describes no " + header);
            }
        }
        assertDescribesBody(place, described, answer);
    }

    private void assertDescribesBody(String place, JsonNode described, Response answer) {
        var body = answer.asString();
        assertEquals(described.has("content"), !body.isEmpty(), place + ": " + body);
        if (!body.isEmpty() && answer.statusCode() != 200) {
            var schema = resolve(described.at("/content/application~1json/schema"));
            var properties = new TreeSet<String>();
            schema.path("properties").fieldNames().forEachRemaining(properties::add);
            Map<String, Object> fields = answer.as(JsonAnswer.class).getMap("");
            assertEquals(properties, new TreeSet<>(fields.keySet()), place);
        }
    }
}
