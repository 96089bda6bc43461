package dev.agentkeys.configuration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.smallrye.config.ConfigSourceFactory;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.stream.StreamSupport;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VariablesSourceTest {

    private static final int ENVIRONMENT = 300;

    /**
     * Quarkus copies the values of other sources into a package. The package would then hold the secrets of the shell
     * that built it.
     */
    @Test
    void noValueOfAVariableIsCopiedIntoAPackage(@TempDir Path directory) throws IOException {
        var file = Files.writeString(directory.resolve("key-ring"), "canary").toString();
        var factories = ServiceLoader.load(ConfigSourceFactory.class).stream()
                .filter(factory -> factory.type().getName().startsWith("dev.agentkeys."))
                .map(ServiceLoader.Provider::get)
                .toArray(ConfigSourceFactory[]::new);
        var config = new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .withProfile("prod")
                .withSources(new EnvConfigSource(
                        Map.of(
                                "DATABASE_URL",
                                "postgresql://me:canary@db",
                                "AGENTKEYS_KEY_RING_FILE",
                                file,
                                "OTEL_EXPORTER_OTLP_ENDPOINT",
                                "http://canary",
                                "OTEL_EXPORTER_OTLP_HEADERS",
                                "authorization=canary"),
                        ENVIRONMENT))
                .withSources(factories)
                .build();

        var copied = StreamSupport.stream(config.getConfigSources().spliterator(), false)
                .filter(source -> !(source instanceof EnvConfigSource))
                .filter(source -> source.getProperties().toString().contains("canary"))
                .map(ConfigSource::getName)
                .toList();

        assertEquals("canary", config.getConfigValue("agentkeys.key-ring").getValue());
        assertEquals(
                "canary", config.getConfigValue("quarkus.datasource.password").getValue());
        assertTrue(factories.length > 1);
        assertEquals(List.of(), copied);
    }
}
