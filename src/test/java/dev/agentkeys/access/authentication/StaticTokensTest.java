package dev.agentkeys.access.authentication;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentkeys.access.Configurations;
import dev.agentkeys.access.Digests;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.vertx.core.Vertx;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** The message about a refused setting names its variable, and quotes no digest of a token. */
class StaticTokensTest {

    private static final String DIGEST = Digests.sha256Hex("a token");
    private static final Vertx VERTX = Vertx.vertx();

    @AfterAll
    static void close() {
        VERTX.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void namesTheVariableOfATokenAndNotItsDigest() {
        var config = Configurations.access(Map.of("agentkeys.access.tokens", DIGEST + ":admin:keys:read"));

        var refusal = refusal(() -> new StaticTokens(config, VERTX, null));

        assertTrue(refusal.startsWith("AGENTKEYS_ACCESS_TOKENS cannot be used: the digest of entry 1"), refusal);
        assertFalse(refusal.contains(DIGEST), refusal);
    }

    @Test
    void namesTheVariableOfATokensFileThatCannotBeRead() {
        var config = Configurations.access(Map.of("agentkeys.access.tokens-file", "/no/such/file"));

        var refusal = refusal(() -> new StaticTokens(config, VERTX, null));

        assertTrue(
                refusal.startsWith("AGENTKEYS_ACCESS_TOKENS_FILE names /no/such/file, which cannot be read"), refusal);
    }

    private static String refusal(Executable start) {
        return assertThrows(ConfigurationException.class, start).getMessage();
    }
}
