package dev.agentkeys.forwarding;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentkeys.testsupport.AgentServer;
import dev.agentkeys.testsupport.Api.RegisteredAgent;
import dev.agentkeys.testsupport.RawExchange;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Bodies stream in both directions, and a call ends when its caller closes the connection. */
@QuarkusTest
class StreamingTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private AgentServer server;
    private RegisteredAgent agent;

    @BeforeEach
    void start() {
        server = new AgentServer();
        agent = server.register();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void passesTheHeadOnBeforeTheBodyComes() {
        try (var exchange = open("GET", "hold", "")) {
            var held = held();
            server.run(() ->
                    held.response().setChunked(true).putHeader("X-Early", "yes").write(Buffer.buffer()));

            var head = exchange.readUntil("\r\n\r\n");

            assertTrue(head.startsWith("HTTP/1.1 200 "), head);
            assertTrue(head.contains("X-Early: yes"), head);
        }
    }

    @Test
    void passesEachEventOnBeforeTheNextIsSent() {
        try (var exchange = open("GET", "hold", "Accept: text/event-stream\r\n")) {
            var response = held().response();
            server.run(() -> response.setChunked(true)
                    .putHeader("Content-Type", "text/event-stream")
                    .write("data: first\n\n"));
            exchange.readUntil("data: first\n\n");

            server.run(() -> response.write("data: second\n\n"));
            exchange.readUntil("data: second\n\n");

            server.run(response::end);
            exchange.readUntil("\r\n0\r\n\r\n");
        }
    }

    @Test
    void passesEachPieceOfARequestOnBeforeTheNextIsSent() {
        var arrived = Collections.synchronizedList(new ArrayList<String>());
        try (var exchange = open("POST", "hold", "Transfer-Encoding: chunked\r\n")) {
            exchange.send("5\r\nfirst\r\n");
            var held = held();
            server.run(() -> held.handler(piece -> arrived.add(piece.toString()))
                    .endHandler(end -> held.response().end("thanks"))
                    .resume());
            await().atMost(TIMEOUT).until(() -> arrived.contains("first"));

            exchange.send("6\r\nsecond\r\n");
            await().atMost(TIMEOUT).until(() -> arrived.contains("second"));

            exchange.send("0\r\n\r\n");
            assertTrue(exchange.readUntil("thanks").startsWith("HTTP/1.1 200 "));
        }
    }

    @Test
    void doesNotLimitBodies() throws Exception {
        byte[] large = new byte[3_000_000];
        BodyPublisher ofUnknownLength = BodyPublishers.fromPublisher(BodyPublishers.ofByteArray(large));

        for (var body : List.of(BodyPublishers.ofByteArray(large), ofUnknownLength)) {
            var answer = client.send(request("count").POST(body).build(), BodyHandlers.ofString());
            assertEquals("200 3000000", answer.statusCode() + " " + answer.body());
        }
        var poured = client.send(request("pour?bytes=5000000").build(), BodyHandlers.ofByteArray());
        assertEquals(5_000_000, poured.body().length);
    }

    @Test
    void keepsCompressedBytesAsTheyAre() throws Exception {
        var compressed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(compressed)) {
            gzip.write("the agent's own words".repeat(100).getBytes(UTF_8));
        }
        var answer = client.sendAsync(
                request("hold").header("Accept-Encoding", "gzip").build(), BodyHandlers.ofByteArray());
        var held = held();
        assertEquals("gzip", held.getHeader("Accept-Encoding"));
        server.run(() ->
                held.response().putHeader("Content-Encoding", "gzip").end(Buffer.buffer(compressed.toByteArray())));

        assertEquals(
                "gzip", answer.get().headers().firstValue("Content-Encoding").orElseThrow());
        assertArrayEquals(compressed.toByteArray(), answer.get().body());
    }

    @Test
    void cancelsTheCallOfACallerThatGoesAwayWhileTheAgentIsSilent() {
        var exchange = open("GET", "hold", "");
        held();
        exchange.close();

        await().atMost(TIMEOUT).until(() -> server.abandoned().contains("/hold"));
    }

    @Test
    void cancelsTheCallOfACallerThatGoesAwayDuringTheAnswer() throws Exception {
        HttpResponse<InputStream> answer = client.send(request("endless").build(), BodyHandlers.ofInputStream());
        assertEquals(100_000, answer.body().readNBytes(100_000).length);
        assertFalse(server.abandoned().contains("/endless"));
        answer.body().close();

        await().atMost(TIMEOUT).until(() -> server.abandoned().contains("/endless"));
    }

    @Test
    void cancelsTheCallOfACallerThatGoesAwayDuringItsRequest() {
        var exchange = open("POST", "hold", "Content-Length: 100\r\n");
        exchange.send("only this");
        held();
        exchange.close();

        await().atMost(TIMEOUT).until(() -> server.abandoned().contains("/hold"));
    }

    @Test
    void asksForTheBodyOfAnAuthenticatedCaller() {
        try (var exchange = open("POST", "echo", "Expect: 100-continue\r\nContent-Length: 5\r\n")) {
            assertTrue(exchange.readUntil("\r\n\r\n").startsWith("HTTP/1.1 100 "));
            exchange.send("hello");
            assertTrue(exchange.readUntil("\"body\":\"hello\"}").startsWith("HTTP/1.1 200 "));
        }
    }

    @Test
    void doesNotAskForTheBodyOfARefusedCaller() {
        try (var exchange = new RawExchange()) {
            exchange.send("POST /agents/forward/name/" + agent.name() + "/echo HTTP/1.1\r\nHost: localhost\r\n"
                    + "Expect: 100-continue\r\nContent-Length: 5\r\n\r\n");

            var head = exchange.readUntil("\r\n\r\n");
            assertTrue(head.startsWith("HTTP/1.1 403 "), head);
            assertTrue(
                    head.contains("\r\nconnection: close\r\n"),
                    "the next bytes may be the body, so the connection must close: " + head);
            assertTrue(
                    exchange.readAll().endsWith("forward request.\"}"),
                    "the connection did not close after the answer");
        }
    }

    @Test
    void readsWhatARefusedCallerStillSends() {
        for (var connection : List.of("close", "keep-alive")) {
            try (var exchange = new RawExchange()) {
                exchange.send("POST /agents/forward/name/" + agent.name() + "/echo HTTP/1.1\r\nHost: localhost\r\n"
                        + "Connection: " + connection + "\r\nContent-Length: 20000000\r\n\r\n");
                exchange.send("x".repeat(20_000_000)); // More than the buffers between client and service can hold.

                var answer = exchange.readAll();

                assertTrue(answer.startsWith("HTTP/1.1 403 "), answer);
                assertTrue(answer.endsWith("forward request.\"}"), answer);
            }
        }
    }

    @Test
    void passesOnAnAnswerThatComesBeforeTheWholeBody() {
        try (var exchange = open("POST", "hold", "Content-Length: 100\r\n")) {
            exchange.send("only this");
            var held = held();
            server.run(() -> held.response().setStatusCode(413).end("too much"));

            var answer = exchange.readUntil("too much");
            assertTrue(answer.startsWith("HTTP/1.1 413 "), answer);
            assertTrue(answer.contains("\r\nconnection: close\r\n"), answer);
            exchange.send("x".repeat(91));
            assertEquals("", exchange.readAll(), "the service answered twice");
        }
    }

    @Test
    void keepsTheConnectionOfARefusedCallerWithoutBody() {
        try (var exchange = new RawExchange()) {
            for (int i = 0; i < 2; i++) {
                exchange.send("GET /agents/forward/name/" + agent.name() + "/echo HTTP/1.1\r\nHost: localhost\r\n\r\n");
                var answer = exchange.readUntil("forward request.\"}");
                assertTrue(answer.startsWith("HTTP/1.1 403 "), answer);
                assertFalse(answer.contains("connection: close"), answer);
            }
        }
    }

    @Test
    void keepsTheConnectionOfItsCaller() {
        try (var exchange = new RawExchange()) {
            for (int i = 0; i < 3; i++) {
                exchange.send(head("GET", "echo" + "?n=" + i, ""));
                assertTrue(exchange.readUntil("\"body\":\"\"}").contains("echo?n=" + i));
            }
        }
    }

    @Test
    void breaksOffTheAnswerWhenTheAgentDoes() {
        try (var exchange = open("GET", "break", "")) {
            var answer = exchange.readAll();
            assertTrue(answer.endsWith("only this"), answer);
            assertTrue(answer.contains("Content-Length: 100"), answer);
        }
    }

    private RawExchange open(String method, String path, String headers) {
        var exchange = new RawExchange();
        exchange.send(head(method, path, headers));
        return exchange;
    }

    private String head(String method, String path, String headers) {
        return method + " /agents/forward/name/" + agent.name() + "/" + path
                + " HTTP/1.1\r\nHost: localhost\r\nX-Agent-API-Key: " + agent.internalKey() + "\r\n" + headers + "\r\n";
    }

    private HttpRequest.Builder request(String path) throws IOException {
        return HttpRequest.newBuilder(URI.create(
                        "http://127.0.0.1:" + RestAssured.port + "/agents/forward/name/" + agent.name() + "/" + path))
                .timeout(TIMEOUT)
                .header("X-Agent-API-Key", agent.internalKey());
    }

    private HttpServerRequest held() {
        await().atMost(TIMEOUT).until(() -> !server.held().isEmpty());
        return server.held().get(0);
    }
}
