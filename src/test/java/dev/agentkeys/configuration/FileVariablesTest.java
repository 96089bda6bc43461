package dev.agentkeys.configuration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FileVariablesTest {

    @TempDir
    Path directory;

    @Test
    void readsAFileWithoutTheWhiteSpaceAroundIt() throws IOException {
        var file = file("\n  k1:one\nk2:zwö \r\n");

        assertEquals("k1:one\nk2:zwö", value(config(Map.of("AGENTKEYS_KEY_RING_FILE", file)), "agentkeys.key-ring"));
    }

    @ParameterizedTest
    @CsvSource({
        "AGENTKEYS_KEY_RING, agentkeys.key-ring",
        "AGENTKEYS_ACCESS_MODE, agentkeys.access.mode",
        "AGENTKEYS_OPEN_REGISTRATION, agentkeys.open-registration",
        "AGENTEX_AUTH_URL, AGENTEX_AUTH_URL",
        "AGENTKEYS_PUBLIC_URL, agentkeys.public-url",
        "AGENTEX_PUBLIC_URL, AGENTEX_PUBLIC_URL",
        "AGENTKEYS_INGRESS_ALLOW_LOOPBACK, agentkeys.ingress.allow-loopback"
    })
    void readsAFileForEach(String variable, String property) throws IOException {
        assertEquals("some text", value(config(Map.of(variable + "_FILE", file("some text\n"))), property));
    }

    @Test
    void yieldsToTheVariableItself() throws IOException {
        var config = config(
                Map.of("AGENTKEYS_KEY_RING_FILE", file("from the file"), "AGENTKEYS_KEY_RING", "from the variable"));

        assertEquals("from the variable", value(config, "agentkeys.key-ring"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " "})
    void readsNothingForABlankPath(String path) {
        assertNull(value(config(Map.of("AGENTKEYS_KEY_RING_FILE", path)), "agentkeys.key-ring"));
    }

    @Test
    void readsNothingForOtherVariables() throws IOException {
        var variables = Map.of("SOMETHING_FILE", file("text"));

        assertNull(value(config(variables), "something"));
        assertNull(value(config(variables), "SOMETHING"));
    }

    @Test
    void namesTheVariableAndThePathOfAFileItCannotRead() {
        for (var path : List.of(directory.resolve("missing"), directory)) {
            var variables = Map.of("AGENTKEYS_KEY_RING_FILE", path.toString());

            var refusal = assertThrows(ConfigurationException.class, () -> config(variables));

            assertTrue(
                    refusal.getMessage()
                            .startsWith("AGENTKEYS_KEY_RING_FILE names " + path + ", which cannot be read: "),
                    refusal.getMessage());
        }
    }

    @Test
    void refusesAFileThatIsNotText() throws IOException {
        var path = directory.resolve("binary");
        Files.write(path, new byte[] {'k', '1', ':', (byte) 0xff});
        var variables = Map.of("AGENTKEYS_KEY_RING_FILE", path.toString());

        assertThrows(ConfigurationException.class, () -> config(variables));
    }

    private String file(String text) throws IOException {
        return Files.writeString(Files.createTempFile(directory, "secret", ""), text)
                .toString();
    }

    private static SmallRyeConfig config(Map<String, String> variables) {
        return new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .withSources(new EnvConfigSource(variables, 300))
                .withSources(new FileVariables())
                .build();
    }

    private static String value(SmallRyeConfig config, String name) {
        return config.getConfigValue(name).getValue();
    }
}
