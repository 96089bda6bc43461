package dev.agentkeys.testsupport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No variable of the shell reaches a test. The build sets some harmful variables, so that each run shows this. */
class CleanEnvironmentTest {

    private static final Set<String> SET_BY_THE_BUILD = Set.of(
            "DATABASE_URL",
            "QUARKUS_DATASOURCE_REACTIVE_URL",
            "AGENTKEYS_ACCESS_MODE",
            "AGENTKEYS_KEY_RING",
            "AGENTEX_AUTH_URL",
            "OTEL_EXPORTER_OTLP_ENDPOINT",
            "PGPORT",
            "NAME_THAT_NO_LIST_KNOWS");

    private final String directory = System.getProperty("user.dir");

    @AfterEach
    void restore() {
        System.setProperty("user.dir", directory);
    }

    @Test
    void noVariableOfTheShellReachesATest() {
        var removed = Set.of(System.getProperty(CleanEnvironment.REMOVED).split(","));

        assertTrue(removed.containsAll(SET_BY_THE_BUILD), removed::toString);
        assertEquals(Set.of(), foreign(System.getenv().keySet()));
    }

    @Test
    void noVariableOfTheShellReachesAProcessThatATestStarts() {
        assertEquals(Set.of(), foreign(new ProcessBuilder().environment().keySet()));
    }

    @Test
    void theEnvFileOfDevDoesNotReachATest(@TempDir Path project) throws IOException {
        Files.writeString(project.resolve(".env"), "NAME_IN_THE_FILE=of dev");
        System.setProperty("user.dir", project.toString());

        var builder = new SmallRyeConfigBuilder().addDefaultSources();

        assertEquals("of dev", valueIn(builder));
        assertNull(valueIn(builder.withCustomizers(new ConfigurationOfTests())));
    }

    private static String valueIn(SmallRyeConfigBuilder builder) {
        return builder.build().getConfigValue("NAME_IN_THE_FILE").getValue();
    }

    private static Set<String> foreign(Set<String> names) {
        var foreign = new TreeSet<>(names);
        foreign.removeAll(CleanEnvironment.KEPT);
        return foreign;
    }
}
