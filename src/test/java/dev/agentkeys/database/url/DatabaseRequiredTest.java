package dev.agentkeys.database.url;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Production does not start without a database. The message names the variable to set. */
class DatabaseRequiredTest {

    @Test
    void namesTheVariableThatIsMissingInProduction() {
        var refusal = assertThrows(ConfigurationException.class, () -> start(Map.of()));

        assertTrue(refusal.getMessage().contains("Set DATABASE_URL"), refusal::getMessage);
    }

    @Test
    void startsWithADatabase() {
        assertDoesNotThrow(() -> start(Map.of("quarkus.datasource.reactive.url", "postgresql://db.example/keys")));
    }

    private static void start(Map<String, String> properties) {
        var config = new SmallRyeConfigBuilder()
                .withSources(new PropertiesConfigSource(properties, "test", 500))
                .build();
        new DatabaseRequired().onStart(new StartupEvent(), LaunchMode.NORMAL, config);
    }
}
