package dev.agentkeys.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentkeys.testsupport.RawExchange;
import dev.agentkeys.testsupport.RawHttp2;
import io.netty.handler.codec.http2.Http2Error;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The service refuses a request that a proxy may read in another way, and closes the connection. */
@QuarkusTest
class RefusedRequestTest {

    private static final String HEAD = "POST /agent_api_keys/verify HTTP/1.1\r\nContent-Type: application/json\r\n";
    private static final String NEXT = "GET /agents HTTP/1.1\r\nHost: localhost\r\n\r\n";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\r\n",
                "Host: localhost\r\nHost: localhost\r\n\r\n",
                "Host: localhost\r\nHost: other\r\n\r\n",
                "Host: localhost, other\r\n\r\n",
                "Host: localhost/agents\r\n\r\n",
                "Host: user@localhost\r\n\r\n"
            })
    void refusesARequestWithoutOneClearHost(String rest) {
        assertRefused(400, HEAD + rest);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
                "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
                "Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}",
                "Content-Length: +2\r\n\r\n{}",
                "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding: identity, chunked\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding: gzip\r\n\r\n",
                "Transfer-Encoding: identity\r\n\r\n",
                "Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding:\r\n\r\n",
                "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n"
            })
    void refusesARequestOfUnclearLength(String rest) {
        assertRefused(400, HEAD + "Host: localhost\r\n" + rest);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2;a=\"\r\n{}\r\n0\r\n\r\n",
                "2;a=\"\n\"\r\n{}\r\n0\r\n\r\n",
                "100000002\r\n{}\r\n0\r\n\r\n",
                "ffffffffffffffff2\r\n{}\r\n0\r\n\r\n",
                "-2\r\n{}\r\n0\r\n\r\n",
                "0x2\r\n{}\r\n0\r\n\r\n",
                "\r\n{}\r\n0\r\n\r\n",
                "2\n{}\r\n0\r\n\r\n",
                "2\r\n{}xx0\r\n\r\n"
            })
    void refusesInvalidChunks(String body) {
        assertRefused(400, HEAD + "Host: localhost\r\nTransfer-Encoding: chunked\r\n\r\n" + body);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /agents HTTP/1.0\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "GET /agents HTTP/1.1\r\nHost: localhost\r\nSec-WebSocket-Key1: 1\r\nSec-WebSocket-Key2: 2\r\n\r\n12345678",
                "GET /agents HTTP/1.1\r\nHost: localhost\r\nX Y: z\r\n\r\n",
                "nonsense\r\n\r\n"
            })
    void refusesARequestThatBreaksTheSyntaxOfHttp11(String request) {
        assertRefused(400, request);
    }

    @ParameterizedTest
    @CsvSource({"17000, 10, 414", "10, 21000, 431"})
    void refusesAHeadThatIsTooLong(int pathLength, int headerLength, int status) {
        assertRefused(
                status,
                "GET /" + "x".repeat(pathLength) + " HTTP/1.1\r\nHost: localhost\r\nX: " + "y".repeat(headerLength)
                        + "\r\n\r\n");
    }

    @Test
    void answersTheEarlierRequestsOfTheConnectionFirst() {
        try (var exchange = new RawExchange()) {
            exchange.send(NEXT + NEXT + "GET /agents HTTP/1.1\r\n\r\n" + NEXT);
            var answers = exchange.readAll();

            assertEquals(3, answers.split("HTTP/1.1 200 ", -1).length, answers);
            assertEquals(2, answers.split("HTTP/1.1 400 ", -1).length, answers);
            assertTrue(answers.indexOf(" 400 ") > answers.lastIndexOf(" 200 "), answers);
        }
    }

    @Test
    void acceptsEachHostThatHttpAllows() {
        for (var host : new String[] {"", "localhost", "localhost:8080", "[::1]:8080", "a_b.example", "%61"}) {
            try (var exchange = new RawExchange()) {
                exchange.send("GET /agents HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n");
                assertTrue(exchange.readAll().startsWith("HTTP/1.1 200 "), host);
            }
        }
        try (var exchange = new RawExchange()) {
            exchange.send("GET /agents HTTP/1.0\r\n\r\n");
            assertTrue(exchange.readAll().contains(" 200 OK"));
        }
    }

    @Test
    void refusesAHeadOfHttp2ThatNeverEnds() {
        try (var exchange = new RawHttp2()) {
            assertEquals(Http2Error.ENHANCE_YOUR_CALM.code(), exchange.continueHeadUntilRefused("GET", "/agents"));
        }
    }

    private static void assertRefused(int status, String request) {
        try (var exchange = new RawExchange()) {
            exchange.send(request + NEXT);
            var answer = exchange.readAll();

            assertTrue(answer.startsWith("HTTP/1.1 " + status + " "), answer);
            assertTrue(answer.contains("\r\nconnection: close\r\n"), answer);
            assertTrue(answer.contains("\r\ncontent-type: application/json\r\n"), answer);
            assertTrue(answer.substring(answer.indexOf("\r\n\r\n")).startsWith("\r\n\r\n{\"detail\":\""), answer);
            assertFalse(answer.contains(" 200 "), answer);
        }
    }
}
