package dev.agentkeys.access;

import dev.agentkeys.access.authentication.CallerAuthenticationMechanism;
import dev.agentkeys.access.authentication.Credentials;
import dev.agentkeys.problem.ProblemException;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds out who sends a request that no resource answers, and so nobody has asked yet. */
@Singleton
public class CallerResolver {

    private final AccessModes modes;
    private final CallerAuthenticationMechanism mechanism;
    private final IdentityProviderManager providers;
    private final SecurityLog log;
    private final Set<String> credentialHeaders;

    CallerResolver(
            AccessModes modes,
            CallerAuthenticationMechanism mechanism,
            IdentityProviderManager providers,
            SecurityLog log,
            AccessConfig config) {
        this.modes = modes;
        this.mechanism = mechanism;
        this.providers = providers;
        this.log = log;
        this.credentialHeaders = Stream.concat(
                        Credentials.HEADERS.stream(), config.gateway().credentialHeaders().orElse(List.of()).stream())
                .map(name -> name.strip().toLowerCase(Locale.ROOT))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** The headers, in small letters, that management credentials come in. */
    public Set<String> credentialHeaders() {
        return credentialHeaders;
    }

    /** Whether nothing tells who calls but what a browser sends of its own accord, on whichever page it is asked to. */
    public boolean isAmbient(RoutingContext exchange) {
        return new Credentials(exchange.request(), modes.has(AccessMode.GATEWAY)).ambient();
    }

    /**
     * The caller, if the request has management credentials and such are configured.
     *
     * @throws ProblemException if they are no good, or the caller lacks the role
     */
    public Uni<Optional<Caller>> identify(RoutingContext exchange, String role) {
        return modes.open()
                ? Uni.createFrom().item(Optional.empty())
                : mechanism.authenticate(exchange, providers).map(identity -> caller(exchange, identity, role));
    }

    private Optional<Caller> caller(RoutingContext exchange, SecurityIdentity identity, String role) {
        if (identity == null || identity.isAnonymous()) {
            return Optional.empty();
        }
        var caller = Caller.of(identity);
        if (!identity.hasRole(role)) {
            log.refusedCaller(caller, exchange, "missing-role");
            throw ProblemException.forbidden("The caller may not do this.");
        }
        return Optional.of(caller);
    }
}
