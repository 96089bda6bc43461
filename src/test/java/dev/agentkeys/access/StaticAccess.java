package dev.agentkeys.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.agentkeys.testsupport.OwnService;
import io.quarkus.test.junit.QuarkusTestProfile;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The service with static tokens: one for each role, and one for all of them. It also takes the tokens of the OpenID
 * Connect provider of Quarkus' Dev Services. One profile has both, because each profile costs a start of the service.
 */
public final class StaticAccess implements QuarkusTestProfile {

    public static final String ALL = "token-of-somebody-who-may-do-everything";

    /** The client to which the provider issues ID tokens. */
    public static final String CLIENT = "agent-api-keys";

    public static final String CLIENT_SECRET = "of-the-tests";

    /** Switches on only the Dev Service of OpenID Connect, because that one needs no container. */
    @Override
    public Map<String, String> getConfigOverrides() {
        var overrides = new HashMap<>(tokens());
        overrides.putAll(Map.ofEntries(
                Map.entry("agentkeys.access.mode", "static,oidc"),
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

    /** Starts the packaged service with the same static tokens and with open registration. */
    static OwnService startWithOpenRegistration() {
        var properties = new HashMap<>(tokens());
        properties.put("agentkeys.access.open-registration", "true");
        return OwnService.start(properties);
    }

    private static Map<String, String> tokens() {
        var single = Role.ALL.stream()
                .map(role -> entry(role.replace(':', '-'), tokenOf(role), role))
                .collect(Collectors.joining("\n"));
        return Map.of(
                "agentkeys.access.mode",
                "static",
                "agentkeys.access.tokens",
                single + "\n" + entry("all", ALL, String.join("+", Role.ALL)),
                "agentkeys.access.failures.per-address",
                "1000000",
                "agentkeys.access.failures.per-credential",
                "1000000");
    }

    /** The token that has only this role. */
    public static String tokenOf(String role) {
        return "token-with-only-" + role;
    }

    static String entry(String name, String token, String roles) {
        return name + ":" + sha256(token) + ":" + roles;
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
