package dev.agentkeys.ingress;

import static dev.agentkeys.testsupport.Api.createKey;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;

import dev.agentkeys.testsupport.AgentServer;
import dev.agentkeys.testsupport.Api;
import dev.agentkeys.testsupport.Api.RegisteredAgent;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Webhooks of GitHub reach the agent if the agent's key of the repository signed them. */
@QuarkusTest
class GitHubWebhookTest {

    private static final String SECRET = "a-github-secret-with-ümläuts";
    private static final String EVENT =
            "{\"action\":\"opened\",\"repository\":{\"id\":1,\"full_name\":\"octo/hello\"}}";
    /** Computed by openssl. */
    private static final String SIGNATURE = "sha256=b415cb05b247ba732b8414e61aa66b85886565c00505b7bac67c66532a9f875d";

    private static AgentServer server;

    private RegisteredAgent agent;
    private String keyId;

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
        keyId = createKey(Map.of(
                        "agent_id", agent.id(), "name", "octo/hello", "api_key_type", "github", "api_key", SECRET))
                .then()
                .statusCode(200)
                .extract()
                .path("id");
    }

    @Test
    void forwardsWhatTheRepositorySigned() {
        send(EVENT, SIGNATURE)
                .statusCode(200)
                .body("uri", equalTo("/hooks/echo?a=1"))
                .body("body", equalTo(EVENT))
                .body("headers.x-github-event", contains("issues"))
                .body("headers.x-hub-signature-256", contains(SIGNATURE))
                .body("headers.x-agent-name", contains(agent.name()))
                .body("headers.x-agent-api-key-id", contains(keyId))
                .body("headers.x-agent-api-key-name", contains("octo/hello"));
    }

    @Test
    void worksWithWhatTheWebhookTriggerSays() {
        var trigger = Api.json(
                        Map.of("agent_name", agent.name(), "name", "octo/new", "forward_path", "new issues/echo"))
                .post("/agent_api_keys/webhook-trigger")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
        var event = "{\"repository\":{\"full_name\":\"octo/new\"}}";

        given().urlEncodingEnabled(false)
                .header("X-Hub-Signature-256", Signed.byGitHub(trigger.getString("secret"), event))
                .contentType("application/json")
                .body(event)
                .post(trigger.getString("webhook_path"))
                .then()
                .statusCode(200)
                .body("uri", equalTo("/new%20issues/echo"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sha256=b415cb05b247ba732b8414e61aa66b85886565c00505b7bac67c66532a9f875e",
                "sha256=B415CB05B247BA732B8414E61AA66B85886565C00505B7BAC67C66532A9F875D",
                "b415cb05b247ba732b8414e61aa66b85886565c00505b7bac67c66532a9f875d",
                "sha1=b415cb05",
                "sha256="
            })
    void refusesAnotherSignature(String signature) {
        refused(send(EVENT, signature), 401, "Invalid GitHub webhook signature");
    }

    @Test
    void refusesABodyThatWasChangedAtItsEnd() {
        refused(send(EVENT + " ", SIGNATURE), 401, "Invalid GitHub webhook signature");
    }

    @Test
    void refusesAnEmptyBody() {
        refused(send("", SIGNATURE), 400, "Empty payload in GitHub webhook.");
        refused(
                given().header("X-Hub-Signature-256", SIGNATURE)
                        .get("/agents/forward/name/{name}/hooks/echo", agent.name())
                        .then(),
                400,
                "Empty payload in GitHub webhook.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "payload=%7B%7D",
                "{\"repository\":{\"full_name\":\"a\"},\"repository\":{\"full_name\":\"b\"}}"
            })
    void refusesWhatIsNoJson(String body) {
        refused(send(body, SIGNATURE), 400, "Failed to parse GitHub webhook payload as JSON.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"repository\":null}",
                "{\"repository\":{}}",
                "[]",
                "null",
                "\"x\"",
                "{\"repository\":\"x\"}"
            })
    void refusesWhatIsOfNoRepository(String body) {
        refused(send(body, SIGNATURE), 400, "GitHub webhook payload missing repository info.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"id\":1}",
                "{\"full_name\":null}",
                "{\"full_name\":\"\"}",
                "{\"full_name\":{\"a\":1}}",
                "{\"full_name\":7}"
            })
    void refusesARepositoryWithoutName(String repository) {
        refused(
                send("{\"repository\":" + repository + "}", SIGNATURE),
                400,
                "GitHub webhook payload missing repository name.");
    }

    @ParameterizedTest
    @CsvSource({"octo/other, octo/other", "octo\\u0000hello, octo\u0000hello", "\\ud800, ?"})
    void knowsNoOtherRepository(String name, String shown) {
        send("{\"repository\":{\"full_name\":\"" + name + "\"}}", SIGNATURE)
                .statusCode(404)
                .body("detail", equalTo("No API key found for GitHub repository " + shown + "."));
    }

    @Test
    void takesNoKeyOfAnotherTypeOrAgent() {
        var other = server.register();
        createKey(Map.of("agent_id", other.id(), "name", "octo/hello", "api_key_type", "slack", "api_key", SECRET));
        createKey(Map.of("agent_id", other.id(), "name", "octo/hello", "api_key", SECRET));

        given().header("X-Hub-Signature-256", SIGNATURE)
                .body(EVENT)
                .post("/agents/forward/name/{name}/hooks/echo", other.name())
                .then()
                .statusCode(404)
                .body("detail", equalTo("No API key found for GitHub repository octo/hello."));
    }

    @Test
    void takesNoDeletedKey() {
        given().delete("/agent_api_keys/{id}", keyId);

        refused(send(EVENT, SIGNATURE), 404, "No API key found for GitHub repository octo/hello.");
    }

    @Test
    void checksBodiesLargerThanAnyOtherRouteTakes() {
        var event = "{\"padding\":\"" + "x".repeat(3_000_000) + "\",\"repository\":{\"full_name\":\"octo/hello\"}}";

        send(event, Signed.byGitHub(SECRET, event)).statusCode(200).body("body.length()", equalTo(event.length()));
        refused(send(event, SIGNATURE), 401, "Invalid GitHub webhook signature");
    }

    @Test
    void refusesBodiesLargerThanGitHubs() {
        refused(send("x".repeat(25 * 1024 * 1024 + 1), SIGNATURE), 413, "Request Entity Too Large");
    }

    private ValidatableResponse send(String body, String signature) {
        return given().header("X-GitHub-Event", "issues")
                .header("X-Hub-Signature-256", signature)
                .contentType("application/json; charset=UTF-8")
                .body(body)
                .post("/agents/forward/name/{name}/hooks/echo?a=1", agent.name())
                .then();
    }

    private static void refused(ValidatableResponse answer, int status, String detail) {
        answer.statusCode(status).contentType("application/json").body(equalTo("{\"detail\":\"" + detail + "\"}"));
    }
}
