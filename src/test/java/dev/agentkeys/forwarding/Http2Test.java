package dev.agentkeys.forwarding;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.agentkeys.testsupport.AgentServer;
import dev.agentkeys.testsupport.Api.RegisteredAgent;
import dev.agentkeys.testsupport.CapturedLog;
import dev.agentkeys.testsupport.RawHttp2;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Callers may use HTTP/2, and the service calls agents over HTTP/1.1. The service refuses a request that HTTP/1.1
 * cannot carry.
 */
@QuarkusTest
class Http2Test {

    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final String CANARY = "canary-header-5d1e";

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client = vertx.createHttpClient(
            new HttpClientOptions().setProtocolVersion(HttpVersion.HTTP_2).setHttp2ClearTextUpgrade(false));

    private AgentServer server;
    private RegisteredAgent agent;

    @BeforeEach
    void start() {
        server = new AgentServer();
        agent = server.register();
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
        get(vertx.close());
    }

    @Test
    void passesARequestWithoutBodyOnWithoutOne() throws Exception {
        for (var method : new HttpMethod[] {HttpMethod.GET, HttpMethod.POST}) {
            var seen = echoed(method, HttpClientRequest::send);

            assertEquals("", seen.getString("body"));
            assertFalse(seen.getJsonObject("headers").containsKey("transfer-encoding"), seen::encode);
        }
    }

    @Test
    void passesABodyOfKnownLengthOn() throws Exception {
        var seen = echoed(HttpMethod.POST, request -> request.send("hello"));

        assertEquals("hello", seen.getString("body"));
        assertEquals(JsonArray.of("5"), seen.getJsonObject("headers").getJsonArray("content-length"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "POST"})
    void passesABodyOfUnknownLengthOn(String method) throws Exception {
        var seen = echoed(HttpMethod.valueOf(method), request -> {
            request.setChunked(true).write("hel");
            request.end("lo");
            return request.response();
        });

        assertEquals("hello", seen.getString("body"));
        assertEquals(JsonArray.of("chunked"), seen.getJsonObject("headers").getJsonArray("transfer-encoding"));
    }

    @Test
    void refusesAHeaderThatHttp1CannotCarryAndOpensNoConnection() {
        try (var log = new CapturedLog()) {
            for (int i = 0; i < 5; i++) {
                try (var exchange = new RawHttp2()) {
                    exchange.send("GET", path("x"), headers("x-own", CANARY + "\n\u0001"), true);
                    assertEquals(400, exchange.readRefusal());
                }
            }
            assertFalse(log.text().contains(CANARY), log.text());
        }
        assertEquals(0, server.seen().size());
        await().atMost(TIMEOUT).until(() -> server.connections() == 0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"x y", "x\r\nX-Agent-Id:1", "x HTTP/1.1\r\n\r\nGET /y", "x\u0000", "x#y", "\u00e4", "x?\u00ff"})
    void refusesAPathThatHttp1CannotCarry(String rest) {
        try (var exchange = new RawHttp2()) {
            exchange.send("GET", path(rest), headers("x-own", "1"), true);

            assertEquals(400, exchange.readRefusal());
        }
        assertEquals(0, server.seen().size());
    }

    @Test
    void refusesAHeaderWithoutName() {
        try (var exchange = new RawHttp2()) {
            exchange.send("GET", path("x"), headers("", "x"), true);

            exchange.awaitReset();
        }
        assertEquals(0, server.seen().size());
    }

    @Test
    void endsAStreamWhoseBodyNeverEnds() {
        try (var exchange = new RawHttp2()) {
            exchange.send("POST", path("x"), Map.of(), false);

            assertEquals(403, exchange.readStatus());
            exchange.awaitReset();
        }
    }

    /** At that time the connection to the agent already serves another request. */
    @Test
    void breaksNoOtherRequestWhenACallerCancelsAfterTheAgentHasAnswered() throws Exception {
        var slowReader = vertx.createHttpClient(new HttpClientOptions()
                .setProtocolVersion(HttpVersion.HTTP_2)
                .setHttp2ClearTextUpgrade(false)
                .setInitialSettings(new Http2Settings().setInitialWindowSize(1)));
        var slow = get(slowReader.request(HttpMethod.GET, RestAssured.port, "127.0.0.1", path("x")));
        slow.putHeader("X-Agent-API-Key", agent.internalKey());
        get(slow.send().map(HttpClientResponse::pause));
        var other = bodyOf(client.request(HttpMethod.GET, RestAssured.port, "127.0.0.1", path("hold")));
        await().atMost(TIMEOUT).until(() -> server.held().size() == 1);
        assertEquals(1, server.connections());

        slow.reset();
        // The service answers this request after it has seen the reset.
        get(slowReader
                .request(HttpMethod.GET, RestAssured.port, "127.0.0.1", "/unknown")
                .compose(HttpClientRequest::send));
        server.run(() -> server.held().get(0).response().end("late"));

        assertEquals("late", get(other).toString());
    }

    private Future<Buffer> bodyOf(Future<HttpClientRequest> asked) {
        return asked.map(request -> request.putHeader("X-Agent-API-Key", agent.internalKey()))
                .compose(HttpClientRequest::send)
                .compose(HttpClientResponse::body);
    }

    private JsonObject echoed(HttpMethod method, Function<HttpClientRequest, Future<HttpClientResponse>> send)
            throws Exception {
        return get(client.request(method, RestAssured.port, "127.0.0.1", path("x"))
                .map(request -> request.putHeader("X-Agent-API-Key", agent.internalKey()))
                .compose(send)
                .compose(HttpClientResponse::body)
                .map(Buffer::toJsonObject));
    }

    private Map<String, String> headers(String name, String value) {
        return Map.of("x-agent-api-key", agent.internalKey(), name, value);
    }

    private String path(String rest) {
        return "/agents/forward/name/" + agent.name() + "/" + rest;
    }

    private static <T> T get(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
    }
}
