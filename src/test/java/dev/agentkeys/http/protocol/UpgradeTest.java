package dev.agentkeys.http.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentkeys.testsupport.RawExchange;
import dev.agentkeys.testsupport.RawHttp2;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** If a request asks for another protocol, the service answers over the protocol of the request. */
@QuarkusTest
class UpgradeTest {

    private static final String SETTINGS = "AAMAAABkAARAAAAAAAIAAAAA";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: " + SETTINGS,
                "Connection: upgrade\r\nConnection: http2-settings\r\nupgrade: H2C\r\nhttp2-settings: " + SETTINGS,
                "Connection: Upgrade\r\nUpgrade: h2c\r\nHTTP2-Settings: " + SETTINGS,
                "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c",
                "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: nonsense",
                "Upgrade: h2c",
                "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
                "Connection: Upgrade\r\nUpgrade: TLS/1.0, h2c"
            })
    void ignoresTheHeadersAndKeepsTheConnection(String headers) {
        try (var exchange = new RawExchange()) {
            for (int i = 0; i < 2; i++) {
                exchange.send("GET /agents?limit=1 HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n\r\n");
                assertAnswered200(exchange.readUntil("\r\n\r\n"), exchange);
            }
        }
    }

    @Test
    void ignoresTheHeadersOfARequestWithABody() {
        try (var exchange = new RawExchange()) {
            exchange.send("POST /agent_api_keys/verify HTTP/1.1\r\nHost: localhost\r\n"
                    + "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: " + SETTINGS
                    + "\r\nContent-Type: application/json\r\nContent-Length: 18\r\n\r\n{\"api_key\":");
            exchange.send("\"none\"}");
            assertAnswered200(exchange.readUntil("\r\n\r\n"), exchange);
        }
    }

    @Test
    void ignoresTheHeadersInWhateverPacketsTheRequestComes() {
        try (var exchange = new RawExchange()) {
            var request = "PRIZE /agents HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade, HTTP2-Settings\r\n"
                    + "Upgrade: h2c\r\nHTTP2-Settings: " + SETTINGS + "\r\n\r\n";
            for (var part : request.split("")) {
                exchange.send(part);
            }
            assertTrue(exchange.readUntil("\r\n\r\n").startsWith("HTTP/1.1 405 "));
        }
    }

    @Test
    void servesAClientThatBeginsWithHttp2() {
        try (var exchange = new RawHttp2()) {
            exchange.send("GET", "/agents", Map.of(), true);
            assertEquals(200, exchange.readStatus());
        }
    }

    @Test
    void leavesTheClientOfTheJdkAtHttp1() throws Exception {
        var client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_2)
                .connectTimeout(Duration.ofSeconds(10))
                .build();
        var request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + RestAssured.port + "/agent_api_keys/verify"))
                .header("Content-Type", "application/json")
                .timeout(Duration.ofSeconds(10))
                .POST(BodyPublishers.ofString("{\"api_key\":\"none\"}"))
                .build();
        for (int i = 0; i < 2; i++) {
            var answer = client.send(request, BodyHandlers.ofString());
            assertEquals(200, answer.statusCode());
            assertEquals(HttpClient.Version.HTTP_1_1, answer.version());
        }
    }

    private static void assertAnswered200(String head, RawExchange exchange) {
        assertTrue(head.startsWith("HTTP/1.1 200 "), head);
        assertFalse(head.toLowerCase(Locale.ROOT).contains("upgrade"), head);
        int length = Integer.parseInt(
                head.toLowerCase(Locale.ROOT).split("content-length: ")[1].split("\r\n")[0]);
        exchange.read(length);
    }
}
