package dev.agentkeys.audit;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/**
 * The fields that a change sets, as a JSON object with one object for each field. The object of a field holds the new
 * value as {@code to}, unless the value is or could be a secret.
 */
public final class Changes {

    private static final String TO = "to";

    private final ObjectNode fields = JsonNodeFactory.instance.objectNode();

    /** Starts without a field. A deletion stays without one. */
    public Changes() {}

    /** Adds a field with its new value, which must not be a secret; null if the field no longer has a value. */
    public Changes to(String field, Object value) {
        var change = fields.putObject(field);
        if (value instanceof Boolean flag) {
            change.put(TO, flag);
        } else {
            change.put(TO, value == null ? null : value.toString());
        }
        return this;
    }

    /** Adds a field with its new value, if there is a value. */
    public Changes toIfPresent(String field, Optional<?> value) {
        value.ifPresent(present -> to(field, present));
        return this;
    }

    /** Adds a field without its value, which is or could be a secret. */
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
