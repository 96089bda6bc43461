package dev.agentkeys.access;

import java.util.HashMap;
import java.util.Map;

/**
 * {@link StaticAccess} with open registration, and with the OpenID Connect provider of Quarkus' Dev Services. One
 * profile has both, because each profile costs a start of the service.
 */
public final class OidcAndOpenRegistration extends StaticAccess {

    /** The client to which the provider issues ID tokens. */
    public static final String CLIENT = "agent-api-keys";

    public static final String CLIENT_SECRET = "of-the-tests";

    /** Switches on only the Dev Service of OpenID Connect, because that one needs no container. */
    @Override
    public Map<String, String> getConfigOverrides() {
        var overrides = new HashMap<>(super.getConfigOverrides());
        overrides.putAll(Map.ofEntries(
                Map.entry("agentkeys.access.mode", "static,oidc"),
                Map.entry("agentkeys.access.open-registration", "true"),
                Map.entry("quarkus.devservices.enabled", "true"),
                Map.entry("quarkus.datasource.devservices.enabled", "false"),
                Map.entry("quarkus.keycloak.devservices.enabled", "false"),
                Map.entry("quarkus.oidc.devservices.enabled", "true"),
                Map.entry("quarkus.oidc.devservices.roles.alice", "agents:read"),
                Map.entry("quarkus.oidc.devservices.roles.bob", "user"),
                Map.entry("quarkus.oidc.client-id", CLIENT),
                Map.entry("quarkus.oidc.credentials.secret", CLIENT_SECRET),
                Map.entry("quarkus.oidc.token.audience", CLIENT)));
        return overrides;
    }
}
