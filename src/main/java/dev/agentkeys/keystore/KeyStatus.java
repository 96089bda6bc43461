package dev.agentkeys.keystore;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Arrays;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Whether a key is good, and if not, what ended it. The database decides by its clock. */
@Schema(name = "AgentAPIKeyStatus")
public enum KeyStatus {
    /** The key is good. */
    @JsonProperty("active")
    ACTIVE("active"),
    /**
     * The key is switched off, and can be switched on again. A disabled key that has also expired counts as disabled.
     */
    @JsonProperty("disabled")
    DISABLED("disabled"),
    /** The key has expired. It can get a new expiry. */
    @JsonProperty("expired")
    EXPIRED("expired"),
    /** The key was ended for good. */
    @JsonProperty("revoked")
    REVOKED("revoked");

    /** The status of a row {@code k} of {@code agent_api_key}. */
    public static final String OF_KEY = """
            case when not k.enabled then 'disabled' when k.expires_at <= now() then 'expired' else 'active' end""";

    /** Whether a row {@code k} of {@code agent_api_key} is active. */
    static final String IS_ACTIVE = "k.enabled and (k.expires_at is null or k.expires_at > now())";

    /**
     * Whether the agent of a row {@code k} of {@code agent_api_key} still lives the incarnation that the key belongs
     * to. It is a subquery for each remaining row, because the planner would read every agent for a join.
     */
    public static final String IS_LIVE =
            "(select a.incarnation from agent a where a.id = k.agent_id) = k.agent_incarnation";

    private final String wireName;

    KeyStatus(String wireName) {
        this.wireName = wireName;
    }

    /**
     * The status of that name in the API and in statements.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static KeyStatus ofWireName(String wireName) {
        return Arrays.stream(values())
                .filter(status -> status.wireName.equals(wireName))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("No status is called " + wireName));
    }

    /** The name in the API and in statements. */
    public String wireName() {
        return wireName;
    }
}
