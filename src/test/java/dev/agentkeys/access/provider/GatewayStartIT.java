package dev.agentkeys.access.provider;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentkeys.testsupport.PackagedApplication;
import dev.agentkeys.testsupport.ServiceProcess;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Without an auth provider that can be asked, mode gateway does not start. */
class GatewayStartIT {

    private static final String CANARY = "canary5secret";

    @Test
    void saysThatTheAddressIsMissing() {
        assertTrue(outputOfRefusal("").contains("Access mode gateway needs AGENTEX_AUTH_URL"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "auth.example",
                "ftp://auth.example",
                "http://",
                "http://auth.example/ " + CANARY,
                "http://user:" + CANARY + "@auth.example",
                "http://auth.example?key=" + CANARY,
                "http://auth.example#" + CANARY
            })
    void saysThatTheAddressIsMalformed(String url) {
        var output = outputOfRefusal(url);

        assertTrue(output.contains("AGENTEX_AUTH_URL cannot be used"), output);
        assertFalse(output.contains(CANARY), output);
    }

    private static String outputOfRefusal(String url) {
        try (var service = ServiceProcess.launch(Map.of(
                "DATABASE_URL",
                "postgresql://agentkeys@127.0.0.1:1/agentkeys",
                "AGENTKEYS_KEY_RING",
                PackagedApplication.KEY_RING,
                "AGENTKEYS_ACCESS_MODE",
                "gateway",
                "AGENTEX_AUTH_URL",
                url))) {
            assertNotEquals(0, service.awaitExit());
            assertFalse(service.output().contains("Listening on"), service.output());
            return service.output();
        }
    }
}
