package dev.agentkeys.verification.forwardauth;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentkeys.testsupport.DocumentationPage;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The documented snippets for gateways that no test runs. Each removes both headers that may hold the key from the
 * request to the agent.
 */
class GatewayExamplesTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Traefik | x-agent-api-key: \"\"               | authorization: \"\"",
                "Envoy   | headers:remove(\"x-agent-api-key\") | headers:remove(\"authorization\")",
                "APISIX  | clear_header(\"x-agent-api-key\")   | clear_header(\"authorization\")"
            })
    void removesTheKey(String gateway, String ofItsOwnHeader, String ofAuthorization) {
        var example =
                DocumentationPage.read("docs/forward-auth.md").blockOf(gateway).toLowerCase(Locale.ROOT);

        for (var removal : List.of(ofItsOwnHeader, ofAuthorization)) {
            // A snippet must remove the key after the question, because the question needs the key.
            assertTrue(example.indexOf(removal) > example.indexOf("/agent_api_keys/authorize"), example);
        }
    }
}
