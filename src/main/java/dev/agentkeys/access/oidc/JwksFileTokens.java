package dev.agentkeys.access.oidc;

import dev.agentkeys.access.AccessConfig;
import dev.agentkeys.configuration.WatchedFile;
import io.quarkus.oidc.OIDCException;
import io.quarkus.oidc.OidcTenantConfig;
import io.quarkus.oidc.common.runtime.OidcCommonUtils;
import io.quarkus.oidc.runtime.JsonWebKeySet;
import io.quarkus.oidc.runtime.OidcConfig;
import io.quarkus.oidc.runtime.OidcProvider;
import io.quarkus.oidc.runtime.OidcUtils;
import io.quarkus.security.AuthenticationFailedException;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.jwt.Claims;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.lang.JoseException;

/**
 * Verifies JWTs with the keys in a file, for issuers that the service cannot reach, such as the API server of some
 * Kubernetes clusters. Quarkus cannot read such a file. The other settings of {@code quarkus.oidc}, such as the
 * audience and the path of the roles claim, apply as usual.
 */
@ApplicationScoped
class JwksFileTokens {

    private final OidcTenantConfig tenant;
    private final Optional<WatchedFile<OidcProvider>> verifier;

    JwksFileTokens(AccessConfig config, OidcConfig oidc, Vertx vertx) {
        tenant = OidcTenantConfig.of(OidcConfig.getDefaultTenant(oidc));
        verifier = config.oidc()
                .jwksFile()
                .map(path -> new WatchedFile<>(
                        "AGENTKEYS_ACCESS_OIDC_JWKS_FILE", path, this::parse, vertx, config.fileCheckInterval()));
    }

    boolean configured() {
        return verifier.isPresent();
    }

    /** The subject of the token; fails with {@link AuthenticationFailedException} if the token is not valid. */
    Uni<OidcTokens.Subject> verify(String token) {
        try {
            verifier.orElseThrow()
                    .content()
                    .verifyJwtToken(token, false, tenant.token().subjectRequired(), null);
            var claims = OidcCommonUtils.decodeJwtContent(token);
            OidcUtils.validatePrimaryJwtTokenType(tenant.token(), claims);
            var roles = OidcUtils.findRoles(tenant.clientId().orElse(null), tenant.roles(), claims);
            var subject = claims.getString(Claims.sub.name());
            return Uni.createFrom().item(new OidcTokens.Subject(subject, subject, Set.copyOf(roles)));
        } catch (InvalidJwtException | RuntimeException e) {
            // A RuntimeException means that a claim has an unexpected type. Such a token is not valid.
            return Uni.createFrom().failure(new AuthenticationFailedException(e));
        }
    }

    @PreDestroy
    void stopWatching() {
        verifier.ifPresent(WatchedFile::close);
    }

    private OidcProvider parse(String text) {
        try {
            // Quarkus skips keys that it cannot use, so it would accept a file without a usable key.
            var keys = new org.jose4j.jwk.JsonWebKeySet(text).getJsonWebKeys();
            if (keys.stream().noneMatch(PublicJsonWebKey.class::isInstance)) {
                throw new IllegalArgumentException("it has no public key");
            }
            return new OidcProvider(null, tenant, new JsonWebKeySet(text), null, List.of());
        } catch (JoseException | OIDCException | ClassCastException e) {
            throw new IllegalArgumentException("it is not a JSON Web Key Set", e);
        }
    }
}
