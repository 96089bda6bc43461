package dev.agentkeys.audit;

import java.util.Optional;
import java.util.UUID;

/**
 * Who makes a change, and by which request.
 *
 * @param name what the log calls the caller, such as {@code static:ops}; never a credential
 * @param mode how the caller is known: an access mode, {@code agent}, {@code api_key}, {@code open-registration} or
 *     {@code system}
 * @param agentId the agent that the caller is or belongs to
 * @param apiKeyId the key that the caller proved
 * @param role the role that the change needed
 * @param requestId the id of the request
 * @param address where the request came from
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

    /** The service itself, at work without a request. */
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
