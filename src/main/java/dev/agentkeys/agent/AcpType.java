package dev.agentkeys.agent;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** How an agent's ACP server answers. */
@Schema(name = "ACPType")
public enum AcpType {
    @JsonProperty("sync")
    SYNC,
    @JsonProperty("async")
    ASYNC,
    @JsonProperty("agentic")
    AGENTIC;

    /** The type with that name in the database. */
    public static AcpType ofStoredName(String storedName) {
        return valueOf(storedName.toUpperCase(Locale.ROOT));
    }

    /** Its name in the database. */
    public String storedName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
