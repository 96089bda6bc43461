package dev.agentkeys.access.oidc;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentkeys.access.Configurations;
import io.quarkus.runtime.configuration.ConfigurationException;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The service accepts only tokens that the one configured issuer has issued for this service. The check refuses
 * settings that would accept others.
 */
class OidcCheckTest {

    private static final Map<String, String> DISCOVERED = Map.of(
            "quarkus.oidc.auth-server-url", "https://issuer.example",
            "quarkus.oidc.token.audience", "agent-api-keys");

    private static final Map<String, String> BY_URL = Map.of(
            "quarkus.oidc.auth-server-url", "https://issuer.example",
            "quarkus.oidc.discovery-enabled", "false",
            "quarkus.oidc.jwks-path", "/keys",
            "quarkus.oidc.token.issuer", "https://issuer.example",
            "quarkus.oidc.token.audience", "agent-api-keys");

    private static final Map<String, String> BY_FILE = Map.of(
            "agentkeys.access.oidc.jwks-file", "/etc/keys.json",
            "quarkus.oidc.token.issuer", "https://issuer.example",
            "quarkus.oidc.token.audience", "agent-api-keys,agent-api-keys-of-old");

    @Test
    void acceptsEachOfTheThreePlacesOfKeys() {
        assertDoesNotThrow(() -> check(DISCOVERED));
        assertDoesNotThrow(() -> check(BY_URL));
        assertDoesNotThrow(() -> check(BY_FILE));
    }

    @Test
    void refusesSettingsThatNameNoPlaceOfKeys() {
        assertRefused("QUARKUS_OIDC_AUTH_SERVER_URL", Map.of("quarkus.oidc.token.audience", "agent-api-keys"));
        assertRefused("QUARKUS_OIDC_JWKS_PATH", without(BY_URL, "quarkus.oidc.jwks-path"));
    }

    @Test
    void refusesSettingsThatAcceptTokensForAnyAudience() {
        assertRefused("QUARKUS_OIDC_TOKEN_AUDIENCE", without(DISCOVERED, "quarkus.oidc.token.audience"));
        assertRefused("QUARKUS_OIDC_TOKEN_AUDIENCE", without(BY_FILE, "quarkus.oidc.token.audience"));
        assertRefused("QUARKUS_OIDC_TOKEN_AUDIENCE", with(DISCOVERED, "quarkus.oidc.token.audience", "any"));
        assertRefused("QUARKUS_OIDC_TOKEN_AUDIENCE", with(BY_FILE, "quarkus.oidc.token.audience", "us,any"));
    }

    @Test
    void refusesSettingsThatAcceptTokensOfAnyIssuer() {
        assertRefused("QUARKUS_OIDC_TOKEN_ISSUER", with(DISCOVERED, "quarkus.oidc.token.issuer", "any"));
        assertRefused("QUARKUS_OIDC_TOKEN_ISSUER", without(BY_URL, "quarkus.oidc.token.issuer"));
        assertRefused("QUARKUS_OIDC_TOKEN_ISSUER", without(BY_FILE, "quarkus.oidc.token.issuer"));
        assertRefused("QUARKUS_OIDC_TOKEN_ISSUER", with(BY_FILE, "quarkus.oidc.token.issuer", "any"));
    }

    @ParameterizedTest
    @CsvSource({
        "quarkus.oidc.other.auth-server-url, https://other.example, named tenants",
        "quarkus.oidc.application-type, hybrid, QUARKUS_OIDC_APPLICATION_TYPE",
        "quarkus.oidc.application-type, web-app, QUARKUS_OIDC_APPLICATION_TYPE",
        "quarkus.oidc.token.header, X-Token, QUARKUS_OIDC_TOKEN_HEADER",
        "agentkeys.access.oidc.role-mapping, ci, AGENTKEYS_ACCESS_OIDC_ROLE_MAPPING",
    })
    void refusesSettingsThatWouldAcceptOtherCredentials(String property, String value, String complaint) {
        assertRefused(complaint, with(DISCOVERED, property, value));
    }

    private static void assertRefused(String complaint, Map<String, String> properties) {
        var refusal = assertThrows(ConfigurationException.class, () -> check(properties));

        assertTrue(refusal.getMessage().contains(complaint), refusal::getMessage);
    }

    private static void check(Map<String, String> properties) {
        OidcCheck.require(Configurations.access(properties).oidc(), Configurations.oidc(properties));
    }

    private static Map<String, String> with(Map<String, String> properties, String name, String value) {
        var changed = new HashMap<>(properties);
        changed.put(name, value);
        return changed;
    }

    private static Map<String, String> without(Map<String, String> properties, String name) {
        var changed = new HashMap<>(properties);
        changed.remove(name);
        return changed;
    }
}
