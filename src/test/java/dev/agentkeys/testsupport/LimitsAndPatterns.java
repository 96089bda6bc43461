package dev.agentkeys.testsupport;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/**
 * Forwarding with short timeouts and low limits of requests, forward auth with patterns that find the agent, and limits
 * on the lifetimes of keys. One profile has all of them, because each profile costs a start of the service.
 */
public class LimitsAndPatterns implements QuarkusTestProfile {

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
                Map.entry("agentkeys.ingress.allowed-hosts", "127.0.0.1,local*,169.254.*,*.invalid"),
                Map.entry("agentkeys.forward-auth.host-pattern", "(?<agent>[a-z0-9-]+)\\.agents\\.example"),
                Map.entry("agentkeys.forward-auth.path-pattern", "/a/(?<agent>[a-z0-9-]+)(/.*)?"),
                Map.entry("agentkeys.api-keys.max-lifetime-external", "P30D"),
                Map.entry("agentkeys.api-keys.default-lifetime-external", "PT1H"),
                Map.entry("agentkeys.api-keys.max-lifetime-internal", "P1D"),
                // The property's name in earlier versions.
                Map.entry("agentkeys.gateway.pass-preflight", "true"));
    }
}
