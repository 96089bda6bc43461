package dev.agentkeys.http.protocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentkeys.testsupport.Api;
import dev.agentkeys.testsupport.CapturedLog;
import dev.agentkeys.testsupport.RawAgent;
import dev.agentkeys.testsupport.RawExchange;
import dev.agentkeys.testsupport.RawHttp2;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/**
 * If a caller or an agent breaks the rules of HTTP, the caller gets a documented answer, or its connection closes. The
 * log has no error because of that.
 */
@QuarkusTest
class ProtocolFailuresTest {

    private static final String HOST = "Host: localhost\r\n";
    private static final String JSON =
            "POST /agent_api_keys HTTP/1.1\r\n" + HOST + "Content-Type: application/json\r\n";
    private static final Pattern DOCUMENTED =
            Pattern.compile("\\{\"detail\":\"[^\"]*\"}|\\{\"message\":\"[^\"]*\",\"code\":\\d+,\"data\":null}");

    private static CapturedLog log;

    @BeforeAll
    static void listen() {
        log = new CapturedLog();
    }

    @AfterAll
    static void findNoErrorAndNoStackTrace() {
        log.close();
        assertEquals(List.of(), log.alarms());
    }

    @Test
    void answersRequestLinesThatCannotBeServed() {
        all(
                answers(400, "nonsense\r\n\r\n"),
                answers(400, "EHLO example\r\n\r\n"),
                answers(400, "GET /agents\r\n\r\n"),
                answers(400, "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003\r\n\r\n"),
                answers(400, "P\u0000\u0001\r\n\r\n"),
                answers(400, "G@T /agents HTTP/1.1\r\n" + HOST + "\r\n"),
                answers(405, "get /agents HTTP/1.1\r\n" + HOST + "Connection: close\r\n\r\n"),
                answers(405, "TRACE /agents HTTP/1.1\r\n" + HOST + "Connection: close\r\n\r\n"),
                answers(501, "CONNECT localhost:80 HTTP/1.1\r\n" + HOST + "\r\n"),
                answers(505, "GET /agents HTTP/1.2\r\n" + HOST + "\r\n"),
                answers(505, "GET /agents HTTP/2.0\r\n" + HOST + "\r\n"),
                answers(505, "GET /agents HTTP/0.9\r\n" + HOST + "\r\n"),
                answers(505, "GET /agents ICY/1.1\r\n" + HOST + "\r\n"),
                answers(505, "PRI * HTTP/2.0\r\n" + HOST + "\r\nXX\r\n\r\n"),
                answers(404, get("localhost:80")),
                answers(404, get("nowhere")),
                answers(404, get("*")),
                answers(404, get("http://localhost/nowhere")),
                answers(400, get("http://other/agents")),
                answers(400, get("http://user@localhost/agents")),
                answers(400, get("ftp://localhost/agents")),
                answers(400, get("nowhere?x=://y/agents")),
                answers(400, get("/agents/\u0001")),
                answers(400, get("/agents/name/\u00fc")),
                answers(400, get("/agents#x")),
                answers(400, get("/agents/%zz")),
                answers(400, get("/agents/%")),
                answers(400, get("/nowhere/%zz")),
                answers(400, get("/swagger/%zz")),
                answers(400, get("/openapi?format=%zz")),
                answers(400, get("/agents?limit=%zz")),
                answers(400, get("/agents?limit={1}")),
                answers(400, get("//")),
                answers(400, get("/agents?limit=1&limit=2")),
                answers(400, get("/agents/forward/name/a/%zz")),
                answers(414, get("/" + "x".repeat(17_000))));
    }

    @Test
    void servesATargetInAbsoluteForm() {
        for (var target : List.of("http://localhost/healthz", "HTTP://LOCALHOST/healthz?x=://y", "https://localhost")) {
            try (var exchange = new RawExchange()) {
                exchange.send(get(target));
                assertTrue(exchange.readAll().startsWith("HTTP/1.1 200 "), target);
            }
        }
    }

    @Test
    void answersHeadersThatCannotBeServed() {
        all(
                answers(400, "GET /agents HTTP/1.1\r\n\r\n"),
                answers(400, head("Host: a:b")),
                answers(400, head("Host: a:99999")),
                answers(400, head("Host: a:1:2")),
                answers(400, head("Host: [")),
                answers(400, head("Host: %zz")),
                answers(400, head(HOST + "nocolon")),
                answers(400, head(HOST + ": no name")),
                answers(400, head(HOST + "X\u0001: 1")),
                answers(400, head(HOST + "X: a\u0000b")),
                answers(400, head(HOST + "X: a\rb")),
                answers(431, head(HOST + "X: " + "y".repeat(21_000))),
                answers(431, head(HOST + "X: y\r\n".repeat(9_000))),
                answers(406, head(HOST + "Accept: ;;;,,//")),
                answers(406, head(HOST + "Accept: " + ",a/b".repeat(3_000))),
                answers(
                        415,
                        JSON.replace("application/json", ";;;") + "Connection: close\r\nContent-Length: 2\r\n\r\n{}"));
    }

    @Test
    void answersBodiesThatCannotBeRead() {
        all(
                answers(400, JSON + "Content-Length: x\r\n\r\n"),
                answers(400, JSON + "Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n"),
                answers(400, JSON + "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n: x\r\n\r\n"),
                answers(
                        404,
                        "POST /nowhere HTTP/1.1\r\n" + HOST
                                + "Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n"));
    }

    @Test
    void survivesConnectionsThatEndInTheMiddle() {
        var forwarded = JSON.replace("/agent_api_keys", "/agents/forward/name/a/x")
                + "X-Hub-Signature-256: sha256=00\r\nContent-Length: 100\r\n\r\n{";
        for (var part : List.of(
                "",
                "G",
                "PRI * HT",
                "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
                "GET /agents HTT",
                "GET /agents HTTP/1.1\r\nHost",
                JSON + "Content-Length: 100\r\n\r\n{",
                JSON + "Transfer-Encoding: chunked\r\n\r\n5\r\n{",
                forwarded)) {
            try (var exchange = new RawExchange()) {
                exchange.send(part);
                exchange.endOutput();
                var answer = exchange.readAll();
                // The service may refuse a request to an agent by its head, before it sees the end of the connection.
                assertTrue(
                        !answer.contains("HTTP/") || part.equals(forwarded) && answer.startsWith("HTTP/1.1 4"), part);
            }
            try (var exchange = new RawExchange()) {
                exchange.send(part);
                exchange.reset();
            }
        }
    }

    @Test
    void answersRequestsOfHttp2ThatCannotBeServed() {
        all(
                answers(501, Map.of(":method", "CONNECT", ":authority", "localhost:80"), true),
                answers(501, Map.of(":method", "CONNECT", ":authority", "localhost:80"), false),
                answers(501, http2(":method", "CONNECT", ":protocol", "websocket"), false),
                answers(400, http2(":method", "G@T"), true),
                answers(400, http2(":scheme", "ftp"), true),
                answers(400, Map.of(":method", "GET", ":scheme", "http", ":path", "/agents"), true),
                answers(400, Map.of(":method", "POST", ":scheme", "http", ":path", "/agents"), false),
                answers(400, http2(":authority", "a@b"), true),
                answers(400, http2(":authority", "a:1:2"), true),
                answers(400, http2("host", "other"), true),
                answers(400, http2(":path", "http://localhost/agents"), true),
                answers(400, http2(":path", "/agents#x"), true),
                answers(400, http2(":path", "/agents/%zz"), true),
                answers(404, http2(":path", "nowhere"), true),
                answers(404, http2(":path", "*"), true),
                answers(405, http2(":method", "TRACE"), true));
    }

    @Test
    void endsStreamsAndConnectionsThatBreakTheRulesOfHttp2() {
        all(
                ends(http2(":path", "")),
                ends(http2("X-Upper", "1")),
                ends(http2("connection", "close")),
                ends(http2(":unknown", "1")),
                ends(http2("content-length", "x")),
                ends(Map.of(":scheme", "http", ":authority", "localhost", ":path", "/agents")),
                () -> ends(6, 0, new byte[1]),
                () -> ends(1, 1, new byte[] {-1, -1, -1, -1, -1, -1}),
                () -> ends(0, 5, new byte[1]),
                () -> ends(5, 1, new byte[] {0, 0, 0, 2}),
                () -> ends(8, 0, new byte[] {127, -1, -1, -1}),
                () -> ends(9, 1, new byte[0]));
        for (var settings : List.of(
                "\u0000\u0000\u0008\u0006\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000",
                "\u0000\u0000\u0006\u0004\u0000\u0000\u0000\u0000\u0000\u0000\u0002\u0000\u0000\u0000\u0007",
                "\u0000\u0000\u0002\u0004\u0000\u0000\u0000\u0000\u0000\u0000\u0002",
                "\u0000\u0000\u0000\u0004\u0000\u0000\u0000\u0000\u0003")) {
            try (var exchange = new RawExchange()) {
                exchange.send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + settings);
                exchange.readUntilClosed();
            }
        }
    }

    @Test
    void passesNoAnswerOnThatBreaksTheProtocol() {
        for (var answer : List.of(
                "nonsense\r\n\r\n",
                "<html>of another time</html>\r\n\r\n",
                "\u0016\u0003\u0001\u0002\u0000\r\n\r\n",
                "HTTP/0.9 200 OK\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 2x0 OK\r\n\r\n",
                "HTTP/1.1 200 O\u0001K\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nok",
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok, and much more\r\n\r\n",
                "HTTP/1.1 200 OK\r\nX: a\u0001\u007fb\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 200 OK\r\n: no name\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nX: " + "y".repeat(70_000) + "\r\n\r\n",
                "HTTP/1.1 200 OK\r\n" + "X: y\r\n".repeat(20_000) + "\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nok\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok, and more\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n: x\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nX: \u0001\r\n\r\n",
                "HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\nhello",
                "HTTP/1.1 304 Not Modified\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n",
                "HTTP/1.1 100 Continue\r\n\r\n".repeat(1_000) + "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
                "HTTP/1.1 103 Early Hints\r\n\r\n".repeat(1_000) + "nonsense\r\n\r\n")) {
            for (var when : RawAgent.When.values()) {
                call(answer, when);
            }
        }
    }

    private static void call(String answer, RawAgent.When when) {
        try (var raw = new RawAgent(answer, when)) {
            var agent = raw.register();
            // An agent that sends bytes unasked answers only the first request of a connection.
            for (int i = 0; i < (when == RawAgent.When.CALLED ? 1 : 2); i++) {
                var got = call(agent);
                if (got.startsWith("HTTP/1.1 5")) {
                    assertDocumented(got);
                }
            }
        }
    }

    private static String call(Api.RegisteredAgent agent) {
        try (var exchange = new RawExchange()) {
            exchange.send("POST /agents/forward/name/" + agent.name() + "/x HTTP/1.1\r\n" + HOST + "X-Agent-API-Key: "
                    + agent.internalKey() + "\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}");
            return exchange.readAll();
        }
    }

    private static String get(String target) {
        return "GET " + target + " HTTP/1.1\r\n" + HOST + "Connection: close\r\n\r\n";
    }

    private static String head(String headers) {
        return "GET /agents HTTP/1.1\r\nConnection: close\r\n" + headers + "\r\n\r\n";
    }

    private static Map<String, String> http2(String... changes) {
        var head = new TreeMap<>(
                Map.of(":method", "GET", ":scheme", "http", ":authority", "localhost", ":path", "/agents"));
        for (int i = 0; i < changes.length; i += 2) {
            head.put(changes[i], changes[i + 1]);
        }
        return head;
    }

    private static Executable answers(int status, String request) {
        return () -> {
            try (var exchange = new RawExchange()) {
                exchange.send(request);
                var answer = exchange.readAll();
                assertTrue(answer.startsWith("HTTP/1.1 " + status + " "), shown(request) + ": " + answer);
                assertDocumented(answer);
            }
        };
    }

    private static Executable answers(int status, Map<String, String> head, boolean whole) {
        return () -> {
            try (var exchange = new RawHttp2()) {
                exchange.sendHead(head, whole);
                var answer = exchange.readAnswer();
                assertTrue(answer.startsWith(status + " "), head + ": " + answer);
                assertTrue(DOCUMENTED.matcher(answer.substring(4)).matches(), head + ": " + answer);
            }
        };
    }

    private static Executable ends(Map<String, String> head) {
        return () -> {
            try (var exchange = new RawHttp2()) {
                exchange.sendHead(head, true);
                assertEquals("reset", exchange.readAnswer(), head::toString);
            }
        };
    }

    private static void ends(int frame, int stream, byte[] payload) {
        try (var exchange = new RawHttp2()) {
            exchange.sendFrame(frame, 4, stream, payload);
            assertEquals("closed", exchange.readAnswer(), "frame " + frame);
        }
    }

    private static void assertDocumented(String answer) {
        var body = answer.substring(answer.indexOf("\r\n\r\n") + 4);
        assertTrue(DOCUMENTED.matcher(body).matches(), answer);
    }

    private static void all(Executable... checks) {
        assertAll(Stream.of(checks));
    }

    private static String shown(String request) {
        return new String(request.getBytes(ISO_8859_1), ISO_8859_1).substring(0, Math.min(80, request.length()));
    }
}
