package dev.agentkeys.database;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class DatabaseConfigTest {

    private static final Duration PROMISED = Duration.ofSeconds(2);

    private final DatabaseConfig defaults = new SmallRyeConfigBuilder()
            .withConverter(Duration.class, 200, new DurationConverter())
            .withMapping(DatabaseConfig.class)
            .build()
            .getConfigMapping(DatabaseConfig.class);

    @Test
    void noRequestWaitsForTheDatabaseLongerThanPromised() {
        assertTrue(defaults.answerTimeout().compareTo(PROMISED) < 0);
        assertTrue(defaults.acquireTimeout().compareTo(defaults.answerTimeout()) < 0);
    }

    @Test
    void readinessAnswersBeforeAProbeOfKubernetesTimesOut() {
        assertTrue(defaults.readinessTimeout().compareTo(Duration.ofSeconds(3)) < 0);
    }
}
