package dev.agentkeys.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentkeys.access.AccessModes.AccessMode;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.configuration.ConfigurationException;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccessModeTest {

    @Test
    void readsAListInAnyOrderAndAnyCase() {
        assertEquals(Set.of(AccessMode.STATIC), AccessMode.parse("static"));
        assertEquals(Set.of(AccessMode.OIDC, AccessMode.GATEWAY), AccessMode.parse(" Gateway , OIDC"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", " NONE "})
    void readsNoneAsTheEmptySet(String list) {
        assertEquals(Set.of(), AccessMode.parse(list));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ",", "static,", "statik", "static;oidc", "none,static", "static,none", "none,none"})
    void refusesAnythingElse(String list) {
        assertThrows(IllegalArgumentException.class, () -> AccessMode.parse(list));
    }

    @Test
    void aRefusalNamesTheVariable() {
        var config = Configurations.access(Map.of("agentkeys.access.mode", "statik"));

        var refusal = assertThrows(ConfigurationException.class, () -> new AccessModes(config, LaunchMode.NORMAL));

        assertTrue(
                refusal.getMessage().startsWith("AGENTKEYS_ACCESS_MODE cannot be used: it must be a comma list"),
                refusal::getMessage);
    }
}
