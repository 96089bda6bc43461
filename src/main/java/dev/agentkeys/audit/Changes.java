package dev.agentkeys.audit;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/**
 * The fields that a change sets: a JSON object that has an object for each field. That one holds the new value as
 * {@code to}, unless the value is or could be a secret.
 */
public final class Changes {

    private static final String TO = "to";

    private final ObjectNode fields = JsonNodeFactory.instance.objectNode();

    /** No field, as in a deletion. */
    public Changes() {}

    /** A field with its new value, which is no secret; null if it has none any more. */
    public Changes to(String field, Object value) {
        var change = fields.putObject(field);
        if (value instanceof Boolean flag) {
            change.put(TO, flag);
        } else {
            change.put(TO, value == null ? null : value.toString());
        }
        return this;
    }

    /** The same, if there is a value. */
    public Changes toIfPresent(String field, Optional<?> value) {
        value.ifPresent(present -> to(field, present));
        return this;
    }

    /** A field without its value. */
    public Changes hidden(String field) {
        fields.putObject(field);
        return this;
    }

    /** Whether there is no field. */
    public boolean isEmpty() {
        return fields.isEmpty();
    }

    /** The JSON object. */
    public String json() {
        return fields.toString();
    }

    @Override
    public String toString() {
        return json();
    }
}
