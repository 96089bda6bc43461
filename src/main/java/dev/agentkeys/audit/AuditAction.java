package dev.agentkeys.audit;

import java.util.Arrays;
import java.util.List;

/** What an event records. The part before the dot is the type of the changed resource. */
public enum AuditAction {
    AGENT_REGISTERED("agent.registered"),
    AGENT_CHANGED("agent.changed"),
    AGENT_DELETED("agent.deleted"),
    DEPLOYMENT_CREATED("deployment.created"),
    DEPLOYMENT_REGISTERED("deployment.registered"),
    DEPLOYMENT_PROMOTED("deployment.promoted"),
    DEPLOYMENT_DELETED("deployment.deleted"),
    KEY_CREATED("api_key.created"),
    KEY_CHANGED("api_key.changed"),
    KEY_ROTATED("api_key.rotated"),
    KEY_REVOKED("api_key.revoked"),
    KEY_DELETED("api_key.deleted"),
    KEY_PURGED("api_key.purged"),
    TOKENS_RELOADED("access_tokens.reloaded"),
    RING_KEY_ADDED("key_ring_key.added"),
    RING_KEY_GIVEN_UP("key_ring_key.given_up"),
    RING_KEY_REMOVED("key_ring_key.removed");

    private final String wireName;

    AuditAction(String wireName) {
        this.wireName = wireName;
    }

    /** The name in the API and in the table. */
    public String wireName() {
        return wireName;
    }

    /** The type of the changed resource. */
    public String resourceType() {
        return wireName.substring(0, wireName.indexOf('.'));
    }

    /**
     * The action of that name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static AuditAction ofWireName(String wireName) {
        return Arrays.stream(values())
                .filter(action -> action.wireName.equals(wireName))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("No action is called " + wireName));
    }

    /** The names of all actions. */
    public static List<String> wireNames() {
        return Arrays.stream(values()).map(AuditAction::wireName).toList();
    }
}
