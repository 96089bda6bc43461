package dev.agentkeys.access.authentication;

import dev.agentkeys.access.AccessConfig;
import dev.agentkeys.access.AccessMode;
import dev.agentkeys.access.AccessModes;
import dev.agentkeys.access.AgentKeys;
import dev.agentkeys.access.Role;
import dev.agentkeys.access.SecurityLog;
import dev.agentkeys.access.oidc.OidcTokens;
import dev.agentkeys.access.provider.AuthProvider;
import dev.agentkeys.http.ClientAddress;
import dev.agentkeys.problem.ProblemException;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticationMechanism;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/**
 * Finds out who is calling. The first credential that is there decides, an agent's key before an {@code Authorization}:
 * if it is no good the request is refused, whatever else came with it. Nothing is granted where something fails.
 */
@ApplicationScoped
public class CallerAuthenticationMechanism implements HttpAuthenticationMechanism {

    /** Before OIDC's own, which would be asked first otherwise. */
    private static final int FIRST = 10_000;

    private final AccessModes modes;
    private final AccessConfig config;
    private final StaticTokens tokens;
    private final OidcTokens oidc;
    private final AuthProvider provider;
    private final AgentKeys agentKeys;
    private final FailedAttempts failures;
    private final SecurityLog log;
    private final SecurityIdentity anybody = Identities.withRoles("anybody", Role.ALL);

    CallerAuthenticationMechanism(
            AccessModes modes,
            AccessConfig config,
            StaticTokens tokens,
            OidcTokens oidc,
            AuthProvider provider,
            AgentKeys agentKeys,
            FailedAttempts failures,
            SecurityLog log) {
        this.modes = modes;
        this.config = config;
        this.tokens = tokens;
        this.oidc = oidc;
        this.provider = provider;
        this.agentKeys = agentKeys;
        this.failures = failures;
        this.log = log;
    }

    /** The caller's identity; none at all, where no credential came and nobody is let in without. */
    @Override
    public Uni<SecurityIdentity> authenticate(RoutingContext exchange, IdentityProviderManager providers) {
        if (modes.open()) {
            return Uni.createFrom().item(anybody);
        }
        var credentials = new Credentials(exchange.request(), modes.has(AccessMode.GATEWAY));
        return credentials.possible()
                ? identify(credentials, exchange, providers)
                : Uni.createFrom().item(withoutCredentials());
    }

    /** What a caller without credentials is told (RFC 6750, section 3.1: nothing about an error). */
    @Override
    public Uni<ChallengeData> getChallenge(RoutingContext exchange) {
        return Uni.createFrom()
                .item(new ChallengeData(
                        ProblemException.Kind.UNAUTHENTICATED.status(),
                        "WWW-Authenticate",
                        ProblemException.CHALLENGE));
    }

    @Override
    public int getPriority() {
        return FIRST;
    }

    private Uni<SecurityIdentity> identify(
            Credentials credentials, RoutingContext exchange, IdentityProviderManager providers) {
        if (credentials.ambiguous()) {
            return refuse(credentials, exchange, ProblemException.unauthenticated("Two credentials contradict."));
        }
        if (credentials.ambient() && FetchMetadata.began(exchange)) {
            log.refusedCredential(exchange, "cross-site");
            return Uni.createFrom()
                    .failure(ProblemException.forbidden("Pages of other sites may not use the browser's credentials."));
        }
        var token = credentials.agentKey().isPresent() ? Optional.<String>empty() : credentials.bearer();
        // Costs next to nothing, so that a good token is never kept waiting by somebody else's bad ones.
        var known =
                modes.has(AccessMode.STATIC) ? token.flatMap(tokens::authenticate) : Optional.<SecurityIdentity>empty();
        if (known.isPresent()) {
            return Uni.createFrom().item(known.get());
        }
        var waiting = failures.waitingTime(ClientAddress.of(exchange.request()), credentials.digest());
        if (waiting.isPresent()) {
            log.refusedCredential(exchange, "too-many-failures");
            return Uni.createFrom().failure(ProblemException.tooManyRequests(waiting.get()));
        }
        return look(credentials, token, exchange, providers)
                .invoke(() -> failures.succeeded(credentials.digest()))
                .onFailure(CallerAuthenticationMechanism::isBadCredential)
                .recoverWithUni(failure -> credentials.usual()
                        ? refuse(credentials, exchange, isDenial(failure) ? (ProblemException) failure : invalid(token))
                        : refuseUnlessOpen(exchange, failure));
    }

    private Uni<SecurityIdentity> look(
            Credentials credentials,
            Optional<String> token,
            RoutingContext exchange,
            IdentityProviderManager providers) {
        if (credentials.agentKey().isPresent()) {
            return agentKeys
                    .ownerOf(credentials.agentKey().get())
                    .map(owner -> Identities.agent(
                            owner.orElseThrow(AuthenticationFailedException::new), config.openRegistration()));
        }
        if (modes.has(AccessMode.OIDC) && token.filter(OidcTokens::looksLikeOne).isPresent()) {
            return oidc.authenticate(token.get(), exchange, providers)
                    .map(subject -> Identities.withRoles(subject.name(), subject.roles()));
        }
        if (modes.has(AccessMode.GATEWAY)) {
            return provider.authenticate(credentials.forAuthProvider()).map(Identities::principal);
        }
        return Uni.createFrom().failure(AuthenticationFailedException::new);
    }

    /** Nobody in particular, where such may register; else no identity. */
    private SecurityIdentity withoutCredentials() {
        return config.openRegistration() ? Identities.unidentified() : null;
    }

    /** What only an auth provider could have known were no credentials, so this is somebody who has none. */
    private Uni<SecurityIdentity> refuseUnlessOpen(RoutingContext exchange, Throwable failure) {
        failures.count(ClientAddress.of(exchange.request()));
        if (config.openRegistration()) {
            return Uni.createFrom().item(Identities.unidentified());
        }
        log.refusedCredential(exchange, "no-credentials");
        return Uni.createFrom().failure(failure);
    }

    private Uni<SecurityIdentity> refuse(Credentials credentials, RoutingContext exchange, ProblemException problem) {
        failures.count(ClientAddress.of(exchange.request()), credentials.digest());
        log.refusedCredential(exchange, "bad-credentials");
        return Uni.createFrom().failure(problem);
    }

    private static boolean isBadCredential(Throwable failure) {
        return failure instanceof AuthenticationFailedException
                || isDenial(failure)
                || failure instanceof ProblemException problem
                        && problem.kind() == ProblemException.Kind.UNAUTHENTICATED;
    }

    /** Somebody who is known, and may do nothing here. */
    private static boolean isDenial(Throwable failure) {
        return failure instanceof ProblemException problem && problem.kind() == ProblemException.Kind.FORBIDDEN;
    }

    private static ProblemException invalid(Optional<String> token) {
        return token.isPresent()
                ? ProblemException.invalidToken("The credentials are not valid.")
                : ProblemException.unauthenticated("The credentials are not valid.");
    }
}
