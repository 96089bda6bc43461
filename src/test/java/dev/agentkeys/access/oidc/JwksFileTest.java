package dev.agentkeys.access.oidc;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentkeys.access.Configurations;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.vertx.core.Vertx;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** A file of keys that cannot be read is named with its variable. */
class JwksFileTest {

    private static final Vertx VERTX = Vertx.vertx();

    @AfterAll
    static void close() {
        VERTX.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void namesTheVariableOfAKeyFileThatCannotBeRead() {
        var properties = Map.of("agentkeys.access.oidc.jwks-file", "/no/such/file");

        var refusal = refusal(
                () -> new JwksFileTokens(Configurations.access(properties), Configurations.oidc(properties), VERTX));

        assertTrue(
                refusal.startsWith("AGENTKEYS_ACCESS_OIDC_JWKS_FILE names /no/such/file, which cannot be read"),
                refusal);
    }

    private static String refusal(Executable start) {
        return assertThrows(ConfigurationException.class, start).getMessage();
    }
}
