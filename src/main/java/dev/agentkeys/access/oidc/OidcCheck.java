package dev.agentkeys.access.oidc;

import dev.agentkeys.access.AccessConfig;
import dev.agentkeys.access.AccessModes;
import dev.agentkeys.access.AccessModes.AccessMode;
import io.quarkus.oidc.Oidc;
import io.quarkus.oidc.runtime.OidcConfig;
import io.quarkus.oidc.runtime.OidcTenantConfig;
import io.quarkus.oidc.runtime.OidcTenantConfig.ApplicationType;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Refuses OIDC configurations that would accept tokens of another issuer, or for another audience. */
@ApplicationScoped
class OidcCheck {

    /** If a claim is configured with this value, Quarkus does not check the claim. */
    private static final String ANY = "any";

    /** Quarkus fires this event before it sends a request to the issuer, which is before the other checks at start. */
    void beforeTheIssuerIsAsked(@Observes Oidc event, AccessModes modes, AccessConfig access, OidcConfig oidc) {
        if (modes.has(AccessMode.OIDC)) {
            require(access.oidc(), oidc);
        }
    }

    /** @throws ConfigurationException with the variable to set */
    static void require(AccessConfig.Oidc access, OidcConfig oidc) {
        var tenant = OidcConfig.getDefaultTenant(oidc);
        boolean hasFile = access.jwksFile().isPresent();
        if (!hasFile && tenant.authServerUrl().isEmpty()) {
            throw new ConfigurationException("Access mode oidc needs QUARKUS_OIDC_AUTH_SERVER_URL, or the issuer's keys"
                    + " in the file that AGENTKEYS_ACCESS_OIDC_JWKS_FILE names.");
        }
        requireAudience(tenant.token().audience());
        requireIssuer(tenant, hasFile);
        if (!oidc.namedTenants().keySet().equals(Set.of(OidcConfig.DEFAULT_TENANT_KEY))) {
            throw new ConfigurationException(
                    "Access mode oidc supports one issuer, but quarkus.oidc has named tenants.");
        }
        if (tenant.applicationType().orElse(ApplicationType.SERVICE) != ApplicationType.SERVICE) {
            throw new ConfigurationException(
                    "Access mode oidc takes bearer tokens only: QUARKUS_OIDC_APPLICATION_TYPE must be service.");
        }
        if (tenant.token().header().isPresent()) {
            throw new ConfigurationException(
                    "Access mode oidc takes tokens from Authorization only: QUARKUS_OIDC_TOKEN_HEADER cannot be set.");
        }
        access.roleMapping().ifPresent(RoleMapping::parse);
    }

    private static void requireAudience(Optional<List<String>> audience) {
        if (audience.orElse(List.of()).isEmpty() || audience.get().contains(ANY)) {
            throw new ConfigurationException("Access mode oidc needs QUARKUS_OIDC_TOKEN_AUDIENCE, other than 'any':"
                    + " without it the service would accept a token that was issued for another service.");
        }
    }

    private static void requireIssuer(OidcTenantConfig tenant, boolean hasFile) {
        boolean discovered = !hasFile && tenant.discoveryEnabled().orElse(true);
        var issuer = tenant.token().issuer();
        if (!discovered && issuer.isEmpty() || issuer.filter(ANY::equals).isPresent()) {
            throw new ConfigurationException("Access mode oidc needs QUARKUS_OIDC_TOKEN_ISSUER, other than 'any', where"
                    + " the issuer is not discovered: with AGENTKEYS_ACCESS_OIDC_JWKS_FILE, and with"
                    + " QUARKUS_OIDC_DISCOVERY_ENABLED=false.");
        }
        if (!hasFile && !discovered && tenant.jwksPath().isEmpty()) {
            throw new ConfigurationException(
                    "QUARKUS_OIDC_DISCOVERY_ENABLED=false needs QUARKUS_OIDC_JWKS_PATH, where the issuer's keys are.");
        }
    }
}
