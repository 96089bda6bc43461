package dev.agentkeys.access.check;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentkeys.access.Configurations;
import dev.agentkeys.access.authentication.PlainTokens;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Without an access mode, every caller is let in. That is possible only in dev and test, and only on loopback. Mode
 * {@code static} needs a token.
 */
class AccessCheckTest {

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.0.0.2", "localhost", "::1"})
    void staysOpenOnLoopback(String host) {
        assertDoesNotThrow(() -> check(LaunchMode.DEVELOPMENT, host));
        assertDoesNotThrow(() -> check(LaunchMode.TEST, host));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::", "192.0.2.1", "no-such-host.invalid"})
    void refusesToBeOpenOnOtherAddresses(String host) {
        var refusal = assertThrows(ConfigurationException.class, () -> check(LaunchMode.DEVELOPMENT, host));

        assertTrue(refusal.getMessage().contains("Set AGENTKEYS_ACCESS_MODE"), refusal::getMessage);
        assertTrue(refusal.getMessage().contains(host), refusal::getMessage);
    }

    @Test
    void refusesToBeOpenInProduction() {
        assertThrows(ConfigurationException.class, () -> check(LaunchMode.NORMAL, "127.0.0.1"));
    }

    @Test
    void saysThatModeStaticHasNoToken() {
        var properties = Map.of("agentkeys.access.mode", "static");

        var refusal = assertThrows(ConfigurationException.class, () -> new AccessCheck()
                .onStart(
                        new StartupEvent(),
                        Configurations.access(properties),
                        Configurations.modes(properties, LaunchMode.NORMAL),
                        PlainTokens.of(properties),
                        null,
                        null,
                        null,
                        new String[0]));

        assertTrue(refusal.getMessage().contains("Set AGENTKEYS_ACCESS_TOKENS"), refusal::getMessage);
    }

    private static void check(LaunchMode launchMode, String host) {
        AccessCheck.requireLoopbackOutsideOfProduction(Configurations.modes(Map.of(), launchMode), host);
    }
}
