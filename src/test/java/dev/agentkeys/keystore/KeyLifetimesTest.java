package dev.agentkeys.keystore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentkeys.keymaterial.KeyType;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyLifetimesTest {

    @Test
    void withoutConfigurationKeysLiveForEver() {
        var lifetimes = lifetimes(Map.of());

        for (var type : KeyType.values()) {
            assertEquals(Expiry.NEVER, lifetimes.usual(type));
            assertEquals(Optional.empty(), lifetimes.limit(type));
        }
    }

    @Test
    void aSettingForATypeOverridesTheSettingForAllTypes() {
        var lifetimes = lifetimes(
                Map.of("max-lifetime", "P90D", "max-lifetime-external", "PT12H", "default-lifetime-github", "P30D"));

        assertEquals(Optional.of(Duration.ofHours(12)), lifetimes.limit(KeyType.EXTERNAL));
        assertEquals(
                Optional.of(Duration.ofHours(12)),
                lifetimes.usual(KeyType.EXTERNAL).after());
        assertEquals(Optional.of(Duration.ofDays(90)), lifetimes.limit(KeyType.GITHUB));
        assertEquals(
                Optional.of(Duration.ofDays(30)),
                lifetimes.usual(KeyType.GITHUB).after());
        assertEquals(
                Optional.of(Duration.ofDays(90)), lifetimes.usual(KeyType.SLACK).after());
    }

    @ParameterizedTest
    @CsvSource({
        "max-lifetime, PT0S",
        "max-lifetime, -PT1H",
        "default-lifetime-slack, PT0.5S",
        "max-lifetime-github, P36526D"
    })
    void refusesAnInvalidLifetime(String name, String value) {
        var refused = assertThrows(ConfigurationException.class, () -> lifetimes(Map.of(name, value)));

        assertTrue(refused.getMessage().contains("AGENTKEYS_API_KEYS_"), refused.getMessage());
        assertTrue(refused.getMessage().contains("must be between PT1S and P36525D"), refused.getMessage());
    }

    @Test
    void refusesADefaultAboveTheLimit() {
        var refused = assertThrows(
                ConfigurationException.class,
                () -> lifetimes(Map.of("max-lifetime-external", "P30D", "default-lifetime", "P31D")));

        assertEquals(
                "AGENTKEYS_API_KEYS_DEFAULT_LIFETIME cannot be used: for keys of the type 'external' it is P31D, which is"
                        + " longer than AGENTKEYS_API_KEYS_MAX_LIFETIME, P30D.",
                refused.getMessage());
    }

    private static KeyLifetimes lifetimes(Map<String, String> settings) {
        var properties = new HashMap<String, String>();
        settings.forEach((name, value) -> properties.put("agentkeys.api-keys." + name, value));
        return new KeyLifetimes(new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withSources(new PropertiesConfigSource(properties, "test", 100))
                .withMapping(KeyLifetimes.Config.class)
                .build()
                .getConfigMapping(KeyLifetimes.Config.class));
    }
}
