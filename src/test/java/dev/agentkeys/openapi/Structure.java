package dev.agentkeys.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Compares the meaning of two OpenAPI documents, and ignores texts (titles, descriptions, summaries). The served
 * document must have everything in the contract. It may add only optional properties, operations and responses, because
 * a client notices other additions. If the contract says "anything or null", the service says "an object or null",
 * because generators turn the former into code that does not compile.
 */
final class Structure {

    private static final Set<String> WORDS = Set.of("title", "description", "summary");
    private static final Set<String> SETS = Set.of("required", "enum", "tags");

    private static final JsonNode ANY_OBJECT =
            JsonNodeFactory.instance.objectNode().put("type", "object").put("additionalProperties", true);

    private Structure() {}

    /** Each difference as a sentence. The list is empty if the served document keeps the contract. */
    static List<String> differences(JsonNode expected, JsonNode served) {
        var found = new ArrayList<String>();
        compare("", "", expected, served, found);
        return found;
    }

    private static void compare(String place, String name, JsonNode expected, JsonNode served, List<String> found) {
        if (served.isMissingNode()) {
            found.add(place + ": missing, should be " + expected);
        } else if (expected.isObject() && expected.isEmpty()) {
            if (!served.isEmpty() && !(place.contains("/anyOf/") && served.equals(ANY_OBJECT))) {
                found.add(place + ": should be anything, is " + served);
            }
        } else if (SETS.contains(name) && expected.isArray()) {
            if (!setOf(expected).equals(setOf(served))) {
                found.add(place + ": should be " + expected + ", is " + served);
            }
        } else if (name.equals("parameters")) {
            compare(place, "", byName(expected), byName(served), found);
        } else if (expected.isObject()) {
            expected.properties().stream()
                    .filter(property -> !(WORDS.contains(property.getKey())
                            && property.getValue().isTextual()))
                    .forEach(property -> compare(
                            place + "/" + property.getKey(),
                            property.getKey(),
                            property.getValue(),
                            served.path(property.getKey()),
                            found));
            additions(expected, served).forEach(added -> found.add(place + "/" + added + ": not in the contract"));
        } else if (expected.isArray()) {
            compareLists(place, expected, served, found);
        } else if (!expected.equals(served)) {
            found.add(place + ": should be " + expected + ", is " + served);
        }
    }

    private static void compareLists(String place, JsonNode expected, JsonNode served, List<String> found) {
        if (expected.size() != served.size()) {
            found.add(place + ": should have " + expected.size() + " items, has " + served.size());
        }
        for (int i = 0; i < expected.size(); i++) {
            compare(place + "/" + i, "", expected.get(i), served.path(i), found);
        }
    }

    /** The keywords of a schema that restrict or require more than the contract does. */
    private static Set<String> additions(JsonNode expected, JsonNode served) {
        var added = new TreeSet<String>();
        for (var keyword : List.of(
                "required",
                "type",
                "format",
                "enum",
                "default",
                "anyOf",
                "minimum",
                "maximum",
                "minLength",
                "maxLength",
                "pattern",
                "$ref",
                "items")) {
            if (isSchema(expected) && !expected.has(keyword) && served.has(keyword)) {
                added.add(keyword);
            }
        }
        return added;
    }

    private static boolean isSchema(JsonNode node) {
        return node.has("type") || node.has("$ref") || node.has("anyOf") || node.has("title");
    }

    /** Parameters may be in any order. */
    private static JsonNode byName(JsonNode parameters) {
        var byName = JsonNodeFactory.instance.objectNode();
        parameters.forEach(parameter -> byName.set(parameter.path("name").asText(), parameter));
        return byName;
    }

    private static Set<JsonNode> setOf(JsonNode array) {
        var set = new HashSet<JsonNode>();
        array.forEach(set::add);
        return set;
    }
}
