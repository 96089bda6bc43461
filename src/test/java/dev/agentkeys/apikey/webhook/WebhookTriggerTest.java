package dev.agentkeys.apikey.webhook;

import static dev.agentkeys.testsupport.Api.json;
import static dev.agentkeys.testsupport.Api.registerAgent;
import static dev.agentkeys.testsupport.JsonAnswer.at;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.agentkeys.testsupport.AgentServer;
import dev.agentkeys.testsupport.JsonAnswer;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class WebhookTriggerTest {

    private static final String SECRET = "8f742231b10e8888abcd99yyyzzz85a5";

    @Test
    void generatesASecretForGitHub() {
        var agent = registerAgent();

        var answer = create(request(agent.name()))
                .statusCode(200)
                .header("Cache-Control", "no-store")
                .body(at("agent_name", equalTo(agent.name())))
                .body(at("source", equalTo("github")))
                .body(at("name", equalTo("org/repo")))
                .body(at("secret", matchesPattern("agk_gh_[0-9A-Za-z]{49}")))
                .body(at("webhook_path", equalTo("/agents/forward/name/" + agent.name() + "/github-pr/7")))
                .body(at("webhook_url", nullValue()))
                .extract()
                .as(JsonAnswer.class);

        assertEquals(
                Set.of("key_id", "agent_name", "source", "name", "secret", "webhook_path", "webhook_url", "expires_at"),
                answer.getMap("").keySet());
        given().queryParam("agent_name", agent.name())
                .queryParam("api_key_type", "github")
                .get("/agent_api_keys/name/{name}", "org/repo")
                .then()
                .statusCode(200)
                .body(at("id", equalTo(answer.getString("key_id"))));
    }

    @Test
    void takesASuppliedSecret() {
        var request = request(registerAgent().name());
        request.put("secret", SECRET);

        create(request).statusCode(200).body(at("secret", equalTo(SECRET)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"github", "slack"})
    void refusesAnEmptySecret(String source) {
        var request = request(registerAgent().name());
        request.put("source", source);
        request.put("secret", "");

        create(request)
                .statusCode(422)
                .body(at("detail[0].loc", contains("body", "secret")))
                .body(at("detail[0].type", equalTo("string_too_short")));
    }

    @Test
    void anEmptyPathIsTheRootOfTheAgent() {
        try (var server = new AgentServer()) {
            var agent = server.register();
            var request = request(agent.name());
            request.put("forward_path", "");

            var path = create(request)
                    .statusCode(200)
                    .body(at("webhook_path", equalTo("/agents/forward/name/" + agent.name() + "/")))
                    .extract()
                    .<String>path("webhook_path");

            given().header("X-Agent-API-Key", agent.internalKey())
                    .get(path)
                    .then()
                    .statusCode(200)
                    .body(at("uri", equalTo("/")));
        }
    }

    @Test
    void findsNoAgentByAnEmptyName() {
        create(request("")).statusCode(404).body(at("message", equalTo("Item with name '' does not exist.")));
    }

    @Test
    void requiresTheSecretForSlack() {
        var request = request(registerAgent().name());
        request.put("source", "slack");
        request.put("name", "A0123456");

        create(request).statusCode(400).body(at("message", containsString("'secret' is required")));
        request.put("secret", SECRET);
        create(request).statusCode(200).body(at("source", equalTo("slack"))).body(at("secret", equalTo(SECRET)));
    }

    @Test
    void refusesAGeneratedKeyOfAnotherTypeAsItsSecret() {
        var request = request(registerAgent().name());
        request.put("secret", "agk_ext_003aUlTJC7tjlCTQj2uNU3MFagCXG9LRKRcwGkBIDlf4am6p5");

        create(request)
                .statusCode(422)
                .body(at("detail[0].loc", contains("body", "secret")))
                .body(at("detail[0].msg", containsString("'external'")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"internal", "external"})
    void refusesASourceThatSendsNoWebhooks(String source) {
        var request = request(registerAgent().name());
        request.put("source", source);

        create(request).statusCode(400).body(at("code", equalTo(400)));
    }

    @Test
    void refusesTheSameNameTwice() {
        var request = request(registerAgent().name());
        create(request).statusCode(200);

        create(request)
                .statusCode(409)
                .body(at("message", containsString("github agent API key 'org/repo' already exists")));
    }

    @Test
    void saysWhichAgentDoesNotExist() {
        create(request("nobody"))
                .statusCode(404)
                .body(at("message", equalTo("Item with name 'nobody' does not exist.")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "https://keys.example | https://keys.example",
                "https://keys.example/ | https://keys.example",
                "http://keys.example:8080/base/// | http://keys.example:8080/base",
                "http://[::1]:8080 | http://[::1]:8080"
            })
    void composesTheUrlFromTheBaseUrl(String baseUrl, String expected) {
        var agent = registerAgent();
        var request = request(agent.name());
        request.put("base_url", baseUrl);

        create(request)
                .statusCode(200)
                .body(at("webhook_url", equalTo(expected + "/agents/forward/name/" + agent.name() + "/github-pr/7")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "hook | hook",
                "/hook | hook",
                "//host/hook | host/hook",
                "a b/ü | a%20b/%C3%BC",
                "a?b#c | a%3Fb%23c",
                "a%2Fb | a%252Fb",
                "a//b/ | a//b/",
                "a.b/..c/d.. | a.b/..c/d..",
                "100%/*~+ | 100%25/%2A~%2B"
            })
    void encodesThePath(String forwardPath, String expected) {
        var agent = registerAgent();
        var request = request(agent.name());
        request.put("forward_path", forwardPath);

        create(request)
                .statusCode(200)
                .body(at("webhook_path", equalTo("/agents/forward/name/" + agent.name() + "/" + expected)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a\u0000b",
                "a\nb",
                "..",
                "a/../b",
                "./a",
                "a/.",
                "a\\..\\b",
                "%2e%2e/a",
                "a/%2E./b",
                "a%2f..%2fb",
                "a/%252e%252e/b",
                "http://evil.example/x",
                "javascript:alert(1)",
                "//http://x"
            })
    void refusesAPathThatLeadsElsewhere(String forwardPath) {
        var request = request(registerAgent().name());
        request.put("forward_path", forwardPath);

        create(request)
                .statusCode(422)
                .body(at("detail", hasSize(1)))
                .body(at("detail[0].loc", contains("body", "forward_path")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "keys.example",
                "ftp://keys.example",
                "https://",
                "https://u:p@keys.example",
                "https://keys.example?a=b",
                "https://keys.example#f",
                "javascript:alert(1)"
            })
    void refusesAnInvalidBaseUrl(String baseUrl) {
        var request = request(registerAgent().name());
        request.put("base_url", baseUrl);

        create(request)
                .statusCode(422)
                .body(at("detail[0].loc", contains("body", "base_url")))
                .body(at("detail[0].type", equalTo("value_error")));
    }

    @Test
    void neverEchoesTheSecret() {
        create(Map.of("secret", SECRET, "source", "slack")).statusCode(422).body(not(containsString(SECRET)));
    }

    private static Map<String, Object> request(String agentName) {
        var request = new HashMap<String, Object>();
        request.put("agent_name", agentName);
        request.put("name", "org/repo");
        request.put("forward_path", "github-pr/7");
        return request;
    }

    private static ValidatableResponse create(Map<String, Object> request) {
        return json(request).post("/agent_api_keys/webhook-trigger").then();
    }
}
