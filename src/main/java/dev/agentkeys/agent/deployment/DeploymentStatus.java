package dev.agentkeys.agent.deployment;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Arrays;

/** How far a deployment is. This service sets pending and ready; only an import sets failed. */
public enum DeploymentStatus {
    @JsonProperty("Pending")
    PENDING("Pending"),
    @JsonProperty("Ready")
    READY("Ready"),
    @JsonProperty("Failed")
    FAILED("Failed");

    private final String storedName;

    DeploymentStatus(String storedName) {
        this.storedName = storedName;
    }

    static DeploymentStatus ofStoredName(String storedName) {
        return Arrays.stream(values())
                .filter(status -> status.storedName.equals(storedName))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("No deployment status is called " + storedName));
    }

    /** The name, as stored and as the API writes it. */
    String storedName() {
        return storedName;
    }
}
