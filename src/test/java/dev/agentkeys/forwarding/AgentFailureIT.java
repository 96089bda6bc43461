package dev.agentkeys.forwarding;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentkeys.testsupport.AgentServer;
import dev.agentkeys.testsupport.Api.RegisteredAgent;
import dev.agentkeys.testsupport.Concurrently;
import dev.agentkeys.testsupport.ConfiguredService;
import dev.agentkeys.testsupport.RawAgent;
import dev.agentkeys.testsupport.RawExchange;
import dev.agentkeys.testsupport.SharedProcesses;
import io.restassured.response.Response;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A caller gets an error if its agent cannot be reached, does not answer, or has too many requests. Callers of other
 * agents wait no longer because of that.
 */
@ExtendWith(SharedProcesses.class)
class AgentFailureIT {

    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private AgentServer server;

    @BeforeAll
    static void start(ConfiguredService shared) {}

    @BeforeEach
    void startAgent() {
        server = new AgentServer();
    }

    @AfterEach
    void stopAgent() {
        server.close();
    }

    @Test
    void saysThatADeadAgentCannotBeReached() throws IOException {
        int port;
        try (var free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }

        unreachable(AgentServer.register("http://127.0.0.1:" + port));
        unreachable(AgentServer.register("http://nobody.invalid:" + port));
    }

    @Test
    void saysThatAnAgentThatClosesCannotBeReached() {
        var agent = server.register();

        call(agent, "hang-up")
                .then()
                .statusCode(502)
                .body(equalTo("{\"detail\":\"Agent " + agent.name() + " could not be reached.\"}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://169.254.169.254/latest",
                "http://127.0.0.1.example/",
                "http://metadata.google.internal/",
                "http://10.0.0.1/"
            })
    void callsNoAgentAtAnAddressThatIsNotAllowed(String url) {
        unreachable(AgentServer.register(url));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
                "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n",
                "HTTP/1.1 199 What\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 000 Nothing\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 600 Too much\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 999 Denied\r\nContent-Length: 0\r\n\r\n"
            })
    void refusesAnAnswerThatIsNotHttp(String answer) {
        try (var raw = new RawAgent(answer)) {
            var agent = raw.register();
            for (int i = 0; i < 3; i++) {
                call(agent, "x")
                        .then()
                        .statusCode(502)
                        .contentType("application/json")
                        .body(equalTo("{\"detail\":\"Agent " + agent.name() + " gave no usable answer.\"}"));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked, identity\r\n\r\n2\r\nok\r\n0\r\n\r\n"
            })
    void refusesAnAnswerOfUnclearLength(String answer) {
        try (var raw = new RawAgent("HTTP/1.1 200 OK\r\n" + answer)) {
            unreachable(raw.register());
        }
    }

    /**
     * The head of such an answer has already reached the caller when the framing of the body turns out to be invalid.
     */
    @ParameterizedTest
    @ValueSource(
            strings = {"2;a=\"\r\nok\r\n0\r\n\r\n", "2;a=\"\n\"\r\nok\r\n0\r\n\r\n", "100000002\r\nok\r\n0\r\n\r\n"})
    void breaksOffAnAnswerWithInvalidChunks(String body) {
        try (var raw = new RawAgent("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + body);
                var exchange = new RawExchange()) {
            var agent = raw.register();
            exchange.send("GET /agents/forward/name/" + agent.name() + "/x HTTP/1.1\r\nHost: localhost\r\n"
                    + "X-Agent-API-Key: " + agent.internalKey() + "\r\n\r\n");
            var answer = exchange.readAll();

            assertFalse(answer.contains("ok"), answer);
            assertFalse(answer.endsWith("0\r\n\r\n"), "half an answer looks whole: " + answer);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.1 100 Continue\r\n\r\n", "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n"})
    void waitsForTheFinalAnswerAfterAnInterimOne(String interim) {
        try (var raw = new RawAgent(interim + "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")) {
            var agent = raw.register();
            for (int i = 0; i < 3; i++) {
                call(agent, "x").then().statusCode(200).body(equalTo("ok"));
            }
        }
    }

    @Test
    void refusesAnAnswerWithControlCharactersInAHeader() {
        try (var raw = new RawAgent("HTTP/1.1 200 OK\r\nX-Bad: a\u0001\u007fb\r\nContent-Length: 0\r\n\r\n")) {
            var agent = raw.register();
            for (int i = 0; i < 3; i++) {
                call(agent, "x").then().statusCode(502);
            }
        }
    }

    @Test
    void refusesAnAnswerWithAHeaderWithoutName() {
        try (var raw = new RawAgent("HTTP/1.1 200 OK\r\n: x\r\nContent-Length: 0\r\n\r\n")) {
            call(raw.register(), "x").then().statusCode(502);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x",
                "garbage\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Le",
                "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nanothe",
                "HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\nanother"
            })
    void dropsBytesThatFollowAnAnswer(String more) {
        for (var framing :
                List.of("Content-Length: 2\r\n\r\nok", "Transfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n")) {
            try (var raw = new RawAgent("HTTP/1.1 200 OK\r\n" + framing + more)) {
                var agent = raw.register();
                for (int i = 0; i < 5; i++) {
                    call(agent, "x").then().statusCode(200).body(equalTo("ok"));
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\nanother"})
    void closesAConnectionOnWhichAnAgentSendsBytesUnasked(String unasked) {
        try (var raw = new RawAgent("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")) {
            var agent = raw.register();
            for (int i = 0; i < 3; i++) {
                call(agent, "x").then().statusCode(200).body(equalTo("ok"));
                raw.say(unasked);
                await().atMost(TIMEOUT).until(() -> raw.connections() == 0);
            }
        }
    }

    @Test
    void keepsAConnectionWhoseAnswersHaveTheAnnouncedLength() {
        try (var raw = new RawAgent("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")) {
            var agent = raw.register();
            for (int i = 0; i < 5; i++) {
                call(agent, "x").then().statusCode(200).body(equalTo("ok"));
            }
            assertEquals(1, raw.connections());
        }
    }

    @Test
    void triesTheNextAddressOfAHost() {
        call(AgentServer.register(server.url().replace("127.0.0.1", "localhost")), "x")
                .then()
                .statusCode(200);
    }

    @Test
    void givesUpOnAnAgentThatDoesNotAnswer() {
        var agent = server.register();

        timedOut(agent, call(agent, "hold"));
        await().atMost(TIMEOUT).until(() -> server.abandoned().contains("/hold"));
    }

    @Test
    void givesUpOnAnAgentThatDoesNotRead() throws IOException {
        try (var deaf = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var agent = AgentServer.register("http://127.0.0.1:" + deaf.getLocalPort());
            var answer = given().header("X-Agent-API-Key", agent.internalKey())
                    .body(new byte[30_000_000])
                    .post("/agents/forward/name/{name}/x", agent.name());

            timedOut(agent, answer);
        }
    }

    @Test
    void breaksOffAnAnswerThatStops() {
        var agent = server.register();
        try (var exchange = new RawExchange()) {
            exchange.send("GET /agents/forward/name/" + agent.name() + "/hold HTTP/1.1\r\nHost: localhost\r\n"
                    + "X-Agent-API-Key: " + agent.internalKey() + "\r\n\r\n");
            await().atMost(TIMEOUT).until(() -> !server.held().isEmpty());
            server.run(() -> server.held().get(0).response().setChunked(true).write("one"));

            var answer = exchange.readAll();

            assertTrue(answer.endsWith("\r\none\r\n"), "no last chunk: " + answer);
        }
    }

    @Test
    void doesNotLetAStuckAgentDelayOthers() {
        var stuck = server.register();
        var other = server.register();
        var calls = new ArrayList<RawExchange>();
        try {
            for (int i = 0; i < 2; i++) {
                var exchange = new RawExchange();
                exchange.send("GET /agents/forward/name/" + stuck.name() + "/hold HTTP/1.1\r\nHost: localhost\r\n"
                        + "X-Agent-API-Key: " + stuck.internalKey() + "\r\n\r\n");
                calls.add(exchange);
            }
            await().atMost(TIMEOUT).until(() -> server.held().size() == 2);

            call(other, "x").then().statusCode(200);
            given().get("/healthz").then().statusCode(200);
            call(stuck, "x")
                    .then()
                    .statusCode(503)
                    .header("Retry-After", "1")
                    .body(equalTo("{\"detail\":\"Too many requests to the agent are under way.\"}"));
        } finally {
            calls.forEach(RawExchange::close);
        }
        await().atMost(TIMEOUT).until(() -> call(stuck, "x").statusCode() == 200);
    }

    @Test
    void servesNewCallsAfterTooManyAtOnce() {
        var agent = server.register();

        var first = Concurrently.answersOf(12, () -> call(agent, "x").statusCode());

        assertTrue(List.of(200, 503).containsAll(first), first::toString);
        assertTrue(first.stream().filter(status -> status == 200).count() >= 3, first::toString);
        for (int i = 0; i < 5; i++) {
            assertEquals(200, call(agent, "x").statusCode(), "a refused call still takes a place");
        }
    }

    @Test
    void endsARequestWhoseBodyNeverArrives() {
        var agent = server.register();
        try (var exchange = new RawExchange()) {
            exchange.send("POST /agents/forward/name/" + agent.name() + "/x HTTP/1.1\r\nHost: localhost\r\n"
                    + "X-Hub-Signature-256: sha256=00\r\nContent-Length: 100\r\n\r\n{");

            var answer = exchange.readUntil("}");

            assertTrue(answer.startsWith("HTTP/1.1 408 "), answer);
            assertTrue(answer.endsWith("{\"detail\":\"Request Timeout\"}"), answer);
        }
    }

    @Test
    void refusesBodiesThatExceedTheMemory() {
        var agent = server.register();
        for (int i = 0; i < 2; i++) {
            given().header("X-Hub-Signature-256", "sha256=00")
                    .body(new byte[2_500_000])
                    .post("/agents/forward/name/{name}/x", agent.name())
                    .then()
                    .statusCode(503)
                    .body(equalTo("{\"detail\":\"Too many webhooks are being checked.\"}"));
            given().header("X-Hub-Signature-256", "sha256=00")
                    .body("{".repeat(1_500_000))
                    .post("/agents/forward/name/{name}/x", agent.name())
                    .then()
                    .statusCode(400);
        }
    }

    private static void unreachable(RegisteredAgent agent) {
        call(agent, "x")
                .then()
                .statusCode(502)
                .contentType("application/json")
                .body(equalTo("{\"detail\":\"Agent " + agent.name() + " could not be reached.\"}"));
    }

    private static void timedOut(RegisteredAgent agent, Response answer) {
        answer.then()
                .statusCode(504)
                .contentType("application/json")
                .body(equalTo("{\"detail\":\"Agent " + agent.name() + " did not answer in time.\"}"));
    }

    private static Response call(RegisteredAgent agent, String path) {
        return given().header("X-Agent-API-Key", agent.internalKey())
                .get("/agents/forward/name/{name}/{path}", agent.name(), path);
    }
}
