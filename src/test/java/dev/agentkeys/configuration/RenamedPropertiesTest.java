package dev.agentkeys.configuration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

class RenamedPropertiesTest {

    private static final String NEW = "agentkeys.forward-auth.realm";
    private static final String OLD = "agentkeys.gateway.realm";
    private static final int ENVIRONMENT = 300;

    @Test
    void readsTheOldVariableAndTheOldPropertyAboveTheDefault() {
        assertEquals("mine", realm(config(Map.of("AGENTKEYS_GATEWAY_REALM", "mine"), Map.of())));
        assertEquals("mine", realm(config(Map.of(), Map.of(OLD, "mine"))));
        assertEquals("default", realm(config(Map.of(), Map.of())));
    }

    /** {@code ForwardedAgentIT} starts the service with an old name. */
    @Test
    void hidesOldNamesFromMappingsWhichRefuseUnknownOnes() {
        var names = config(Map.of(), Map.of(OLD, "mine")).getPropertyNames();

        assertFalse(StreamSupport.stream(names.spliterator(), false).anyMatch(OLD::equals));
    }

    @Test
    void prefersTheNewNameInTheSameSource() {
        var both = Map.of("AGENTKEYS_GATEWAY_REALM", "old", "AGENTKEYS_FORWARD_AUTH_REALM", "new");

        assertEquals("new", realm(config(both, Map.of())));
        assertEquals("new", realm(config(Map.of(), Map.of(OLD, "old", NEW, "new"))));
    }

    @Test
    void warnsOfEachOldNameWithTheNewOne() {
        var config = config(Map.of("AGENTKEYS_GATEWAY_ANY_AGENT", "true"), Map.of(OLD, "mine"));

        assertEquals(
                "Old names are set, which still work: agentkeys.gateway.any-agent (AGENTKEYS_GATEWAY_ANY_AGENT) is now"
                        + " agentkeys.forward-auth.any-agent (AGENTKEYS_FORWARD_AUTH_ANY_AGENT);"
                        + " agentkeys.gateway.realm (AGENTKEYS_GATEWAY_REALM) is now"
                        + " agentkeys.forward-auth.realm (AGENTKEYS_FORWARD_AUTH_REALM).",
                RenamedProperties.warning(config));
    }

    @Test
    void warnsOfNothingUnderNewNames() {
        assertEquals("", RenamedProperties.warning(config(Map.of("AGENTKEYS_FORWARD_AUTH_REALM", "new"), Map.of())));
    }

    private static String realm(SmallRyeConfig config) {
        return config.getConfigValue(NEW).getValue();
    }

    private static SmallRyeConfig config(Map<String, String> variables, Map<String, String> properties) {
        return new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .withInterceptors(new RenamedProperties())
                .withDefaultValue(NEW, "default")
                .withSources(new EnvConfigSource(variables, ENVIRONMENT))
                .withSources(new PropertiesConfigSource(properties, "application", 250))
                .build();
    }
}
