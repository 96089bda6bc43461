package dev.agentkeys.access;

import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.Optional;
import java.util.regex.Pattern;

/** The tokens of mode {@code oidc}: JWTs, verified with the keys that their issuer publishes, or with those in a file. */
@ApplicationScoped
class OidcTokens {

    /** Three parts, of which the last may be empty: a token without a signature is a bad JWT, not something else. */
    private static final Pattern JWT = Pattern.compile("[^.]*\\.[^.]*\\.[^.]*");

    private static final Pattern UNPRINTABLE = Pattern.compile("[^\\x21-\\x7e]");

    private final IssuerTokens issuer;
    private final JwksFileTokens file;
    private final RoleMapping mapping;

    OidcTokens(IssuerTokens issuer, JwksFileTokens file, AccessConfig config) {
        this.issuer = issuer;
        this.file = file;
        this.mapping = config.oidc().roleMapping().map(RoleMapping::parse).orElse(RoleMapping.NONE);
    }

    /** Reads what is configured, so that a mistake shows at once. */
    void prepare() {
        file.configured();
    }

    static boolean looksLikeOne(String token) {
        return JWT.matcher(token).matches();
    }

    /** The caller that the token names; fails with {@link AuthenticationFailedException} if it is no good. */
    Uni<SecurityIdentity> authenticate(String token, RoutingContext exchange, IdentityProviderManager providers) {
        var verified = file.configured() ? file.verify(token) : issuer.verify(token, exchange, providers);
        return verified.map(this::identity);
    }

    /** Whom a token is about, and what its roles claim says. */
    record Subject(String name, Collection<String> claimed) {}

    private SecurityIdentity identity(Subject subject) {
        var name = Optional.ofNullable(subject.name()).orElse("unnamed");
        return Identities.withRoles(
                "oidc:" + UNPRINTABLE.matcher(name).replaceAll("?"), mapping.rolesOf(subject.claimed()));
    }
}
