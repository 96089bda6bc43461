package dev.agentkeys.access.oidc;

import dev.agentkeys.access.AccessConfig;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.IdentityProviderManager;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Verifies the tokens of mode {@code oidc}: JWTs, with the keys that their issuer publishes or with those in a file. */
@ApplicationScoped
public class OidcTokens {

    /** Three parts. The last may be empty: a token without a signature counts as an invalid JWT. */
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

    /** Makes CDI instantiate the class that reads the file of keys, so that a mistake in the file ends the start. */
    public void prepare() {
        file.configured();
    }

    /** Whether the issuer's keys are in a file, or Quarkus reached the issuer when the service started. */
    public boolean ready() {
        return file.configured() || issuer.ready();
    }

    public static boolean isJwt(String token) {
        return JWT.matcher(token).matches();
    }

    /** The subject of the token; fails with {@link AuthenticationFailedException} if the token is not valid. */
    public Uni<Subject> authenticate(String token, RoutingContext context, IdentityProviderManager providers) {
        var verified = file.configured() ? file.verify(token) : issuer.verify(token, context, providers);
        return verified.map(this::translate);
    }

    /**
     * The subject of a token.
     *
     * @param name the name of the subject, for the log
     * @param id the subject, exactly as the issuer has it
     * @param roles the values of the roles claim; after the mapping, roles of this service
     */
    public record Subject(String name, String id, Set<String> roles) {}

    private Subject translate(Subject claimed) {
        var name = Optional.ofNullable(claimed.name()).orElse("unnamed");
        return new Subject(
                "oidc:" + UNPRINTABLE.matcher(name).replaceAll("?"),
                "oidc:" + claimed.id(),
                mapping.rolesOf(claimed.roles()));
    }
}
