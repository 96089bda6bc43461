package dev.agentkeys.access.authentication;

import dev.agentkeys.access.AccessConfig;
import dev.agentkeys.access.AccessModes;
import dev.agentkeys.access.AccessModes.AccessMode;
import dev.agentkeys.access.AgentKeys;
import dev.agentkeys.access.Role;
import dev.agentkeys.access.SecurityLog;
import dev.agentkeys.access.oidc.OidcTokens;
import dev.agentkeys.access.provider.AuthProvider;
import dev.agentkeys.http.BasicKey;
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
 * Authenticates callers. An agent's key has precedence over an {@code Authorization} header. If the credential that has
 * precedence is not valid, the service refuses the request, even if the request has another credential. A failure never
 * grants access.
 */
@ApplicationScoped
public class CallerAuthenticationMechanism implements HttpAuthenticationMechanism {

    /** Higher than the priority of Quarkus' OIDC mechanism, so that Quarkus asks this one first. */
    private static final int FIRST = 10_000;

    private final AccessModes modes;
    private final AccessConfig config;
    private final StaticTokens tokens;
    private final OidcTokens oidc;
    private final AuthProvider provider;
    private final AgentKeys agentKeys;
    private final FailedAttempts failures;
    private final SecurityLog log;
    private final SecurityIdentity everyone = Identities.withRoles("anybody", Role.ALL);

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

    /** The caller's identity; null if the request needs a credential and has none. */
    @Override
    public Uni<SecurityIdentity> authenticate(RoutingContext context, IdentityProviderManager providers) {
        if (modes.open()) {
            return Uni.createFrom().item(everyone);
        }
        var credentials = new Credentials(context.request(), modes.has(AccessMode.GATEWAY));
        return credentials.possible()
                ? identify(credentials, context, providers)
                : Uni.createFrom().item(withoutCredentials());
    }

    /** The challenge to a caller without credentials. It has no error code (RFC 6750, section 3.1). */
    @Override
    public Uni<ChallengeData> getChallenge(RoutingContext context) {
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
            Credentials credentials, RoutingContext context, IdentityProviderManager providers) {
        if (credentials.ambiguous()) {
            return refuse(credentials, context, ProblemException.unauthenticated("Two credentials contradict."));
        }
        if (credentials.ambient() && FetchMetadata.isCrossSite(context)) {
            log.refusedCredential(context, "cross-site");
            return Uni.createFrom()
                    .failure(ProblemException.forbidden("Pages of other sites may not use the browser's credentials."));
        }
        var token = credentials.agentKey().isPresent() ? Optional.<String>empty() : credentials.bearer();
        // A static token costs almost nothing to check, so it never waits because of other callers' failed attempts.
        var known =
                modes.has(AccessMode.STATIC) ? token.flatMap(tokens::authenticate) : Optional.<SecurityIdentity>empty();
        if (known.isPresent()) {
            return Uni.createFrom().item(known.get());
        }
        var waiting = failures.waitingTime(ClientAddress.of(context.request()), credentials.digest());
        if (waiting.isPresent()) {
            log.refusedCredential(context, "too-many-failures");
            return Uni.createFrom().failure(ProblemException.tooManyRequests(waiting.get()));
        }
        return verify(credentials, token, context, providers)
                .invoke(() -> failures.succeeded(credentials.digest()))
                .onFailure(CallerAuthenticationMechanism::isBadCredential)
                .recoverWithUni(failure -> credentials.usual()
                        ? refuse(credentials, context, isDenial(failure) ? (ProblemException) failure : invalid(token))
                        : refuseUnlessOpen(context, failure));
    }

    private Uni<SecurityIdentity> verify(
            Credentials credentials,
            Optional<String> token,
            RoutingContext context,
            IdentityProviderManager providers) {
        if (credentials.agentKey().isPresent()) {
            return agentKeys
                    .ownerOf(credentials.agentKey().get(), owner -> true)
                    .map(owner -> Identities.agent(owner.orElseThrow(AuthenticationFailedException::new)));
        }
        return credentials
                .basicKey()
                .map(basic -> ofBasic(basic, credentials, token, context, providers))
                .orElseGet(() -> lookElsewhere(credentials, token, context, providers));
    }

    /** An auth provider may know users of HTTP Basic, too, so it gets the credentials that are not an agent's key. */
    private Uni<SecurityIdentity> ofBasic(
            BasicKey basic,
            Credentials credentials,
            Optional<String> token,
            RoutingContext context,
            IdentityProviderManager providers) {
        return agentKeys
                .ownerOf(basic.key(), agent -> basic.isOf(agent.id(), agent.name()))
                .flatMap(owner -> owner.map(agent -> Uni.createFrom().item(Identities.agent(agent)))
                        .orElseGet(() -> lookElsewhere(credentials, token, context, providers)));
    }

    private Uni<SecurityIdentity> lookElsewhere(
            Credentials credentials,
            Optional<String> token,
            RoutingContext context,
            IdentityProviderManager providers) {
        if (modes.has(AccessMode.OIDC) && token.filter(OidcTokens::isJwt).isPresent()) {
            return oidc.authenticate(token.get(), context, providers)
                    .map(subject -> Identities.withRoles(subject.name(), subject.id(), subject.roles()));
        }
        if (modes.has(AccessMode.GATEWAY)) {
            return provider.authenticate(credentials.forAuthProvider()).map(Identities::principal);
        }
        return Uni.createFrom().failure(AuthenticationFailedException::new);
    }

    /** An unidentified caller if open registration is on, else no identity. */
    private SecurityIdentity withoutCredentials() {
        return config.openRegistration() ? Identities.unidentified() : null;
    }

    /**
     * The auth provider does not know the caller by any header, and none is a usual credential. So the caller has no
     * credentials.
     */
    private Uni<SecurityIdentity> refuseUnlessOpen(RoutingContext context, Throwable failure) {
        failures.count(ClientAddress.of(context.request()));
        if (config.openRegistration()) {
            return Uni.createFrom().item(Identities.unidentified());
        }
        log.refusedCredential(context, "no-credentials");
        return Uni.createFrom().failure(failure);
    }

    private Uni<SecurityIdentity> refuse(Credentials credentials, RoutingContext context, ProblemException problem) {
        failures.count(ClientAddress.of(context.request()), credentials.digest());
        log.refusedCredential(context, "bad-credentials");
        return Uni.createFrom().failure(problem);
    }

    private static boolean isBadCredential(Throwable failure) {
        return failure instanceof AuthenticationFailedException
                || isDenial(failure)
                || failure instanceof ProblemException problem
                        && problem.kind() == ProblemException.Kind.UNAUTHENTICATED;
    }

    /** The auth provider knows the caller and refuses it. */
    private static boolean isDenial(Throwable failure) {
        return failure instanceof ProblemException problem && problem.kind() == ProblemException.Kind.FORBIDDEN;
    }

    private static ProblemException invalid(Optional<String> token) {
        return token.isPresent()
                ? ProblemException.invalidToken("The credentials are not valid.")
                : ProblemException.unauthenticated("The credentials are not valid.");
    }
}
