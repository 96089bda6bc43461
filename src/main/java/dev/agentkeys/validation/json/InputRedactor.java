package dev.agentkeys.validation.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.agentkeys.validation.Unicode;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Removes from the input of a refused request what the answer may not show, because clients log answers: secrets at any
 * depth, texts that are not valid Unicode, and long values.
 */
public final class InputRedactor {

    private static final int MAX_LENGTH = 1024;
    private static final Pattern NOT_A_LETTER = Pattern.compile("[^a-z]");
    private static final Set<String> SECRET_WORDS = Set.of("apikey", "secret", "password", "token");
    private static final String KEY_TYPE = "apikeytype";
    /** A name of a secret that a value follows, in JSON or a form within a text. */
    private static final Pattern NAMED_SECRET =
            Pattern.compile("(?:api[^a-z]?key|secret|password|token)[^:=]{0,32}[:=]", Pattern.CASE_INSENSITIVE);

    private static final Pattern GENERATED_KEY = Pattern.compile("agk_[a-z]+_[0-9A-Za-z]{16}");

    private InputRedactor() {}

    /** The input at {@code path}, redacted; null if nothing is left of it. */
    public static JsonNode of(List<Object> path, JsonNode value) {
        if (path.stream().anyMatch(step -> step instanceof String name && namesSecret(name))) {
            return null;
        }
        return path.isEmpty() ? ofBody(value) : of(value);
    }

    /** In a body that is not an object, no field name tells which text is secret. */
    private static JsonNode ofBody(JsonNode body) {
        if (body.isTextual()) {
            return null;
        }
        return of(body.isArray() ? withoutTexts(body) : body);
    }

    private static ArrayNode withoutTexts(JsonNode array) {
        var rest = JsonNodeFactory.instance.arrayNode();
        array.forEach(element -> {
            if (!element.isTextual()) {
                rest.add(element.isArray() ? withoutTexts(element) : element);
            }
        });
        return rest;
    }

    private static JsonNode of(JsonNode value) {
        var shown = withoutSecrets(value);
        return shown == null || shown.toString().length() > MAX_LENGTH ? null : shown;
    }

    private static JsonNode withoutSecrets(JsonNode value) {
        if (value.isObject()) {
            return objectWithoutSecrets(value);
        }
        if (value.isArray()) {
            return arrayWithoutSecrets(value);
        }
        return value.isTextual() && !mayBeShown(value.textValue()) ? null : value;
    }

    private static ObjectNode objectWithoutSecrets(JsonNode object) {
        var shown = JsonNodeFactory.instance.objectNode();
        object.properties().forEach(property -> {
            var value = namesSecret(property.getKey()) ? null : withoutSecrets(property.getValue());
            if (value != null && mayBeShown(property.getKey())) {
                shown.set(property.getKey(), value);
            }
        });
        return shown;
    }

    private static ArrayNode arrayWithoutSecrets(JsonNode array) {
        var shown = JsonNodeFactory.instance.arrayNode();
        array.forEach(element -> {
            var value = withoutSecrets(element);
            if (value != null) {
                shown.add(value);
            }
        });
        return shown;
    }

    /** Also for a misspelt name: a client that sends {@code apiKey} must not find its key in the answer. */
    private static boolean namesSecret(String name) {
        var letters = NOT_A_LETTER.matcher(name.toLowerCase(Locale.ROOT)).replaceAll("");
        return !letters.equals(KEY_TYPE) && SECRET_WORDS.stream().anyMatch(letters::contains);
    }

    private static boolean mayBeShown(String text) {
        return Unicode.isWellFormed(text)
                && !GENERATED_KEY.matcher(text).find()
                && !NAMED_SECRET.matcher(text).find()
                && !mayHoldUserInfo(text);
    }

    /** The text before an at sign may be the user and password of a URL, also if the URL is malformed. */
    private static boolean mayHoldUserInfo(String text) {
        int at = text.lastIndexOf('@');
        return at >= 0 && (text.lastIndexOf(':', at) >= 0 || text.lastIndexOf("//", at) >= 0);
    }
}
