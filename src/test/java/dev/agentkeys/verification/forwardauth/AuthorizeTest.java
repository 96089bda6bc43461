package dev.agentkeys.verification.forwardauth;

import static dev.agentkeys.testsupport.Api.createKey;
import static dev.agentkeys.testsupport.Api.registerAgent;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.emptyString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentkeys.testsupport.JsonAnswer;
import dev.agentkeys.testsupport.RawExchange;
import dev.agentkeys.testsupport.RawHttp2;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A gateway gets 200, 401 or 403. No answer tells an outsider anything else. */
@QuarkusTest
class AuthorizeTest {

    private static final String PATH = "/agent_api_keys/authorize";
    private static final String ANY_AGENT = PATH + "?any_agent=true";
    private static final String CHALLENGE = "AgentKey realm=\"agent-api-keys\"";

    @ParameterizedTest
    @ValueSource(strings = {"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "PROPFIND"})
    void letsAGoodKeyThroughWhateverTheMethod(String method) {
        var agent = registerAgent();
        var key = createKey(Map.of("agent_id", agent.id(), "name", "ci")).as(JsonAnswer.class);

        given().header("X-Agent-API-Key", key.getString("api_key"))
                .request(method, ANY_AGENT)
                .then()
                .statusCode(200)
                .body(emptyString())
                .header("X-Agent-Id", agent.id())
                .header("X-Agent-Name", agent.name())
                .header("X-Agent-Api-Key-Id", key.getString("id"))
                .header("X-Agent-Api-Key-Name", "ci")
                .header("Cache-Control", "no-store");
    }

    @ParameterizedTest
    @ValueSource(strings = {"AgentKey ", "agentkey ", "AGENTKEY  ", "Bearer ", "bearer  "})
    void acceptsTheKeyInAuthorization(String scheme) {
        given().header("Authorization", scheme + registerAgent().internalKey())
                .get(ANY_AGENT)
                .then()
                .statusCode(200);
    }

    @Test
    void acceptsASuppliedKeyOfAnyCharacters() {
        var key = "pässwörd-çlé-" + java.util.UUID.randomUUID();
        createKey(Map.of("agent_id", registerAgent().id(), "name", "mine", "api_key", key));
        var bytes = new String(key.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);

        given().header("X-Agent-API-Key", bytes).get(ANY_AGENT).then().statusCode(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"agent_name=%00", "agent_name=%ED%A0%80", "agent_id=%00", "agent_id=1-1-1-1-1"})
    void refusesAKeyForAnInvalidAgentName(String query) {
        given().urlEncodingEnabled(false)
                .header("X-Agent-API-Key", registerAgent().internalKey())
                .get(PATH + "?" + query)
                .then()
                .statusCode(403);
    }

    @Test
    void prefersTheKeysOwnHeaderToAuthorization() {
        given().header("X-Agent-API-Key", "no good")
                .header("Authorization", "AgentKey " + registerAgent().internalKey())
                .get(ANY_AGENT)
                .then()
                .statusCode(401);
    }

    @Test
    void answersMissingUnknownAndMalformedKeysExactlyAlike() {
        var answers = List.of(
                given().get(ANY_AGENT),
                given().header("X-Agent-API-Key", "").get(ANY_AGENT),
                given().header("X-Agent-API-Key", "unknown").get(ANY_AGENT),
                given().header("X-Agent-API-Key", "agk_ext_misspelt").get(ANY_AGENT),
                given().header("Authorization", "Basic dTpw").get(ANY_AGENT),
                given().header("Authorization", "AgentKey").get(ANY_AGENT),
                given().header("Authorization", "Bearer unknown").get(ANY_AGENT),
                given().header("Authorization", "Bearer agk_ext_misspelt").get(ANY_AGENT),
                given().header("Authorization", "Bearer " + signingSecret()).get(ANY_AGENT),
                given().header("Authorization", "AgentKey unknown").get(ANY_AGENT));

        for (var answer : answers) {
            answer.then()
                    .statusCode(401)
                    .header("WWW-Authenticate", CHALLENGE)
                    .header("X-Agent-Id", nullValue())
                    .body(emptyString());
            assertEquals(headers(answers.get(0)), headers(answer));
        }
    }

    @Test
    void acceptsNoSuppliedKeyAsABearerToken() {
        var key = "supplied-" + java.util.UUID.randomUUID();
        createKey(Map.of("agent_id", registerAgent().id(), "name", "mine", "api_key", key));

        given().header("Authorization", "AgentKey " + key).get(ANY_AGENT).then().statusCode(200);
        given().header("Authorization", "Bearer " + key).get(ANY_AGENT).then().statusCode(401);
    }

    @Test
    void forbidsAnotherAgentsKeyWithoutNamingTheAgent() {
        var agent = registerAgent();
        var other = registerAgent();

        for (var query :
                Map.of("agent_id", other.id(), "agent_name", other.name()).entrySet()) {
            given().header("X-Agent-API-Key", agent.internalKey())
                    .queryParam(query.getKey(), query.getValue())
                    .get(PATH)
                    .then()
                    .statusCode(403)
                    .header("X-Agent-Id", nullValue())
                    .body(emptyString());
        }
    }

    @Test
    void letsTheAgentsOwnKeyThrough() {
        var agent = registerAgent();

        for (var query :
                Map.of("agent_id", agent.id(), "agent_name", agent.name()).entrySet()) {
            given().header("X-Agent-API-Key", agent.internalKey())
                    .queryParam(query.getKey(), query.getValue())
                    .get(PATH)
                    .then()
                    .statusCode(200);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"agent_id=", "agent_name=", "agent_name=nobody", "agent_id=x&agent_name=y", "agent_name=%25zz"})
    void refusesAKeyIfTheGatewayNamesNoExistingAgent(String query) {
        given().header("X-Agent-API-Key", registerAgent().internalKey())
                .get(PATH + "?" + query)
                .then()
                .statusCode(403);
    }

    /**
     * Gateways append the original path and query to the endpoint's path. So the caller has chosen what follows that
     * path.
     */
    @ParameterizedTest
    @ValueSource(strings = {"/", "//", "/some/original/path", "/.", "/%2F", "/../authorize", "/x/../../authorize"})
    void readsNoQueryBehindItsOwnPath(String original) {
        var agent = registerAgent();

        for (var query : List.of("", "?any_agent=true", "?agent_name=" + agent.name(), "?agent_id=" + agent.id())) {
            assertEquals(403, statusOf(PATH + original + query, agent.internalKey()), query);
        }
        assertEquals(401, statusOf(PATH + original, ""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/agent_api_keys//authorize",
                "//agent_api_keys/authorize",
                "/agent_api_keys/./authorize",
                "/x/../agent_api_keys/authorize",
                "/agent_api_keys/%61uthorize",
                "/agent_api_keys/authorize/",
                "/agent_api_keys/authorize;x",
                "/agent_api_keys/authorize;x/",
                "/agent_api_keys/AUTHORIZE",
                "/agent_api_keys/authorize%2F",
                "/agent_api_keys%2Fauthorize",
                "/agent_api_keys/authorize%00",
                "/agent_api_keys/authorize%20",
                "/agent_api_keys/authorize#x",
                "http://any.example/agent_api_keys/authorize",
                "http://any.example/agent_api_keys/%61uthorize",
            })
    void refusesEveryOtherSpellingOfItsPath(String path) {
        var agent = registerAgent();

        for (var query : List.of("", "?any_agent=true", "?agent_name=" + agent.name())) {
            int status = statusOf(path + query, agent.internalKey());
            assertTrue(status >= 400 && status < 500, path + query + " " + status);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/agent_api_keys/authorize/", "/agent_api_keys//authorize", "/agent_api_keys/%61uthorize"})
    void answersTheSameInHttp2(String path) {
        var agent = registerAgent();

        assertEquals(200, http2StatusOf(PATH + "?agent_name=" + agent.name(), agent.internalKey()));
        assertEquals(403, http2StatusOf(PATH, agent.internalKey()));
        assertEquals(403, http2StatusOf(path + "?agent_name=" + agent.name(), agent.internalKey()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "?",
                "?agent_name=",
                "?agent_id=",
                "?agent_name",
                "?agent=NAME",
                "?agent_name=NAME&agent_name=NAME",
                "?agent_name=NAME&agent_name=other",
                "?AGENT_NAME=NAME",
                "?agent_name=NAME&agent_name=",
                "?agent_name=NAME;agent_name=other",
                "?agent_id=ID&agent_id=ID",
                "?agent_id=&agent_name=NAME",
                "?any_agent",
                "?any_agent=",
                "?any_agent=false",
                "?any_agent=TRUE",
                "?any_agent=true&any_agent=true",
                "?any_agent=true&agent_name=NAME",
                "?any_agent=true&agent_name=",
                "?any_agent=false&agent_id=ID",
            })
    void refusesAQuestionThatDoesNotNameOneAgentClearly(String query) {
        var agent = registerAgent();

        assertEquals(
                403,
                statusOf(PATH + query.replace("NAME", agent.name()).replace("ID", agent.id()), agent.internalKey()));
    }

    @Test
    void writesNamesSafelyIntoHeaders() {
        var agent = registerAgent();
        var key = createKey(Map.of("agent_id", agent.id(), "name", "100% ünïcødé, \"q\" 😀"))
                .as(JsonAnswer.class)
                .<String>get("api_key");

        given().header("X-Agent-API-Key", key)
                .get(ANY_AGENT)
                .then()
                .statusCode(200)
                .header(
                        "X-Agent-Api-Key-Name",
                        equalTo("100%25%20%C3%BCn%C3%AFc%C3%B8d%C3%A9,%20\"q\"%20%F0%9F%98%80"));
    }

    @Test
    void answersWithoutWaitingForTheAnnouncedBody() throws IOException {
        var answer = raw("POST " + ANY_AGENT + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999\r\n"
                + "X-Agent-API-Key: " + registerAgent().internalKey() + "\r\n\r\n");

        assertTrue(answer.startsWith("HTTP/1.1 200 "), answer);
        assertTrue(answer.toLowerCase(java.util.Locale.ROOT).contains("connection: close"), answer);
    }

    @Test
    void answersRequestsFromEveryOrigin() {
        given().header("X-Agent-API-Key", registerAgent().internalKey())
                .header("Origin", "https://any.example")
                .get(ANY_AGENT)
                .then()
                .statusCode(200);
    }

    @Test
    void ignoresABodyWhateverItsSizeAndType() {
        given().header("X-Agent-API-Key", registerAgent().internalKey())
                .contentType("text/plain")
                .body("x".repeat(200_000))
                .post(ANY_AGENT)
                .then()
                .statusCode(200);
    }

    @Test
    void refusesADeletedKeyFromTheAnswerOn() {
        var key = createKey(Map.of("agent_id", registerAgent().id(), "name", "ci"))
                .as(JsonAnswer.class);
        given().header("X-Agent-API-Key", key.getString("api_key"))
                .get(ANY_AGENT)
                .then()
                .statusCode(200);

        given().delete("/agent_api_keys/{id}", key.getString("id"));

        given().header("X-Agent-API-Key", key.getString("api_key"))
                .get(ANY_AGENT)
                .then()
                .statusCode(401)
                .header("WWW-Authenticate", not(nullValue()));
    }

    private static int statusOf(String target, String key) {
        var answer = RawExchange.request(
                URI.create("http://127.0.0.1:" + RestAssured.port), "GET", target, Map.of("X-Agent-API-Key", key));
        return Integer.parseInt(answer.split(" ", 3)[1]);
    }

    private static int http2StatusOf(String path, String key) {
        try (var connection = new RawHttp2()) {
            connection.send("GET", path, Map.of("x-agent-api-key", key), true);
            return connection.readStatus();
        }
    }

    private static String signingSecret() {
        return createKey(Map.of("agent_id", registerAgent().id(), "name", "octo/hello", "api_key_type", "github"))
                .as(JsonAnswer.class)
                .get("api_key");
    }

    private static Map<String, String> headers(Response answer) {
        var headers = new HashMap<String, String>();
        answer.headers().forEach(header -> headers.put(header.getName(), header.getValue()));
        headers.remove("X-Request-Id");
        return headers;
    }

    /** Reads the head of the answer. */
    private static String raw(String request) throws IOException {
        try (var socket = new Socket("127.0.0.1", RestAssured.port)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            var head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                int read = socket.getInputStream().read();
                if (read < 0) {
                    break;
                }
                head.append((char) read);
            }
            return head.toString();
        }
    }
}
