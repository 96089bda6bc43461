package dev.agentkeys.database;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * An import that cannot use the database of an Agentex names the variable that is missing or wrong, and quotes no
 * secret.
 */
class AgentexDatabaseTest {

    @Test
    void namesTheMissingVariable() {
        assertTrue(refusal(Map.of()).contains("Set AGENTEX_DATABASE_URL"));
    }

    @Test
    void namesTheFileThatItCannotRead() {
        var refusal = refusal(Map.of("AGENTEX_DATABASE_URL_FILE", "/no/such/file"));

        assertTrue(refusal.contains("AGENTEX_DATABASE_URL_FILE names /no/such/file, which cannot be read"), refusal);
    }

    @Test
    void doesNotQuoteAUrlThatItCannotUse() {
        var refusal = refusal(Map.of("AGENTEX_DATABASE_URL", "postgresql+asyncpg://me:hunter2@db:99999/agentex"));

        assertTrue(refusal.contains("AGENTEX_DATABASE_URL cannot be used"), refusal);
        assertFalse(refusal.contains("hunter2"), refusal);
    }

    private static String refusal(Map<String, String> variables) {
        var config = new SmallRyeConfigBuilder()
                .withSources(new EnvConfigSource(variables, EnvConfigSource.ORDINAL))
                .build();

        return assertThrows(ConfigurationException.class, () -> new AgentexDatabase(config).connect())
                .getMessage();
    }
}
