package dev.agentkeys.access;

import dev.agentkeys.access.AccessModes.AccessMode;
import dev.agentkeys.access.authentication.CallerAuthenticationMechanism;
import dev.agentkeys.access.authentication.Credentials;
import dev.agentkeys.access.authentication.FetchMetadata;
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

/** Authenticates the caller of a request that no JAX-RS resource answers. Quarkus authenticates only for resources. */
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

    /** The names, in lower case, of the headers that may hold management credentials. */
    public Set<String> credentialHeaders() {
        return credentialHeaders;
    }

    /** Whether the request has only credentials that a browser adds by itself, on any page. */
    public boolean isAmbient(RoutingContext context) {
        return new Credentials(context.request(), modes.has(AccessMode.GATEWAY)).ambient();
    }

    /** Whether a browser sends the request for a page of another site. */
    public boolean isCrossSite(RoutingContext context) {
        return FetchMetadata.isCrossSite(context);
    }

    /**
     * Authenticates the caller; empty if the request has no management credentials or no access mode is set.
     *
     * @throws ProblemException if the credentials are not valid, or the caller lacks the role
     */
    public Uni<Optional<Caller>> identify(RoutingContext context, String role) {
        return modes.open()
                ? Uni.createFrom().item(Optional.empty())
                : mechanism.authenticate(context, providers).map(identity -> caller(context, identity, role));
    }

    private Optional<Caller> caller(RoutingContext context, SecurityIdentity identity, String role) {
        if (identity == null || identity.isAnonymous()) {
            return Optional.empty();
        }
        var caller = Caller.of(identity);
        if (!identity.hasRole(role)) {
            log.refusedCaller(caller, context, "missing-role");
            throw ProblemException.forbidden("The caller may not do this.");
        }
        return Optional.of(caller);
    }
}
