package dev.agentkeys.access.provider;

import static dev.agentkeys.testsupport.Api.registerAgent;
import static dev.agentkeys.testsupport.AuthProviderServer.AUTHN;
import static dev.agentkeys.testsupport.AuthProviderServer.CHECK;
import static dev.agentkeys.testsupport.AuthProviderServer.json;
import static dev.agentkeys.testsupport.AuthProviderServer.status;
import static dev.agentkeys.testsupport.JsonAnswer.at;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentkeys.testsupport.Api;
import dev.agentkeys.testsupport.AuthProviderServer;
import dev.agentkeys.testsupport.RawHttp2;
import dev.agentkeys.testsupport.ServiceWithAuthProvider;
import dev.agentkeys.testsupport.SharedProcesses;
import io.restassured.RestAssured;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the service sends to the auth provider about a caller, and when it asks the provider. */
@ExtendWith(SharedProcesses.class)
class GatewayAuthenticationIT {

    private static AuthProviderServer provider;

    @BeforeAll
    static void use(ServiceWithAuthProvider shared) {
        provider = shared.provider();
    }

    @BeforeEach
    void befriend() {
        provider.reset();
    }

    @Test
    void theProviderGetsTheHeadersOfTheCallerAndNoBody() {
        given().header("Authorization", "Bearer one-of-the-provider")
                .header("X-API-Key", "Key-1")
                .header("Cookie", "session=1")
                .header("X-Selected-Account", "Acme")
                .header("X-Two", "a", "b")
                .contentType("application/json")
                .body("{\"name\":\"ci\",\"agent_name\":\"nobody\"}")
                .post("/agent_api_keys")
                .then()
                .statusCode(404);

        var call = provider.calls(AUTHN).get(0);
        assertEquals("Bearer one-of-the-provider", call.header("authorization"));
        assertEquals("Key-1", call.header("x-api-key"));
        assertEquals("session=1", call.header("cookie"));
        assertEquals("Acme", call.header("x-selected-account"));
        assertEquals("a, b", call.header("x-two"));
        assertEquals("", call.body());
        assertEquals("0", call.header("content-length"));
        assertTrue(call.header("host").startsWith("127.0.0.1:"));
        assertEquals(provider.url(), "http://" + call.header("host"));
    }

    @Test
    void theProviderIsNotAskedAboutAKeyThatProvesItself() {
        var key = provider.prepare(Api::registerAgent).internalKey();
        provider.reset();

        given().header("X-Agent-API-Key", key)
                .get("/agent_api_keys/self")
                .then()
                .statusCode(200);
        given().header("X-Agent-API-Key", key)
                .contentType("application/json")
                .body("{}")
                .post("/agent_api_keys/self/revoke")
                .then()
                .statusCode(200);
        given().header("X-Agent-API-Key", key)
                .get("/agent_api_keys/self")
                .then()
                .statusCode(401);

        assertEquals(List.of(), provider.calls(AUTHN));
        assertEquals(List.of(), provider.checks());
    }

    @Test
    void allHeaderNamesAreInLowerCase() {
        given().header("X-API-Key", "k")
                .header("X-MiXeD", "1")
                .get("/agents")
                .then()
                .statusCode(200);

        for (var name : provider.calls(AUTHN).get(0).headerNames()) {
            assertEquals(name.toLowerCase(Locale.ROOT), name);
        }
    }

    @Test
    void theProviderGetsNoHopByHopHeaders() throws IOException {
        send(
                "GET /agents HTTP/1.1\r\nHost: api.example\r\nX-API-Key: k\r\nConnection: X-Of-This-Hop\r\nConnection: close\r\n"
                        + "X-Of-This-Hop: 1\r\nX-Of-All-Hops: 2\r\nKeep-Alive: 5\r\nProxy-Authorization: Basic eA==\r\n"
                        + "Proxy-Connection: x\r\nTE: trailers\r\nTrailer: x\r\nUpgrade: x\r\nExpect: 100-continue\r\n"
                        + "Accept-Encoding: gzip, br\r\nContent-Length: 0\r\n\r\n");

        var call = provider.calls(AUTHN).get(0);
        assertEquals("2", call.header("x-of-all-hops"));
        var names = call.headerNames();
        for (var name : List.of(
                "connection",
                "x-of-this-hop",
                "keep-alive",
                "proxy-authorization",
                "proxy-connection",
                "te",
                "trailer",
                "transfer-encoding",
                "upgrade",
                "expect",
                "accept-encoding")) {
            assertFalse(names.contains(name), name);
        }
        assertFalse(call.header("host").contains("api.example"));
    }

    @Test
    void cookiesOfHttp2ArriveAsOneHeader() throws Exception {
        var vertx = Vertx.vertx();
        try {
            var http2 = vertx.createHttpClient(new HttpClientOptions()
                    .setProtocolVersion(HttpVersion.HTTP_2)
                    .setHttp2ClearTextUpgrade(false));
            var version = http2.request(HttpMethod.GET, RestAssured.port, "127.0.0.1", "/agents")
                    .compose(request -> {
                        request.headers().add("Cookie", "a=1").add("Cookie", "b=2");
                        return request.send().map(response -> response.statusCode() + " " + response.version());
                    })
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(20, TimeUnit.SECONDS);

            assertEquals("200 HTTP_2", version);
            assertEquals("a=1; b=2", provider.calls(AUTHN).get(0).header("cookie"));
        } finally {
            vertx.close();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"user\":{\"id\":1,\"roles\":[\"a\",null,true]},\"name\":\"ünï 😀 \\\"q\\\"\",\"nothing\":null}",
                "{\"n\": 12345678901234567890, \"m\": 0.12345678901234567890, \"e\": 1.50e400}",
                " { \"principal\" : \"x\" ,\n \"resource\" : { } } "
            })
    void thePrincipalGoesBackVerbatim(String principal) {
        provider.answer(AUTHN, json(principal));

        given().header("X-API-Key", "k").get("/agents").then().statusCode(200);

        var question = provider.calls(AuthProviderServer.SEARCH).get(0);
        assertTrue(question.body().contains(principal), question.body());
        assertEquals("agent", question.json().getString("filter_resource"));
        assertEquals("read", question.json().getString("filter_operation"));
        assertEquals("application/json", question.header("content-type"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "[]", "\"text\"", "7", "{", "{} {}", "{}x", "<html></html>"})
    void refusesAPrincipalThatIsNoJsonObject(String garbage) {
        provider.answer(AUTHN, json(garbage));

        given().header("X-API-Key", "k").get("/agents").then().statusCode(502).body(at("code", equalTo(502)));
    }

    @Test
    void letsACallerInWithHeadersThatOnlyTheProviderKnows() {
        given().header("X-User-Of-The-Proxy", "u").get("/agents").then().statusCode(200);

        assertEquals("u", provider.calls(AUTHN).get(0).header("x-user-of-the-proxy"));
    }

    @Test
    void refusesACallerThatTheProviderDoesNotKnow() {
        provider.answer(AUTHN, status(401));

        given().get("/agents")
                .then()
                .statusCode(401)
                .header("WWW-Authenticate", "Bearer realm=\"agent-api-keys\"")
                .body(at("code", equalTo(401)));
        given().header("Authorization", "Bearer bad")
                .get("/agents")
                .then()
                .statusCode(401)
                .header("WWW-Authenticate", "Bearer realm=\"agent-api-keys\", error=\"invalid_token\"");
        given().header("X-API-Key", "bad")
                .get("/agents")
                .then()
                .statusCode(401)
                .header("WWW-Authenticate", "Bearer realm=\"agent-api-keys\"");
        assertEquals(3, provider.calls(AUTHN).size());
    }

    @Test
    void refusesAPrincipalThatIsTooLarge() {
        provider.answer(AUTHN, json("{\"user\":\"" + "x".repeat(64 * 1024) + "\"}"));
        given().header("X-API-Key", "k").get("/agents").then().statusCode(502);

        provider.answer(AUTHN, json("{\"user\":\"" + "x".repeat(5 * 1024 * 1024) + "\"}"));
        given().header("X-API-Key", "k").get("/agents").then().statusCode(502);
    }

    @Test
    void refusesAHeaderThatCannotBePassedOnWithoutAskingTheProvider() {
        try (var http2 = new RawHttp2()) {
            http2.send("GET", "/agents", Map.of("x-api-key", "k\u0001k"), true);

            assertEquals(400, http2.readRefusal());
        }
        assertEquals(List.of(), provider.calls(AUTHN));
    }

    @Test
    void forbidsWhatTheProviderDoesNotPermit() {
        provider.answer(AUTHN, status(403));

        given().header("X-API-Key", "k").get("/agents").then().statusCode(403).body(at("code", equalTo(403)));
    }

    @Test
    void aBadCredentialIsCounted() {
        provider.answer(AUTHN, status(401));
        var credential = UUID.randomUUID().toString();

        for (int i = 0; i < 60; i++) {
            given().header("X-API-Key", credential).get("/agents").then().statusCode(401);
        }

        given().header("X-API-Key", credential)
                .get("/agents")
                .then()
                .statusCode(429)
                .header("Retry-After", not(equalTo(null)));
        assertEquals(60, provider.calls(AUTHN).size());
        given().header("X-API-Key", credential + "x").get("/agents").then().statusCode(401);
    }

    @Test
    void anAgentsKeyDecidesWithoutTheProvider() {
        var agent = registerAgent();
        provider.reset();

        given().header("X-Agent-API-Key", agent.internalKey())
                .header("Authorization", "Bearer good")
                .queryParam("agent_id", agent.id())
                .get("/agent_api_keys")
                .then()
                .statusCode(200);
        given().header("X-Agent-API-Key", "bad")
                .header("Authorization", "Bearer good")
                .get("/agents")
                .then()
                .statusCode(401);

        assertEquals(List.of(), provider.calls(AUTHN));
        assertEquals(List.of(), provider.calls(CHECK));
    }

    @Test
    void anAgentsKeyInHttpBasicDecidesWithoutTheProvider() {
        var agent = registerAgent();
        provider.reset();

        given().auth()
                .preemptive()
                .basic(agent.name(), agent.internalKey())
                .queryParam("agent_id", agent.id())
                .get("/agent_api_keys")
                .then()
                .statusCode(200);

        assertEquals(List.of(), provider.calls(AUTHN));
    }

    @Test
    void theProviderGetsTheCredentialsOfItsOwnUsersOfHttpBasic() {
        given().header("Authorization", "Basic dXNlcjpwYXNz")
                .get("/agents")
                .then()
                .statusCode(200);

        assertEquals("Basic dXNlcjpwYXNz", provider.calls(AUTHN).get(0).header("authorization"));
    }

    @Test
    void aStaticTokenIsGoodWithoutTheProvider() {
        var agent = registerAgent();
        provider.reset();
        provider.answer(AUTHN, AuthProviderServer.cut());
        provider.answer(CHECK, AuthProviderServer.cut());

        given().header("Authorization", "Bearer " + ServiceWithAuthProvider.STATIC_TOKEN)
                .get("/agents/{id}", agent.id())
                .then()
                .statusCode(200);

        assertEquals(List.of(), provider.calls(AUTHN));
    }

    @Test
    void asksTheProviderAboutAnyOtherToken() {
        given().header("Authorization", "Bearer of-the-provider")
                .get("/agents")
                .then()
                .statusCode(200);

        assertEquals("Bearer of-the-provider", provider.calls(AUTHN).get(0).header("authorization"));
    }

    @Test
    void doesNotAskTheProviderOnRoutesThatNeedNoCaller() {
        given().get("/healthz").then().statusCode(200);
        given().get("/openapi.json").then().statusCode(200);

        assertEquals(List.of(), provider.calls(AUTHN));
    }

    /** Waits for the answer to begin. */
    private static void send(String request) throws IOException {
        try (var socket = new Socket("127.0.0.1", RestAssured.port)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            var answer = new StringBuilder();
            int read = socket.getInputStream().read();
            // The interim 100 that Expect asks for comes before the answer.
            while (read >= 0 && answer.indexOf("HTTP/1.1 200 ") < 0) {
                answer.append((char) read);
                read = socket.getInputStream().read();
            }
        }
    }
}
