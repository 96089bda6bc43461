package dev.agentkeys.access.oidc;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentkeys.access.Configurations;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** The message about a file of keys that cannot be read names the variable. */
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

    @Test
    void quotesNothingOfAKeyFileThatHoldsNoPublicKey(@TempDir Path directory) throws IOException {
        var file =
                Files.writeString(directory.resolve("jwks.json"), "{\"keys\":[{\"kty\":\"oct\",\"k\":\"c2VjcmV0\"}]}");
        var properties = Map.of("agentkeys.access.oidc.jwks-file", file.toString());

        var refusal = refusal(
                () -> new JwksFileTokens(Configurations.access(properties), Configurations.oidc(properties), VERTX));

        assertTrue(
                refusal.contains("AGENTKEYS_ACCESS_OIDC_JWKS_FILE names " + file + ", which cannot be used"), refusal);
        assertFalse(refusal.contains("c2VjcmV0"), refusal);
    }

    private static String refusal(Executable start) {
        return assertThrows(ConfigurationException.class, start).getMessage();
    }
}
