package dev.agentkeys.keystore;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Arrays;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Why a key was revoked, in the words of RFC 5280. */
@Schema(name = "AgentAPIKeyRevocationReason")
public enum RevocationReason {
    @JsonProperty("unspecified")
    UNSPECIFIED("unspecified"),
    @JsonProperty("key_compromise")
    KEY_COMPROMISE("key_compromise"),
    @JsonProperty("affiliation_changed")
    AFFILIATION_CHANGED("affiliation_changed"),
    @JsonProperty("superseded")
    SUPERSEDED("superseded"),
    @JsonProperty("cessation_of_operation")
    CESSATION_OF_OPERATION("cessation_of_operation"),
    @JsonProperty("privilege_withdrawn")
    PRIVILEGE_WITHDRAWN("privilege_withdrawn");

    private final String wireName;

    RevocationReason(String wireName) {
        this.wireName = wireName;
    }

    /**
     * The reason of that name in the API and in the database.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static RevocationReason ofWireName(String wireName) {
        return Arrays.stream(values())
                .filter(reason -> reason.wireName.equals(wireName))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("No reason is called " + wireName));
    }

    /** The name in the API and in the database. */
    public String wireName() {
        return wireName;
    }
}
