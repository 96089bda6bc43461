package dev.agentkeys.access;

import dev.agentkeys.problem.ProblemException;
import io.quarkus.oidc.runtime.OidcAuthenticationMechanism;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The tokens of mode {@code oidc}: JWTs, verified by Quarkus' own mechanism with the keys the issuer publishes, or with
 * those in a file.
 */
@ApplicationScoped
class OidcTokens {

    private static final Pattern JWT = Pattern.compile("[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+");
    private static final Pattern UNPRINTABLE = Pattern.compile("[^\\x21-\\x7e]");

    private final OidcAuthenticationMechanism quarkus;
    private final JwksFileTokens file;
    private final RoleMapping mapping;

    OidcTokens(OidcAuthenticationMechanism quarkus, JwksFileTokens file, AccessConfig config) {
        this.quarkus = quarkus;
        this.file = file;
        this.mapping = RoleMapping.parse(config.oidc().roleMapping().orElse(""));
    }

    /** Reads what is configured, so that a mistake shows at once. */
    void prepare() {
        file.prepare();
    }

    static boolean looksLikeOne(String token) {
        return JWT.matcher(token).matches();
    }

    /** The caller that the token names; fails with {@link AuthenticationFailedException} if it is no good. */
    Uni<SecurityIdentity> authenticate(String token, RoutingContext exchange, IdentityProviderManager providers) {
        var verified = file.configured()
                ? file.verify(token)
                : quarkus.authenticate(exchange, providers)
                        .onItem()
                        .ifNull()
                        .failWith(AuthenticationFailedException::new)
                        .onFailure(failure -> !(failure instanceof AuthenticationFailedException))
                        .transform(OidcTokens::unavailable)
                        .map(identity -> new Subject(identity.getPrincipal().getName(), identity.getRoles()));
        return verified.map(this::identity);
    }

    /** Whom a token is about, and what its roles claim says. */
    record Subject(String name, Set<String> claimed) {}

    /** The issuer could not be asked for its keys, so nothing is known about the token. */
    private static ProblemException unavailable(Throwable cause) {
        return ProblemException.unavailable("The token issuer is not available.", cause);
    }

    private SecurityIdentity identity(Subject subject) {
        var name = Optional.ofNullable(subject.name()).orElse("unnamed");
        return Identities.withRoles(
                "oidc:" + UNPRINTABLE.matcher(name).replaceAll("?"), mapping.rolesOf(subject.claimed()));
    }
}
