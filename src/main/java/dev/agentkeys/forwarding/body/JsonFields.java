package dev.agentkeys.forwarding.body;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.agentkeys.validation.JsonParsing;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads a few fields of a JSON object and skips the rest, so that a body whose signature is not checked yet takes no more
 * memory than its bytes.
 */
public final class JsonFields {

    static final JsonFactory JSON = JsonParsing.factory().build();

    private static final String SEPARATOR = "/";

    private final Map<String, String> found = new HashMap<>();
    private final Set<String> wanted;

    private JsonFields(Set<String> wanted) {
        this.wanted = wanted;
    }

    /**
     * Reads the wanted fields. Slashes separate the names of nested fields. JSON that is not an object has no fields.
     *
     * @throws IOException if it is not JSON, or has a wanted field twice: the agent may read the other one
     */
    public static JsonFields read(HeldBody body, Set<String> wanted) throws IOException {
        return read(body.stream(), wanted);
    }

    /** Reads the wanted fields of JSON that is part of a body. */
    public static JsonFields read(InputStream json, Set<String> wanted) throws IOException {
        var fields = new JsonFields(wanted);
        try (var parser = JSON.createParser(new InputStreamReader(json, UTF_8.newDecoder()))) {
            var first = parser.nextToken();
            if (first == null) {
                throw new JsonParseException(parser, "no content");
            }
            if (first == JsonToken.START_OBJECT) {
                fields.readObject(parser, "");
            } else {
                parser.skipChildren();
            }
            if (parser.nextToken() != null) {
                throw new JsonParseException(parser, "more than one value");
            }
        }
        return fields;
    }

    /** The field's value, if it is a text and not empty. */
    public Optional<String> text(String name) {
        return Optional.ofNullable(found.get(name)).filter(text -> !text.isEmpty());
    }

    /** Whether the field is an object that is not empty. */
    public boolean hasObject(String name) {
        return found.keySet().stream().anyMatch(field -> field.startsWith(name + SEPARATOR));
    }

    private void readObject(JsonParser parser, String prefix) throws IOException {
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            var ownName = parser.currentName();
            var name = prefix + ownName;
            var value = parser.nextToken();
            if (wanted.contains(name) && !ownName.contains(SEPARATOR)) {
                var text = value == JsonToken.VALUE_STRING ? parser.getText() : "";
                if (found.putIfAbsent(name, text) != null) {
                    throw new JsonParseException(parser, "the same field twice");
                }
                if (value == JsonToken.START_OBJECT) {
                    readObject(parser, name + SEPARATOR);
                    continue;
                }
            } else if (!prefix.isEmpty()) {
                found.putIfAbsent(prefix, "");
            }
            parser.skipChildren();
        }
    }
}
