package dev.agentkeys.http.connection;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentkeys.testsupport.OwnDatabase;
import dev.agentkeys.testsupport.PackagedApplication;
import dev.agentkeys.testsupport.RawExchange;
import dev.agentkeys.testsupport.RawHttp2;
import dev.agentkeys.testsupport.ServiceProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** The service ends connections and bodies that never finish. Until then they keep no other caller out. */
class HostileConnectionsIT {

    /** Connections of each kind. With 64 KB each, the bodies of one kind alone take a third of the heap. */
    private static final int CONNECTIONS = 300;

    private static final int STREAMS = 50;
    private static final int UNREAD_STREAMS = 20;
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private static final String POST =
            "POST /agents/register HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";
    private static final String HALF_A_HEAD = POST + "X-Long: " + "x".repeat(3000);
    private static final String HALF_A_BODY = POST + "Content-Length: 65000\r\n\r\n" + "x".repeat(64_900);
    private static final String TINY_CHUNKS = POST + "Transfer-Encoding: chunked\r\n\r\n" + "1\r\nx\r\n".repeat(2000);
    private static final String HTTP2 = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
    private static final int HALF_A_FRAME = 16_000;
    private static final String GET = "GET /openapi.json HTTP/1.1\r\nHost: localhost\r\n\r\n";

    private static OwnDatabase database;
    private static ServiceProcess service;
    private static String agentId;

    @BeforeAll
    static void start() {
        database = OwnDatabase.migrated();
        service = ServiceProcess.start(
                Map.of(
                        "DATABASE_URL", database.url(),
                        "AGENTKEYS_KEY_RING", PackagedApplication.KEY_RING,
                        "AGENTKEYS_HTTP_BODY_TIMEOUT", "5s",
                        "AGENTKEYS_HTTP_HEAD_TIMEOUT", "5s",
                        "AGENTKEYS_HTTP_IDLE_TIMEOUT", "6s",
                        "AGENTKEYS_HTTP_BODY_MEMORY", "24M",
                        "AGENTKEYS_HTTP_ANSWER_MEMORY", "8M"),
                "-Xmx80m");
        agentId = service.client().registerAgent().id();
    }

    @AfterAll
    static void stop() {
        service.close();
        database.close();
    }

    /** Tests all cases at once, because each takes as long as the timeout. */
    @Test
    void requestsThatStallAreAnswered408() {
        try (var http2 = new RawHttp2(port());
                var head = connect();
                var body = connect();
                var chunks = connect()) {
            http2.send("POST", "/agents/register", Map.of("content-type", "application/json"), false);
            head.send(HALF_A_HEAD);
            body.send(POST + "Content-Length: 100\r\n\r\n{");
            chunks.send(POST + "Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n");

            assertTrue(head.readAll().startsWith("HTTP/1.1 408 Request Timeout\r\n"));
            for (var exchange : List.of(body, chunks)) {
                var answer = exchange.readAll();
                assertTrue(answer.startsWith("HTTP/1.1 408 "), answer);
                assertTrue(answer.endsWith("{\"message\":\"Request Timeout\",\"code\":408,\"data\":null}"), answer);
            }
            assertEquals(408, http2.readStatus());
            http2.awaitReset();
        }
    }

    @Test
    void connectionsWithoutARequestUnderWayEnd() {
        var bodyWithoutEnd = "GET /openapi.json HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nx";
        var exchanges = Stream.of("", "\r\n", "G", HTTP2, GET, bodyWithoutEnd)
                .map(sent -> {
                    var exchange = connect();
                    exchange.send(sent);
                    return exchange;
                })
                .toList();
        try {
            exchanges.subList(0, 4).forEach(RawExchange::readAll);
            for (var served : exchanges.subList(4, 6)) {
                assertTrue(served.readAll().startsWith("HTTP/1.1 200 "));
            }
        } finally {
            exchanges.forEach(RawExchange::close);
        }
    }

    @Test
    void aBodyOfTinyChunksIsAnswered400() {
        try (var exchange = connect()) {
            exchange.send(TINY_CHUNKS);

            var answer = exchange.readUntilClosed();
            assertTrue(answer.startsWith("HTTP/1.1 400 "), answer);
            assertTrue(answer.contains("The body has too many tiny chunks."), answer);
        }
    }

    @Test
    void aClientThatReadsNoAnswersIsCutOff() {
        int requests = 20_000;
        try (var exchange = connect()) {
            exchange.sendUnlessClosed(GET.repeat(requests));

            assertTrue(exchange.readUntilClosed().split("HTTP/1.1 200 ").length < requests);
        }
        assertTrue(service.isAlive(), service::output);
    }

    @Test
    void aClientThatOpensNoWindowIsServedNoMoreAndCutOff() {
        try (var exchange = connect()) {
            exchange.send(unreadStreams());

            var read = exchange.readUntilClosed();
            int refused = 2 * 16 + 1; // The id of the seventeenth stream.
            assertTrue(read.contains("\0\0\4\3\0\0\0\0" + (char) refused + "\0\0\0\7"), read);
        }
    }

    /** Runs twice, because the second run needs the memory of the first one again. */
    @RepeatedTest(2)
    void manyAtOnceKeepNoCallerOut() {
        var hostile = new ArrayList<RawExchange>();
        try {
            for (int i = 0; i < CONNECTIONS; i++) {
                for (var sent : List.of(
                        "",
                        HALF_A_HEAD,
                        HALF_A_BODY,
                        TINY_CHUNKS,
                        halfAFrame(),
                        unreadStreams(),
                        "POST",
                        manyStreams())) {
                    var exchange = connect();
                    hostile.add(exchange);
                    exchange.sendUnlessClosed(sent);
                }
                if (i % 10 == 0) {
                    assertCallersAreServed("during-" + i);
                }
                int trickling = hostile.size() - 2;
                hostile.get(trickling).sendUnlessClosed(" ");
            }
            assertCallersAreServed("after");
            await().atMost(TIMEOUT).until(() -> hostile.stream().allMatch(RawExchange::isClosedByServer));
        } finally {
            hostile.forEach(RawExchange::close);
        }
        assertCallersAreServed("at-the-end");
        assertTrue(service.isAlive(), service::output);
        assertFalse(service.output().contains("OutOfMemory"), service::output);
    }

    private static void assertCallersAreServed(String name) {
        var answer = service.client()
                .createKey(
                        Map.of("agent_id", agentId, "name", name + System.nanoTime(), "ignored", "y".repeat(20_000)));
        assertEquals(200, answer.statusCode(), answer.body());
        assertEquals(200, service.management().get("/q/health/live").statusCode());
        assertEquals(200, service.management().get("/q/health/ready").statusCode());
    }

    /** Requests of HTTP/2 on one connection, each with a part of a body. */
    private static String manyStreams() {
        var bytes = new StringBuilder(HTTP2).append(frame(4, 0, 0, ""));
        var head = head("POST", "/agents/register");
        for (int i = 0; i < STREAMS; i++) {
            int stream = 2 * i + 1;
            bytes.append(frame(1, 4, stream, head)).append(frame(0, 0, stream, "x".repeat(1000)));
        }
        return bytes.toString();
    }

    /** A request of HTTP/2 whose body begins with a frame that does not end. */
    private static String halfAFrame() {
        return HTTP2
                + frame(4, 0, 0, "")
                + frame(1, 4, 1, head("POST", "/agents/register"))
                + frame(0, 0, 1, "x".repeat(HALF_A_FRAME + 1)).substring(0, HALF_A_FRAME);
    }

    /** Requests of HTTP/2 on one connection, whose client opens no window for the answers. */
    private static String unreadStreams() {
        var bytes = new StringBuilder(HTTP2).append(frame(4, 0, 0, "\0\4\0\0\0\0"));
        for (int i = 0; i < UNREAD_STREAMS; i++) {
            bytes.append(frame(1, 5, 2 * i + 1, head("GET", "/openapi.json")));
        }
        return bytes.toString();
    }

    private static String head(String method, String path) {
        return header(":method", method)
                + header(":scheme", "http")
                + header(":authority", "localhost")
                + header(":path", path)
                + header("content-type", "application/json");
    }

    private static String frame(int type, int flags, int stream, String payload) {
        int length = payload.length();
        var head = new byte[] {
            (byte) (length >> 16),
            (byte) (length >> 8),
            (byte) length,
            (byte) type,
            (byte) flags,
            (byte) (stream >> 24),
            (byte) (stream >> 16),
            (byte) (stream >> 8),
            (byte) stream
        };
        return new String(head, ISO_8859_1) + payload;
    }

    private static String header(String name, String value) {
        return "\0" + (char) name.length() + name + (char) value.length() + value;
    }

    private static RawExchange connect() {
        return new RawExchange(port());
    }

    private static int port() {
        return service.client().uri().getPort();
    }
}
