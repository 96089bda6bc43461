package dev.agentkeys.access.oidc;

import dev.agentkeys.access.AccessConfig;
import dev.agentkeys.problem.ProblemException;
import io.quarkus.oidc.common.runtime.OidcCommonUtils;
import io.quarkus.oidc.runtime.OidcAuthenticationMechanism;
import io.quarkus.oidc.runtime.OidcConfig;
import io.quarkus.oidc.runtime.OidcTenantConfig;
import io.quarkus.oidc.runtime.OidcUtils;
import io.quarkus.oidc.runtime.TenantConfigBean;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import java.time.Duration;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.lang.UnresolvableKeyException;

/**
 * Verifies JWTs by Quarkus' own mechanism, with the keys that the issuer publishes. Quarkus reports an invalid token
 * and an unavailable issuer in the same way; this class distinguishes them.
 */
@ApplicationScoped
class IssuerTokens {

    private static final String INTROSPECTED = "introspection";

    private final OidcAuthenticationMechanism quarkus;
    private final JwksRefreshLimiter keys;
    private final OidcTenantConfig tenant;
    private final Instance<TenantConfigBean> tenants;
    private final Duration timeout;

    IssuerTokens(
            OidcAuthenticationMechanism quarkus,
            JwksRefreshLimiter keys,
            OidcConfig oidc,
            Instance<TenantConfigBean> tenants,
            AccessConfig config) {
        this.quarkus = quarkus;
        this.keys = keys;
        this.tenant = OidcConfig.getDefaultTenant(oidc);
        this.tenants = tenants;
        this.timeout = config.oidc().timeout();
    }

    /** Whether Quarkus reached the issuer when the service started. */
    boolean ready() {
        return tenants.get().getDefaultTenant().ready();
    }

    /** The subject of the token; fails with {@link AuthenticationFailedException} if the token is not valid. */
    Uni<OidcTokens.Subject> verify(String token, RoutingContext context, IdentityProviderManager providers) {
        if (!isReadable(token)) {
            return Uni.createFrom().failure(AuthenticationFailedException::new);
        }
        return keys.verify(token, () -> ask(context, providers))
                .ifNoItem()
                .after(timeout)
                .fail()
                .onFailure(failure -> !isOfToken(failure))
                .transform(IssuerTokens::unavailable)
                .map(IssuerTokens::subject);
    }

    /** The id is the token's subject, because a user may be able to choose the name, but not the subject. */
    private static OidcTokens.Subject subject(SecurityIdentity identity) {
        var name = identity.getPrincipal().getName();
        var id = identity.getPrincipal() instanceof JsonWebToken token ? token.getSubject() : name;
        return new OidcTokens.Subject(name, id, identity.getRoles());
    }

    /** Refuses introspected tokens, because Quarkus does not check their audience. */
    private Uni<SecurityIdentity> ask(RoutingContext context, IdentityProviderManager providers) {
        return Uni.createFrom()
                .deferred(() -> quarkus.authenticate(context, providers))
                .map(identity -> {
                    if (identity == null || identity.getAttribute(INTROSPECTED) != null) {
                        throw new AuthenticationFailedException();
                    }
                    return identity;
                });
    }

    /** Checks the form first, so that the service does not ask the issuer about a text that is not a token. */
    private boolean isReadable(String token) {
        try {
            var claims = OidcCommonUtils.decodeJwtContent(token);
            if (claims == null) {
                return false;
            }
            OidcUtils.validatePrimaryJwtTokenType(tenant.token(), claims);
            return true;
        } catch (RuntimeException e) {
            // Quarkus throws one for a wrong type of token. Its parser throws one for unexpected content.
            return false;
        }
    }

    /** Whether the token causes the failure, and not the issuer or the connection to the issuer. */
    static boolean isOfToken(Throwable failure) {
        var cause = failure.getCause();
        return failure instanceof AuthenticationFailedException
                && (cause == null || cause instanceof InvalidJwtException || cause instanceof UnresolvableKeyException);
    }

    private static ProblemException unavailable(Throwable cause) {
        return ProblemException.unavailable("The token issuer is not available.", cause);
    }
}
