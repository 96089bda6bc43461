package dev.agentkeys.validation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What of a refused request may be shown to whoever sent it (and to the logs its client writes): no secret at any
 * depth, nothing that is not valid Unicode, nothing long.
 */
final class Echo {

    private static final int MAX_LENGTH = 1024;
    private static final Pattern NOT_A_LETTER = Pattern.compile("[^a-z]");
    private static final Set<String> SECRET_WORDS = Set.of("apikey", "secret", "password", "token");
    private static final Pattern GENERATED_KEY = Pattern.compile("agk_[a-z]+_[0-9A-Za-z]{16}");

    private Echo() {}

    /** What was sent at {@code path}, without what may not be shown; null where nothing is left. */
    static JsonNode of(List<Object> path, JsonNode value) {
        boolean secret = path.stream().anyMatch(step -> step instanceof String name && namesSecret(name));
        // A body that is a text of its own has no name to tell whether it is secret.
        return secret || path.isEmpty() && value.isTextual() ? null : of(value);
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
        return SECRET_WORDS.stream().anyMatch(letters::endsWith);
    }

    private static boolean mayBeShown(String text) {
        return Unicode.isWellFormed(text) && !GENERATED_KEY.matcher(text).find();
    }
}
