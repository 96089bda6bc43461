package dev.agentkeys.forwarding;

import static dev.agentkeys.testsupport.Api.createKey;
import static dev.agentkeys.testsupport.JsonAnswer.at;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.emptyString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentkeys.testsupport.AgentServer;
import dev.agentkeys.testsupport.Api.RegisteredAgent;
import dev.agentkeys.testsupport.JsonAnswer;
import dev.agentkeys.testsupport.RawExchange;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.specification.RequestSpecification;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Forwarding passes requests and answers on without credentials and hop-by-hop headers. */
@QuarkusTest
class ForwardTest {

    private static AgentServer server;

    private RegisteredAgent agent;

    @BeforeAll
    static void start() {
        server = new AgentServer();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void register() {
        agent = server.register();
    }

    @Test
    void passesAGetOnWithItsQuery() {
        caller().get(path("some/where?a=1&b=%20c"))
                .then()
                .statusCode(200)
                .body(at("method", equalTo("GET")))
                .body(at("uri", equalTo("/some/where?a=1&b=%20c")))
                .body(at("body", emptyString()));
    }

    @Test
    void passesAPostOnWithItsBody() {
        caller().contentType("text/plain; charset=UTF-8")
                .body("grüße")
                .post(path("x"))
                .then()
                .statusCode(200)
                .body(at("method", equalTo("POST")))
                .body(at("headers.content-type", contains("text/plain; charset=UTF-8")))
                .body(at("headers.content-length", contains("7")))
                .body(at("body", equalTo("grüße")));
    }

    @Test
    void acceptsTheKeyInAuthorizationToo() {
        given().header("Authorization", "AgentKey " + agent.internalKey())
                .get(path("x"))
                .then()
                .statusCode(200)
                .body(at("headers.authorization", nullValue()));
    }

    @Test
    void acceptsAGeneratedKeyAsABearerToken() {
        var key = createKey(Map.of("agent_id", agent.id(), "name", "client of OpenAI's kind"))
                .as(JsonAnswer.class)
                .<String>get("api_key");

        for (var scheme : List.of("Bearer ", "bearer  ")) {
            given().header("Authorization", scheme + key)
                    .post(path("v1/chat/completions"))
                    .then()
                    .statusCode(200)
                    .body(at("headers.authorization", nullValue()))
                    .body(at("headers.x-agent-api-key-name", contains("client%20of%20OpenAI's%20kind")));
        }
        given().header("Authorization", "Bearer " + server.register().internalKey())
                .get(path("x"))
                .then()
                .statusCode(401)
                .body(at("detail", equalTo("Invalid API key for agent ID " + agent.id() + ".")));
    }

    @Test
    void hidesBearerTokensThatLookLikeKeysFromTheAgent() {
        for (var token : List.of(agent.internalKey(), agent.internalKey() + "x", "agk_ext_misspelt")) {
            caller().header("Authorization", "Bearer " + token)
                    .get(path("x"))
                    .then()
                    .statusCode(200)
                    .body(at("headers.authorization", nullValue()));
        }
    }

    @Test
    void refusesAHeaderWithoutName() {
        try (var exchange = new RawExchange()) {
            exchange.send("GET " + path("x") + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n: x\r\n"
                    + "X-Agent-API-Key: " + agent.internalKey() + "\r\n\r\n");
            var answer = exchange.readAll();

            assertTrue(answer.startsWith("HTTP/1.1 400 "), answer);
        }
    }

    @Test
    void neverShowsTheAgentAKey() {
        given().header("X-Agent-API-Key", agent.internalKey())
                .header("Authorization", "AgentKey " + agent.internalKey())
                .get(path("x"))
                .then()
                .statusCode(200)
                .body(at("headers.x-agent-api-key", nullValue()))
                .body(at("headers.authorization", nullValue()));
    }

    @Test
    void leavesOtherCredentialsToTheAgent() {
        caller().header("Authorization", "Bearer for-the-agent")
                .header("Cookie", "session=of-the-agent")
                .get(path("x"))
                .then()
                .body(at("headers.authorization", contains("Bearer for-the-agent")))
                .body(at("headers.cookie", contains("session=of-the-agent")));
    }

    @Test
    void tellsTheAgentOnlyTheTrueIdentityOfTheCaller() {
        var key = createKey(Map.of("agent_id", agent.id(), "name", "cï 1")).as(JsonAnswer.class);

        given().header("X-Agent-API-Key", key.getString("api_key"))
                .header("X-Agent-Id", "another")
                .header("X-Agent-Name", "another")
                .header("X-Agent-Api-Key-Name", "another")
                .header("X-Agent-Role", "admin")
                .get(path("x"))
                .then()
                .statusCode(200)
                .body(at("headers.x-agent-id", contains(agent.id())))
                .body(at("headers.x-agent-name", contains(agent.name())))
                .body(at("headers.x-agent-api-key-id", contains(key.getString("id"))))
                .body(at("headers.x-agent-api-key-name", contains("c%C3%AF%201")))
                .body(at("headers.x-agent-role", nullValue()));
    }

    @Test
    void tellsTheAgentTheHostAndSchemeOfTheRequest() {
        caller().header("X-Forwarded-For", "6.6.6.6")
                .header("X-Forwarded-Port", "6666")
                .header("Forwarded", "for=6.6.6.6")
                .get(path("x"))
                .then()
                .body(at("headers.host", contains(server.url().substring("http://".length()))))
                .body(at("headers.x-forwarded-for", contains("127.0.0.1")))
                .body(at("headers.x-forwarded-proto", contains("http")))
                .body(at(
                        "headers.x-forwarded-host",
                        contains(URI.create(RestAssured.baseURI).getHost() + ":" + RestAssured.port)))
                .body(at("headers.x-forwarded-prefix", contains("/agents/forward/name/" + agent.name())))
                .body(at("headers.x-forwarded-port", nullValue()))
                .body(at("headers.forwarded", nullValue()));
    }

    @Test
    void treatsAnUnderscoreInAHeaderNameAsAHyphen() {
        caller().header("X_Agent_Id", "another")
                .header("x_agent_api_key", "another")
                .header("X_Forwarded_For", "6.6.6.6")
                .header("X-Forwarded_Host", "evil.example")
                .header("X_Request_Id", "another")
                .header("Proxy_Authorization", "Basic dTpw")
                .header("Content_Length", "7")
                .header("Connection", "X-Hop")
                .header("X_Hop", "1")
                .header("X_Kept", "yes")
                .get(path("x"))
                .then()
                .statusCode(200)
                .body(at("headers.x_agent_id", nullValue()))
                .body(at("headers.x_agent_api_key", nullValue()))
                .body(at("headers.x_forwarded_for", nullValue()))
                .body(at("headers.x-forwarded_host", nullValue()))
                .body(at("headers.x_request_id", nullValue()))
                .body(at("headers.proxy_authorization", nullValue()))
                .body(at("headers.content_length", nullValue()))
                .body(at("headers.x_hop", nullValue()))
                .body(at("headers.x_kept", contains("yes")));
    }

    @Test
    void givesCallerAndAgentTheSameRequestId() {
        caller().header("X-Request-Id", "sane-1")
                .get(path("x"))
                .then()
                .header("X-Request-Id", "sane-1")
                .body(at("headers.x-request-id", contains("sane-1")));
        var insane = caller().header("X-Request-Id", "not \"sane\"").get(path("x"));
        insane.then().body(at("headers.x-request-id", contains(insane.header("X-Request-Id"))));
        var none = caller().get(path("x"));
        none.then().body(at("headers.x-request-id", contains(none.header("X-Request-Id"))));

        caller().header("X-Request-Id", "sane-2")
                .get(path("headers"))
                .then()
                .statusCode(200)
                .header("X-Request-Id", "sane-2");
    }

    @Test
    void continuesATraceOrStartsOne() {
        var trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

        caller().header("traceparent", trace)
                .header("tracestate", "a=b")
                .get(path("x"))
                .then()
                .body(at("headers.traceparent", contains(trace)))
                .body(at("headers.tracestate", contains("a=b")));
        caller().header("traceparent", "00-00000000000000000000000000000000-00f067aa0ba902b7-01")
                .header("tracestate", "a=b")
                .get(path("x"))
                .then()
                .body(at("headers.traceparent[0]", matchesPattern("00-(?!0{32})[0-9a-f]{32}-[0-9a-f]{16}-00")))
                .body(at("headers.tracestate", nullValue()));
    }

    @Test
    void dropsHopByHopHeadersOfTheRequest() {
        caller().header("Connection", "X-Hop")
                .header("X-Hop", "1")
                .header("Keep-Alive", "timeout=1")
                .header("TE", "trailers")
                .header("Proxy-Authorization", "Basic dTpw")
                .header("X-Kept", "yes")
                .get(path("x"))
                .then()
                .statusCode(200)
                .body(at("headers.x-hop", nullValue()))
                .body(at("headers.keep-alive", nullValue()))
                .body(at("headers.te", nullValue()))
                .body(at("headers.proxy-authorization", nullValue()))
                .body(at("headers.x-kept", contains("yes")));
    }

    @Test
    void dropsHopByHopHeadersOfTheAnswer() {
        var answer = caller().get(path("headers"));

        answer.then()
                .statusCode(200)
                .header("X-Secret-Hop", nullValue())
                .header("Keep-Alive", nullValue())
                .header("Proxy-Authenticate", nullValue());
        assertEquals(List.of("a=1", "b=2"), answer.headers().getValues("Set-Cookie"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a%2Fb%2fc",
                "a%3Fb?c%3Fd=%26",
                "a%20b/%C3%A4+b",
                "/x//y/",
                "a;v=1/b:c@d/~!$&'()*,=",
                "a/./b",
                "a/../b",
                "%7Euser",
                "?",
                "?a=b?c",
                "x?&&=&a"
            })
    void keepsPathAndQueryByteForByte(String rest) {
        var answer = RawExchange.get("/agents/forward/name/" + agent.name() + "/" + rest, agent.internalKey());

        assertTrue(answer.startsWith("HTTP/1.1 200 "), answer);
        assertEquals("/" + rest, server.seen().get(server.seen().size() - 1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "..",
                "../x",
                "a/../../x",
                "%2e%2e/x",
                "%2E./x",
                "a/..%2f..%2Fx",
                "%252e%252e/x",
                "a//../../x",
                "a%2Fb/../../x",
                "..;v=1/x",
                "..%5cx"
            })
    void refusesAPathThatLeavesTheAgentsPath(String rest) {
        var answer = RawExchange.get("/agents/forward/name/" + agent.name() + "/" + rest, agent.internalKey());

        assertTrue(answer.startsWith("HTTP/1.1 400 "), answer);
        assertTrue(answer.endsWith("{\"detail\":\"The path must not leave that of the agent.\"}"), answer);
    }

    @ParameterizedTest
    @ValueSource(strings = {"..#/x", "a#", "#", "a?b#c", "\u00e4", "a\u00c3b", "a?b=\u00ff"})
    void refusesCharactersThatAPathOrQueryCannotHave(String rest) {
        int seen = server.seen().size();
        var answer = RawExchange.get("/agents/forward/name/" + agent.name() + "/" + rest, agent.internalKey());

        assertTrue(answer.startsWith("HTTP/1.1 400 "), answer);
        assertTrue(answer.endsWith("{\"detail\":\"The path or query has characters that are not allowed.\"}"), answer);
        assertEquals(seen, server.seen().size());
    }

    @ParameterizedTest
    @CsvSource({
        "'', x, /x",
        "/, x, /x",
        "/base, x/y, /base/x/y",
        "/base/, x, /base/x",
        "/base, /x, /base//x",
        "/base?tenant=1, x?a=2, /base/x?tenant=1&a=2",
        "/base?tenant=1, x, /base/x?tenant=1",
        "/b%20c, x, /b%20c/x"
    })
    void appendsThePathToTheAgentsOwn(String own, String path, String expected) {
        var elsewhere = AgentServer.register(server.url() + own);
        var answer = RawExchange.get("/agents/forward/name/" + elsewhere.name() + "/" + path, elsewhere.internalKey());

        assertTrue(answer.contains("\"uri\":\"" + expected + "\""), answer);
    }

    @Test
    void keepsStatusHeadersAndBodyOfTheAgentsAnswer() {
        caller().get(path("error"))
                .then()
                .statusCode(503)
                .header("X-Own", "yes")
                .header("Retry-After", nullValue())
                .body(equalTo("{\"own\":\"words\"}"));
    }

    @Test
    void passesRedirectsBackAndFollowsNone() {
        caller().redirects()
                .follow(false)
                .get(path("redirect"))
                .then()
                .statusCode(302)
                .header("Location", "/elsewhere");
        assertFalse(server.seen().contains("/elsewhere"));
    }

    @ParameterizedTest
    @CsvSource({"nothing, 204", "unmodified, 304"})
    void passesAnswersWithoutBody(String what, int status) {
        caller().get(path(what)).then().statusCode(status).body(emptyString());
    }

    @Test
    void allowsOnlyGetHeadAndPost() {
        for (var method : List.of("PUT", "PATCH", "DELETE", "PROPFIND")) {
            caller().request(method, path("x"))
                    .then()
                    .statusCode(405)
                    .header("Allow", "GET, HEAD, OPTIONS, POST")
                    .body(at("detail", equalTo("Method Not Allowed")));
        }
    }

    @Test
    void passesAHeadOnAndTheHeadOfItsAnswerBack() {
        try (var exchange = new RawExchange()) {
            var head = " HTTP/1.1\r\nHost: localhost\r\nX-Agent-API-Key: " + agent.internalKey() + "\r\n";
            exchange.send("HEAD " + path("x") + head + "\r\n");
            var answer = exchange.readUntil("\r\n\r\n");
            assertTrue(answer.startsWith("HTTP/1.1 200 "), answer);
            assertTrue(answer.toLowerCase(Locale.ROOT).contains("content-type: application/json"), answer);
            exchange.send("HEAD " + path("error") + head + "Connection: close\r\n\r\n");
            var second = exchange.readAll();
            assertTrue(second.startsWith("HTTP/1.1 503 "), second);
            assertTrue(second.endsWith("\r\n\r\n"), second);
        }
        assertEquals(
                List.of("/x", "/error"),
                server.seen().subList(server.seen().size() - 2, server.seen().size()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/agents/forward/", "/agents/forward/name/", "/agents/forward/name/a", "/agents/forward/x/a/b"})
    void answers404ToOtherPathsOfForwarding(String path) {
        given().get(path).then().statusCode(404).body(at("detail", equalTo("Not Found")));
    }

    @Test
    void reachesNoOtherRouteByDotSegments() {
        var answer = RawExchange.get("/agents/forward/../../agents", "");

        assertTrue(answer.startsWith("HTTP/1.1 404 "), answer);
        assertTrue(answer.endsWith("{\"detail\":\"Not Found\"}"), answer);
    }

    private RequestSpecification caller() {
        return given().header("X-Agent-API-Key", agent.internalKey()).urlEncodingEnabled(false);
    }

    private String path(String rest) {
        return "/agents/forward/name/" + agent.name() + "/" + rest;
    }
}
