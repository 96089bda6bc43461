package dev.agentkeys.agent;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Arrays;

/** The status of an agent. This service sets ready, deleted and build-only; the platform sets the others. */
public enum AgentStatus {
    @JsonProperty("Ready")
    READY("Ready"),
    @JsonProperty("Failed")
    FAILED("Failed"),
    @JsonProperty("Unknown")
    UNKNOWN("Unknown"),
    @JsonProperty("Deleted")
    DELETED("Deleted"),
    @JsonProperty("Unhealthy")
    UNHEALTHY("Unhealthy"),
    @JsonProperty("BuildOnly")
    BUILD_ONLY("BuildOnly");

    private final String storedName;

    AgentStatus(String storedName) {
        this.storedName = storedName;
    }

    /** The status with that name in the database. */
    public static AgentStatus ofStoredName(String storedName) {
        return Arrays.stream(values())
                .filter(status -> status.storedName.equals(storedName))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("No agent status is called " + storedName));
    }

    /** Its name in the database. */
    public String storedName() {
        return storedName;
    }
}
