package dev.agentkeys.apikey.life;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Merges JSON objects (RFC 7396). Null in the patch removes a property. Objects are merged at any depth. */
final class MergePatch {

    private MergePatch() {}

    /** Returns the merged object. The target may be null, and does not change. */
    static ObjectNode merge(JsonNode target, ObjectNode patch) {
        var merged = JsonNodeFactory.instance.objectNode();
        if (target instanceof ObjectNode object) {
            merged.setAll(object);
        }
        patch.properties().forEach(property -> {
            var name = property.getKey();
            if (property.getValue().isNull()) {
                merged.remove(name);
            } else if (property.getValue() instanceof ObjectNode object) {
                merged.set(name, merge(merged.get(name), object));
            } else {
                merged.set(name, property.getValue());
            }
        });
        return merged;
    }
}
