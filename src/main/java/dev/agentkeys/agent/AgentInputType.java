package dev.agentkeys.agent;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/** The type of input that an agent expects. */
public enum AgentInputType {
    @JsonProperty("text")
    TEXT,
    @JsonProperty("json")
    JSON;

    /** The type with that name in the database. */
    public static AgentInputType ofStoredName(String storedName) {
        return valueOf(storedName.toUpperCase(Locale.ROOT));
    }

    /** Its name in the database. */
    public String storedName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
