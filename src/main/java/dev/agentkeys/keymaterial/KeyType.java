package dev.agentkeys.keymaterial;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Arrays;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What a key is for; the contract's {@code AgentAPIKeyType}. */
@Schema(name = "AgentAPIKeyType")
public enum KeyType {
    /** The agent's own key, which it presents to the platform. Recoverable. */
    @JsonProperty("internal")
    INTERNAL("internal", "int", true, true),
    /** A caller's key to the agent. Never recoverable. */
    @JsonProperty("external")
    EXTERNAL("external", "ext", true, false),
    /** The secret with which GitHub signs an agent's webhooks. Recoverable. Callers never present it. */
    @JsonProperty("github")
    GITHUB("github", "gh", false, true),
    /** The secret with which Slack signs an agent's events. Recoverable. Callers never present it. */
    @JsonProperty("slack")
    SLACK("slack", "sl", false, true);

    private final String wireName;
    private final String tag;
    private final boolean presentable;
    private final boolean recoverable;

    KeyType(String wireName, String tag, boolean presentable, boolean recoverable) {
        this.wireName = wireName;
        this.tag = tag;
        this.presentable = presentable;
        this.recoverable = recoverable;
    }

    /**
     * The type of that name in the contract and in storage.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static KeyType ofWireName(String wireName) {
        return Arrays.stream(values())
                .filter(type -> type.wireName.equals(wireName))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("No key type is called " + wireName));
    }

    /** The name in the contract and in storage. */
    public String wireName() {
        return wireName;
    }

    /** The part of a generated key that names its type. */
    String tag() {
        return tag;
    }

    /** Whether callers present keys of this type. The service finds such a key by its fingerprint. */
    public boolean presentable() {
        return presentable;
    }

    /** Whether the service must be able to read the value again. It seals such a value. */
    public boolean recoverable() {
        return recoverable;
    }
}
