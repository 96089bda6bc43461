package dev.agentkeys.database.url;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentkeys.testsupport.CapturedLog;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseUrlConfigSourceFactoryTest {

    private static final int APPLICATION_PROPERTIES = 250;
    private static final int ENVIRONMENT = 300;

    @TempDir
    Path directory;

    @Test
    void configuresBothClients() {
        var config = config(Map.of("DATABASE_URL", "postgresql://me:hunter2@db/keys"));

        assertEquals("me", value(config, "quarkus.datasource.username"));
        assertEquals("hunter2", value(config, "quarkus.datasource.password"));
        assertEquals("postgresql://db:5432/keys", value(config, "quarkus.datasource.reactive.url"));
        assertEquals("jdbc:postgresql://db:5432/keys?sslmode=prefer", value(config, "quarkus.datasource.jdbc.url"));
    }

    @Test
    void yieldsToQuarkusOwnVariables() {
        var config = config(Map.of(
                "DATABASE_URL", "postgresql://me:hunter2@db/keys", "QUARKUS_DATASOURCE_USERNAME", "somebody-else"));

        assertEquals("somebody-else", value(config, "quarkus.datasource.username"));
        assertEquals("hunter2", value(config, "quarkus.datasource.password"));
    }

    @Test
    void outranksTheApplicationsProperties() {
        var config = builder(Map.of("DATABASE_URL", "postgresql://me@db/keys"))
                .withSources(new PropertiesConfigSource(
                        Map.of("quarkus.datasource.username", "default"), "application", APPLICATION_PROPERTIES))
                .build();

        assertEquals("me", value(config, "quarkus.datasource.username"));
    }

    @ParameterizedTest
    @CsvSource({
        "pa$$word,pa$$word",
        "pa$word$,pa$word$",
        "%24%7BHOME%7D,${HOME}",
        "%24%7Bno.such.property%7D,${no.such.property}",
        "%5C%24%5C%5C%24%24,\\$\\\\$$"
    })
    void takesDollarsLiterally(String encoded, String password) {
        var config = config(Map.of("DATABASE_URL", "postgresql://me:" + encoded + "@db", "HOME", "/"));

        assertEquals(password, value(config, "quarkus.datasource.password"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " "})
    void readsTheVariableFromAFile(String variable) throws IOException {
        var file = file("postgresql://me:pa$$word@db/keys\n");

        var config = config(Map.of("DATABASE_URL_FILE", file, "DATABASE_URL", variable));

        assertEquals("jdbc:postgresql://db:5432/keys?sslmode=prefer", value(config, "quarkus.datasource.jdbc.url"));
        assertEquals("pa$$word", value(config, "quarkus.datasource.password"));
        assertEquals("me", value(config(Map.of("DATABASE_URL_FILE", file)), "quarkus.datasource.username"));
    }

    @Test
    void prefersTheVariableToAFile() throws IOException {
        var config =
                config(Map.of("DATABASE_URL_FILE", file("postgresql://file@db"), "DATABASE_URL", "postgresql://me@db"));

        assertEquals("me", value(config, "quarkus.datasource.username"));
    }

    @Test
    void namesTheVariableAndThePathOfAFileItCannotRead() {
        var path = directory.resolve("missing").toString();
        var variables = Map.of("DATABASE_URL_FILE", path);

        var refusal = assertThrows(ConfigurationException.class, () -> config(variables));

        assertTrue(
                refusal.getMessage().startsWith("DATABASE_URL_FILE names " + path + ", which cannot be read"),
                refusal.getMessage());
    }

    @Test
    void setsNothingWithoutTheVariable() {
        assertNull(value(config(Map.of()), "quarkus.datasource.username"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " "})
    void setsNothingForABlankVariable(String url) {
        assertNull(value(config(Map.of("DATABASE_URL", url)), "quarkus.datasource.username"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"mysql://me:hunter2@db", "postgresql://me:hunter2 @db", "postgresql://me:hunter2@db?sslmode=x"})
    void namesAVariableThatCannotBeUsedWithoutQuotingIt(String url) {
        var variables = Map.of("DATABASE_URL", url);

        var refusal = assertThrows(ConfigurationException.class, () -> config(variables));

        assertTrue(refusal.getMessage().startsWith("DATABASE_URL cannot be used: it"), refusal.getMessage());
        for (Throwable t = refusal; t != null; t = t.getCause()) {
            assertFalse(t.toString().contains("hunter2"), t.toString());
        }
    }

    @ParameterizedTest
    @CsvSource({"TEST,", "TEST,prod", "NORMAL,test", "DEVELOPMENT,test"})
    void testsIgnoreTheVariable(LaunchMode mode, String profile) throws IOException {
        assertNull(value(config(mode, profile, production()), "quarkus.datasource.reactive.url"));
        assertNull(value(
                config(mode, profile, Map.of("AGENTKEYS_DEV_DATABASE_URL", "postgresql://me@db")),
                "quarkus.datasource.reactive.url"));
    }

    @ParameterizedTest
    @CsvSource({"DEVELOPMENT,", "DEVELOPMENT,prod", "NORMAL,dev"})
    void devIgnoresTheVariableBecauseItHasAnotherOne(LaunchMode mode, String profile) throws IOException {
        var variables = new HashMap<>(production());
        assertNull(value(config(mode, profile, variables), "quarkus.datasource.reactive.url"));

        variables.put("AGENTKEYS_DEV_DATABASE_URL", "postgresql://me@dev/keys");
        var config = config(mode, profile, variables);

        assertEquals("postgresql://dev:5432/keys", value(config, "quarkus.datasource.reactive.url"));
        assertEquals("jdbc:postgresql://dev:5432/keys?sslmode=prefer", value(config, "quarkus.datasource.jdbc.url"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"QUARKUS_DATASOURCE_REACTIVE_URL", "QUARKUS_DATASOURCE_JDBC_URL"})
    void devRefusesADatabaseOfTheShell(String variable) {
        var config = config(LaunchMode.DEVELOPMENT, "dev", Map.of(variable, "postgresql://me:hunter2@production"));

        var refusal =
                assertThrows(ConfigurationException.class, () -> DatabaseRequired.refuseDatabaseOfTheShell(config));

        assertTrue(refusal.getMessage().contains("AGENTKEYS_DEV_DATABASE_URL"), refusal.getMessage());
        assertFalse(refusal.getMessage().contains("hunter2"), refusal.getMessage());
    }

    @Test
    void devSaysThatItIgnoresTheVariable() throws IOException {
        try (var log = new CapturedLog()) {
            DatabaseRequired.refuseDatabaseOfTheShell(config(LaunchMode.DEVELOPMENT, "dev", Map.of()));
            assertEquals("", log.text());

            DatabaseRequired.refuseDatabaseOfTheShell(config(LaunchMode.DEVELOPMENT, "dev", production()));

            assertTrue(
                    log.text().startsWith("Dev ignores DATABASE_URL; its own variable is AGENTKEYS_DEV_DATABASE_URL."),
                    log.text());
            assertFalse(log.text().contains("hunter2"), log.text());
        }
    }

    private Map<String, String> production() throws IOException {
        var url = "postgresql://me:hunter2@production/keys";
        return Map.of("DATABASE_URL", url, "DATABASE_URL_FILE", file(url));
    }

    private String file(String text) throws IOException {
        return Files.writeString(directory.resolve("url"), text).toString();
    }

    private static SmallRyeConfig config(Map<String, String> variables) {
        return builder(variables).build();
    }

    private static SmallRyeConfig config(LaunchMode mode, String profile, Map<String, String> variables) {
        var builder = builder(mode, variables);
        return (profile == null ? builder : builder.withProfile(profile)).build();
    }

    private static SmallRyeConfigBuilder builder(Map<String, String> variables) {
        return builder(LaunchMode.NORMAL, variables);
    }

    private static SmallRyeConfigBuilder builder(LaunchMode mode, Map<String, String> variables) {
        return new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .withSources(new EnvConfigSource(variables, ENVIRONMENT))
                .withSources(new DatabaseUrlConfigSourceFactory(mode));
    }

    private static String value(SmallRyeConfig config, String name) {
        return config.getConfigValue(name).getValue();
    }
}
