package dev.agentkeys.access;

import dev.agentkeys.audit.Actor;
import dev.agentkeys.http.ClientAddress;
import dev.agentkeys.http.RequestId;
import io.quarkus.arc.Arc;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.UUID;

/** Tells the audit trail who makes a change: the caller of the current request. */
@Singleton
public class Actors {

    private static final String WITHOUT_MODE = "none";

    private final CurrentVertxRequest request;

    Actors(CurrentVertxRequest request) {
        this.request = request;
    }

    /**
     * The caller of the current request.
     *
     * @param role the role that a caller with roles needs for the change
     */
    public Actor of(Caller caller, String role) {
        return caller.match(
                withRoles ->
                        actor(withRoles, mode(withRoles.who()), Optional.empty(), Optional.empty(), Optional.of(role)),
                agent -> actor(
                        agent,
                        "agent",
                        Optional.of(agent.id()),
                        Optional.of(agent.keyId()),
                        Optional.of(Role.OWN_AGENT)),
                principal -> actor(principal, "gateway", Optional.empty(), Optional.empty(), Optional.empty()),
                unidentified -> actor(
                        unidentified,
                        Role.OPEN_REGISTRATION,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(Role.OPEN_REGISTRATION)));
    }

    /** The holder of a key, who authenticates by the key itself. */
    public Actor ofHolder(UUID keyId, UUID agentId) {
        return actor("api_key:" + keyId, "api_key", Optional.of(agentId), Optional.of(keyId), Optional.empty());
    }

    private Actor actor(
            Caller caller, String mode, Optional<UUID> agentId, Optional<UUID> keyId, Optional<String> role) {
        return actor(caller.who(), mode, agentId, keyId, role);
    }

    private Actor actor(String who, String mode, Optional<UUID> agentId, Optional<UUID> keyId, Optional<String> role) {
        var context = context();
        return new Actor(
                who, mode, agentId, keyId, role, context.map(RequestId::of), context.map(current -> ClientAddress.of(
                                current.request())
                        .text()));
    }

    /**
     * The name of such a caller begins with its access mode and a colon. Without a mode, all callers share one name.
     */
    private static String mode(String who) {
        int colon = who.indexOf(':');
        return colon < 0 ? WITHOUT_MODE : who.substring(0, colon);
    }

    private Optional<RoutingContext> context() {
        return Arc.container().requestContext().isActive()
                ? Optional.ofNullable(request.getCurrent())
                : Optional.empty();
    }
}
