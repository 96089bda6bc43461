package dev.agentkeys.http.filter;

import static io.restassured.RestAssured.given;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentkeys.testsupport.Api;
import dev.agentkeys.testsupport.JsonAnswer;
import dev.agentkeys.testsupport.RawExchange;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * The service refuses a query that gives a parameter twice, because a proxy may read one of the values, and this
 * service the other.
 */
@QuarkusTest
class RepeatedParameterTest {

    @Test
    void refusesEachRepeatedParameter() {
        Map<String, Map<String, ?>> paths =
                given().get("/openapi.json").as(JsonAnswer.class).getMap("paths");
        int checked = 0;
        for (var path : paths.entrySet()) {
            for (var operation : path.getValue().entrySet()) {
                if (operation.getValue() instanceof Map<?, ?> described
                        && described.get("parameters") instanceof List<?> parameters) {
                    checked += checkAll(operation.getKey(), path.getKey(), parameters);
                }
            }
        }
        assertTrue(checked >= 10, "parameters: " + checked);
    }

    private static int checkAll(String method, String path, List<?> parameters) {
        int checked = 0;
        for (var parameter : parameters) {
            var described = (Map<?, ?>) parameter;
            if ("query".equals(described.get("in")) && !hasRulesOfItsOwn(path)) {
                var name = (String) described.get("name");
                for (var query : List.of(name + "=1&" + name + "=1", name + "=&x=1&" + name + "=2")) {
                    isRefused(send(method, path.replaceAll("\\{[^}]+}", "a") + "?" + query), name);
                }
                checked++;
            }
        }
        return checked;
    }

    /** An agent reads its own query, and a gateway sees only the status. */
    private static boolean hasRulesOfItsOwn(String path) {
        return path.startsWith("/agents/forward/") || path.startsWith("/agent_api_keys/authorize");
    }

    @Test
    void refusesAnotherSpellingOfTheSameName() {
        isRefused(send("get", "/agents?limit=1&LIMIT=2"), "limit");
        isRefused(send("get", "/agents?limit=1&l%69mit=2"), "limit");
        isRefused(send("get", "/agents?limit=1;limit=2"), "limit");
    }

    @Test
    void deletesNothingForARefusedQuery() {
        var agent = Api.registerAgent();
        var other = Api.registerAgent();
        var key = "/agent_api_keys/name/" + agent.name() + "-api-key?api_key_type=internal&agent_name=" + agent.name();

        isRefused(send("delete", key + "&agent_name=" + other.name()), "agent_name");
        given().urlEncodingEnabled(false).get(key).then().statusCode(200);
    }

    @Test
    void acceptsARepeatedParameterThatTheServiceDoesNotRead() {
        assertStatus(200, send("GET", "/agents?x=1&x=2"));
        assertStatus(404, send("GET", "/agents/forward/name/nobody/x?limit=1&limit=2"));
    }

    @Test
    void refusesAQueryWithTooManyParameters() {
        var answer = send("GET", "/agents?limit=1&" + "x&".repeat(2_000) + "limit=2");

        assertStatus(400, answer);
        assertTrue(answer.contains("\"The query has too many parameters.\""), answer);
    }

    /** Sends the query byte for byte, because an HTTP client may normalize it. */
    private static String send(String method, String target) {
        return RawExchange.request(
                URI.create("http://127.0.0.1:" + RestAssured.port), method.toUpperCase(Locale.ROOT), target, Map.of());
    }

    private static void isRefused(String answer, String name) {
        assertStatus(400, answer);
        assertTrue(
                answer.endsWith("{\"message\":\"The query parameter '" + name
                        + "' may be given once only.\",\"code\":400,\"data\":null}"),
                answer);
    }

    private static void assertStatus(int status, String answer) {
        assertTrue(answer.startsWith("HTTP/1.1 " + status + " "), answer);
    }
}
