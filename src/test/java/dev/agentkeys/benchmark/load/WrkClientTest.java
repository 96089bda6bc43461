package dev.agentkeys.benchmark.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WrkClientTest {

    private static final URI SERVICE = URI.create("http://127.0.0.1:8080");

    @Test
    void readsTheLineOfTheScript() {
        var output = "Running 2s test\nRESULT 40000 2000000 3 0.4 1500 1800 2500 9000\n";

        var measurement = WrkClient.parse(output, new ProcessorTimes(2.0, 1.0));

        assertEquals(
                new Measurement(20_000, 1500, 1800, 2500, 9000, 3, new Measurement.Cpu(10.0, 50.0, 25.0)), measurement);
    }

    @Test
    void refusesOutputWithoutThatLine() {
        assertThrows(
                IllegalStateException.class,
                () -> WrkClient.parse("unable to connect", new ProcessorTimes(null, null)));
    }

    @Test
    void rendersRequestsInAdvance() {
        var request = Request.post("/agent_api_keys/verify", Map.of("Accept", "*/*"), "{\"api_key\":\"k\"}");

        var script = WrkClient.script(new Load("verify", SERVICE, 1, List.of(request)), 1);

        assertTrue(
                script.contains(
                        "\"POST /agent_api_keys/verify HTTP/1.1\\r\\nHost: 127.0.0.1:8080\\r\\nAccept: */*\\r\\n"
                                + "Content-Type: application/json\\r\\nContent-Length: 15\\r\\n\\r\\n{\\\"api_key\\\":\\\"k\\\"}\""),
                script);
    }

    @Test
    void countsTheDigitsOfTheNumberInTheLengthOfTheBody() {
        var request = Request.post("/", Map.of(), "<" + Request.NUMBER + ">");

        var script = WrkClient.script(new Load("create", SERVICE, 1, List.of(request)), 7);

        assertTrue(script.contains("Content-Length: " + (Request.DIGITS + 2) + "\\r\\n\\r\\n<\""), script);
        assertTrue(script.contains("\">\""), script);
        assertTrue(script.contains("local number = 7"), script);
    }
}
