package dev.agentkeys.configuration;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.smallrye.config.ConfigSourceFactory;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
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

/** The list of ordinals has every configuration source of this service in its right place. */
class SourceOrdinalsTest {

    private static final int ENVIRONMENT = 300;
    private static final int APPLICATION_PROPERTIES = 250;

    @Test
    void ordinalsOrderTheSources(@TempDir Path directory) throws IOException {
        var file = Files.writeString(directory.resolve("key-ring"), "k1:x").toString();
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
                                "postgresql://me@db",
                                "AGENTKEYS_KEY_RING_FILE",
                                file,
                                "OTEL_SERVICE_NAME",
                                "mine"),
                        ENVIRONMENT))
                .withSources(
                        new PropertiesConfigSource(Map.of("a", "b"), "application.properties", APPLICATION_PROPERTIES))
                .withSources(factories)
                .build();

        var order = StreamSupport.stream(config.getConfigSources().spliterator(), false)
                .filter(source -> source.getOrdinal() >= APPLICATION_PROPERTIES)
                .map(ConfigSource::getName)
                .toList();

        assertEquals(
                List.of(
                        EnvConfigSource.NAME,
                        "FileVariables",
                        "DATABASE_URL",
                        "OTEL_* variables",
                        "OidcTenantConfigSourceFactory",
                        "PropertiesConfigSource[source=application.properties]"),
                order);
    }
}
