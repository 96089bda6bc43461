package dev.agentkeys.forwarding;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/** Forwarding with short timeouts and room for few requests. */
public class ShortForwardingTimeouts implements QuarkusTestProfile {

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.ofEntries(
                Map.entry("agentkeys.ingress.max-concurrent", "2"),
                Map.entry("agentkeys.ingress.max-waiting", "1"),
                Map.entry("agentkeys.ingress.wait-timeout", "1s"),
                Map.entry("agentkeys.ingress.connect-timeout", "2s"),
                Map.entry("agentkeys.ingress.response-timeout", "2s"),
                Map.entry("agentkeys.ingress.idle-timeout", "1s"),
                Map.entry("agentkeys.ingress.body-timeout", "1s"),
                Map.entry("agentkeys.ingress.max-buffered", "2M"),
                Map.entry("agentkeys.ingress.allowed-hosts", "127.0.0.1,local*,169.254.*,*.invalid"));
    }
}
