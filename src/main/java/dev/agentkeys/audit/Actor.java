package dev.agentkeys.audit;

import java.util.Optional;
import java.util.UUID;

/**
 * Who makes a change, and by which request.
 *
 * @param name what the log calls the caller, such as {@code static:ops}; never a credential
 * @param mode how the caller is known: an access mode, {@code agent}, {@code api_key}, {@code open-registration} or
 *     {@code system}
 * @param agentId the agent that the caller is, or that its key belongs to
 * @param apiKeyId the key by which the caller authenticated
 * @param role the role that the change needed
 * @param requestId the id of the request
 * @param address the client address of the request
 */
public record Actor(
        String name,
        String mode,
        Optional<UUID> agentId,
        Optional<UUID> apiKeyId,
        Optional<String> role,
        Optional<String> requestId,
        Optional<String> address) {

    private static final String SYSTEM = "system";

    /** The service itself, when it works without a request. */
    public static Actor system() {
        return new Actor(
                SYSTEM,
                SYSTEM,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }
}
