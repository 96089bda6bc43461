package dev.agentkeys.forwarding.upstream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UpstreamUriTest {

    @ParameterizedTest
    @CsvSource({
        "http://agent, false, agent, 80, /p",
        "HTTPS://Agent.example/, true, Agent.example, 443, /p",
        "https://agent:8443/a/b, true, agent, 8443, /a/b/p",
        "http://my_agent:8000/a//, false, my_agent, 8000, /a//p",
        "http://[fd12::1]:8000/a%2Fb, false, [fd12::1], 8000, /a%2Fb/p"
    })
    void readsTheAgentsUrl(String acpUrl, boolean secure, String host, int port, String uri) {
        assertEquals(
                new UpstreamUri(secure, host, port, uri),
                UpstreamUri.of(acpUrl, "p", null).orElseThrow());
    }

    @Test
    void looksUpAnIpv6AddressWithoutItsBrackets() {
        assertEquals(
                "fd12::1",
                UpstreamUri.of("http://[fd12::1]/", "p", null).orElseThrow().hostToResolve());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/relative",
                "ftp://agent/",
                "file:///etc/passwd",
                "http://",
                "http://user:pw@agent/",
                "http://a b/"
            })
    void refusesUrlsOfOtherKinds(String acpUrl) {
        assertTrue(UpstreamUri.of(acpUrl, "p", null).isEmpty());
    }
}
