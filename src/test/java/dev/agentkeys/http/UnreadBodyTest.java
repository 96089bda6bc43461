package dev.agentkeys.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentkeys.testsupport.RawExchange;
import io.quarkus.test.junit.QuarkusTest;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** If the service answers a request before it has read the body, it closes the connection. */
@QuarkusTest
class UnreadBodyTest {

    private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.1 \\d{3} ");
    private static final String NEXT = "GET /agents HTTP/1.1\r\nHost: localhost\r\n\r\n";

    @ParameterizedTest
    @CsvSource({
        "GET, /agent_api_keys/authorize, 401",
        "POST, /agent_api_keys/authorize/some/path, 401",
        "GET, /agents, 200",
        "GET, /agents/none, 404",
        "DELETE, /agents, 405",
        "GET, /nowhere, 404",
        "GET, /healthz, 200",
        "GET, /openapi.json, 200",
        "GET, /agents/forward/nowhere, 404",
        "GET, /agents/a;b, 400"
    })
    void readsNoUnreadBodyAsARequest(String method, String path, int status) {
        for (var length : new String[] {"Content-Length: 1000", "Transfer-Encoding: chunked"}) {
            try (var exchange = new RawExchange()) {
                exchange.send(method + " " + path + " HTTP/1.1\r\nHost: localhost\r\n" + length + "\r\n\r\n");
                var head = exchange.readUntil("\r\n\r\n");
                exchange.send(NEXT + NEXT);

                assertTrue(head.startsWith("HTTP/1.1 " + status + " "), head);
                assertTrue(head.toLowerCase(Locale.ROOT).contains("\r\nconnection: close\r\n"), head);
                assertFalse(STATUS_LINE.matcher(exchange.readAll()).find());
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"/agents/forward/nowhere, 404", "/agent_api_keys/authorize, 401"})
    void aCallerThatSendsALargeBodyCanReadTheAnswer(String path, int status) {
        int length = 4 * 1024 * 1024;
        try (var exchange = new RawExchange()) {
            exchange.send("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + length + "\r\n\r\n"
                    + "x".repeat(length));

            assertTrue(exchange.readAll().startsWith("HTTP/1.1 " + status + " "));
        }
    }

    @Test
    void keepsTheConnectionAfterABodyThatWasRead() {
        var body = "{\"api_key\":\"none\"}";
        var request = "POST /agent_api_keys/verify HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";
        try (var exchange = new RawExchange()) {
            for (int i = 0; i < 3; i++) {
                exchange.send(request + "Content-Length: " + body.length() + "\r\n\r\n" + body);
                var head = exchange.readUntil("\r\n\r\n").toLowerCase(Locale.ROOT);
                assertTrue(head.startsWith("http/1.1 200 "), head);
                assertFalse(head.contains("connection: close"), head);
                exchange.read(Integer.parseInt(head.split("content-length: ")[1].split("\r\n")[0]));
            }
        }
    }

    @Test
    void keepsTheConnectionWithoutABody() {
        try (var exchange = new RawExchange()) {
            exchange.send(("GET /healthz HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n" + NEXT).repeat(3)
                    + "GET /agents HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
            assertEquals(8, exchange.readAll().split("HTTP/1.1 200 ", -1).length);
        }
    }
}
