package dev.agentkeys.agent;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/** The type of input that an agent expects. */
enum AgentInputType {
    @JsonProperty("text")
    TEXT,
    @JsonProperty("json")
    JSON;

    static AgentInputType ofStoredName(String storedName) {
        return valueOf(storedName.toUpperCase(Locale.ROOT));
    }

    String storedName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
