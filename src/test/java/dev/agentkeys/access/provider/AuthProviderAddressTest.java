package dev.agentkeys.access.provider;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentkeys.access.Configurations;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.vertx.core.Vertx;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The message about an address that cannot be used names its variable. It does not quote the address, because that may
 * hold a secret.
 */
class AuthProviderAddressTest {

    private static final String CANARY = "canary5secret";
    private static final Vertx VERTX = Vertx.vertx();

    @AfterAll
    static void close() {
        VERTX.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void namesTheVariableOfAMissingAddress() {
        var refusal = refusal(provider("")::prepare);

        assertTrue(refusal.startsWith("Access mode gateway needs AGENTEX_AUTH_URL"), refusal);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "auth.example",
                "ftp://auth.example",
                "http://",
                "http://auth.example/ " + CANARY,
                "http://user:" + CANARY + "@auth.example",
                "http://auth.example?key=" + CANARY,
                "http://auth.example#" + CANARY
            })
    void namesTheVariableOfAMalformedAddress(String url) {
        var refusal = refusal(provider(url)::prepare);

        assertTrue(refusal.startsWith("AGENTEX_AUTH_URL cannot be used: "), refusal);
        assertFalse(refusal.contains(CANARY), refusal);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://auth.example", "https://auth.example:8443/", "http://auth.example/agentex/"})
    void acceptsAnAddressWithAHostAPortAndAPath(String url) {
        assertDoesNotThrow(provider(url)::prepare);
    }

    private static AuthProviderClient provider(String url) {
        return new AuthProviderClient(Configurations.access(Map.of("agentkeys.access.gateway.url", url)), VERTX);
    }

    private static String refusal(Executable start) {
        return assertThrows(ConfigurationException.class, start).getMessage();
    }
}
