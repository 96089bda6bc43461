package dev.agentkeys.forwarding;

import static dev.agentkeys.testsupport.Api.createKey;
import static dev.agentkeys.testsupport.JsonAnswer.at;
import static io.restassured.RestAssured.given;
import static io.restassured.config.EncoderConfig.encoderConfig;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasLength;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentkeys.testsupport.AgentServer;
import dev.agentkeys.testsupport.Api;
import dev.agentkeys.testsupport.Api.RegisteredAgent;
import dev.agentkeys.testsupport.JsonAnswer;
import dev.agentkeys.testsupport.RawExchange;
import dev.agentkeys.testsupport.TestDatabase;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.config.RestAssuredConfig;
import io.restassured.response.ValidatableResponse;
import java.net.URLEncoder;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Webhooks of GitHub reach the agent if they are signed with the agent's key for the repository. */
@QuarkusTest
class GitHubWebhookTest {

    private static final RestAssuredConfig AS_IT_IS = RestAssured.config()
            .encoderConfig(encoderConfig().appendDefaultContentCharsetToContentTypeIfUndefined(false));
    private static final String FORM = "application/x-www-form-urlencoded";
    private static final String SECRET = "a-github-secret-with-ümläuts";
    private static final String EVENT =
            "{\"action\":\"opened\",\"repository\":{\"id\":1,\"full_name\":\"octo/hello\"}}";
    /** Calculated by openssl. */
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
                .as(JsonAnswer.class)
                .get("id");
    }

    @Test
    void forwardsWhatTheRepositorySigned() {
        send(EVENT, SIGNATURE)
                .statusCode(200)
                .body(at("uri", equalTo("/hooks/echo?a=1")))
                .body(at("body", equalTo(EVENT)))
                .body(at("headers.x-github-event", contains("issues")))
                .body(at("headers.x-hub-signature-256", contains(SIGNATURE)))
                .body(at("headers.x-agent-name", contains(agent.name())))
                .body(at("headers.x-agent-api-key-id", contains(keyId)))
                .body(at("headers.x-agent-api-key-name", contains("octo/hello")));
    }

    @Test
    void acceptsTheUrlAndTheSecretOfAWebhookTrigger() {
        var trigger = Api.json(
                        Map.of("agent_name", agent.name(), "name", "octo/new", "forward_path", "new issues/echo"))
                .post("/agent_api_keys/webhook-trigger")
                .then()
                .statusCode(200)
                .extract()
                .as(JsonAnswer.class);
        var event = "{\"repository\":{\"full_name\":\"octo/new\"}}";

        given().urlEncodingEnabled(false)
                .header("X-Hub-Signature-256", Signed.byGitHub(trigger.getString("secret"), event))
                .contentType("application/json")
                .body(event)
                .post(trigger.getString("webhook_path"))
                .then()
                .statusCode(200)
                .body(at("uri", equalTo("/new%20issues/echo")));
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
    void refusesABodyThatIsNotJson(String body) {
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
    void refusesABodyWithoutSource(String body) {
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
    void findsNoKeyOfAnotherRepository(String name, String shown) {
        send("{\"repository\":{\"full_name\":\"" + name + "\"}}", SIGNATURE)
                .statusCode(404)
                .body(at("detail", equalTo("No API key found for GitHub repository " + shown + ".")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/x-www-form-urlencoded",
                "application/x-www-form-urlencoded; charset=utf-8",
                "Application/X-WWW-Form-URLEncoded ;charset=UTF-8"
            })
    void forwardsAFormUnchanged(String contentType) {
        var event = "{\"zen\":\"ü & = + %\",\"repository\":{\"full_name\":\"octo/hello\"}}";
        var form = "payload=" + URLEncoder.encode(event, UTF_8);

        send(contentType, form, Signed.byGitHub(SECRET, form))
                .statusCode(200)
                .body(at("body", equalTo(form)))
                .body(at("headers.content-type", contains(contentType)));
        refused(send(contentType, form, Signed.byGitHub(SECRET, event)), 401, "Invalid GitHub webhook signature");
    }

    @Test
    void forwardsALargeForm() {
        var form = "payload=%7B%22repository%22%3A%7B%22full_name%22%3A%22octo%2Fhello%22%7D%2C%22x%22%3A%22"
                + "%C3%BC".repeat(500_000) + "%22%7D";

        send(FORM, form, Signed.byGitHub(SECRET, form)).statusCode(200).body(at("body", hasLength(form.length())));
    }

    @ParameterizedTest
    @CsvSource({
        "payload=%7B, Failed to parse GitHub webhook payload as JSON.",
        "payload=, Failed to parse GitHub webhook payload as JSON.",
        "payload=%7B%7D&payload=%7B%7D, Failed to parse GitHub webhook payload as JSON.",
        "payload=%zz, Failed to parse GitHub webhook payload as JSON.",
        "other=%7B%7D, Empty payload in GitHub webhook.",
        "payload=%7B%7D, GitHub webhook payload missing repository info.",
        "payload=%7B%22repository%22%3A%7B%22id%22%3A1%7D%7D, GitHub webhook payload missing repository name."
    })
    void refusesAFormWithoutSource(String form, String detail) {
        refused(send(FORM, form, Signed.byGitHub(SECRET, form)), 400, detail);
    }

    @Test
    void refusesABodyWithTwoContentTypes() {
        try (var exchange = new RawExchange()) {
            exchange.send("POST /agents/forward/name/" + agent.name() + "/echo HTTP/1.1\r\nHost: localhost\r\n"
                    + "Connection: close\r\nContent-Type: application/json\r\nContent-Type: " + FORM + "\r\n"
                    + "X-Hub-Signature-256: " + SIGNATURE + "\r\nContent-Length: " + EVENT.length() + "\r\n\r\n"
                    + EVENT);
            var answer = exchange.readAll();

            assertTrue(answer.startsWith("HTTP/1.1 400 "), answer);
            assertTrue(answer.endsWith("{\"detail\":\"The content type is given more than once.\"}"), answer);
        }
    }

    @Test
    void findsTheKeyWhateverTheCaseOfTheRepository() {
        for (var name : List.of("Octo/Hello", "OCTO/HELLO", "octo/hello")) {
            var event = eventOf(name);
            sendSigned(event).statusCode(200).body(at("headers.x-agent-api-key-name", contains("octo/hello")));
        }
        createGitHubKey("Org/Repo", SECRET);

        sendSigned(eventOf("org/repo")).statusCode(200).body(at("headers.x-agent-api-key-name", contains("Org/Repo")));
    }

    @Test
    void findsBothOfTwoKeysThatAnOlderVersionAccepted() {
        TestDatabase.query("update agent_api_key set same_github_name = 1 where id = ?::uuid returning id", keyId);
        createGitHubKey("Octo/Hello", "the secret of the other one");

        for (var name : List.of("Octo/Hello", "octo/hello")) {
            var event = eventOf(name);
            sendSigned(event).statusCode(200).body(at("headers.x-agent-api-key-name", contains("octo/hello")));
            send(event, Signed.byGitHub("the secret of the other one", event))
                    .statusCode(200)
                    .body(at("headers.x-agent-api-key-name", contains("Octo/Hello")));
        }
        refused(send(EVENT, Signed.byGitHub("a third one's secret", EVENT)), 401, "Invalid GitHub webhook signature");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"action\":\"member_added\",\"organization\":{\"login\":\"Big-Org\"}}",
                "{\"action\":\"created\",\"installation\":{\"id\":1,\"account\":{\"id\":2,\"login\":\"Big-Org\"}}}",
                "{\"sponsorship\":{\"sponsorable\":{\"login\":\"Big-Org\"}}}",
                "{\"repository\":{\"full_name\":\"Big-Org/any\"},\"organization\":{\"login\":\"Big-Org\"}}"
            })
    void findsTheKeyOfAnOrganization(String event) {
        createGitHubKey("big-org/*", "secret of the organization");

        send(event, Signed.byGitHub("secret of the organization", event))
                .statusCode(200)
                .body(at("headers.x-agent-api-key-name", contains("big-org/*")));
        refused(send(event, Signed.byGitHub(SECRET, event)), 401, "Invalid GitHub webhook signature");
    }

    @Test
    void acceptsTheSignatureOfTheRepositoryOrOfItsOrganization() {
        createGitHubKey("octo/*", "secret of the organization");
        var others = "{\"repository\":{\"full_name\":\"else/where\"},\"organization\":{\"login\":\"octo\"}}";

        send(EVENT, SIGNATURE).statusCode(200).body(at("headers.x-agent-api-key-name", contains("octo/hello")));
        send(EVENT, Signed.byGitHub("secret of the organization", EVENT))
                .statusCode(200)
                .body(at("headers.x-agent-api-key-name", contains("octo/*")));
        refused(
                send(others, Signed.byGitHub("secret of the organization", others)),
                404,
                "No API key found for GitHub repository else/where.");
    }

    @Test
    void findsTheKeyOfAnApp() {
        createGitHubKey("app:1234", "secret of the app");
        for (var event : List.of(EVENT, "{\"action\":\"revoked\",\"sender\":{\"login\":\"octocat\"}}")) {
            ofApp("1234", event, "secret of the app")
                    .statusCode(200)
                    .body(at("headers.x-agent-api-key-name", contains("app:1234")));
            refused(ofApp("1234", event, "another secret"), 401, "Invalid GitHub webhook signature");
        }
        refused(
                ofApp("99", "{\"action\":\"revoked\"}", SECRET),
                404,
                "No API key found for GitHub app: it would be named app:99.");
        refused(ofApp("*", "{\"action\":\"revoked\"}", SECRET), 400, "GitHub webhook payload missing repository info.");
    }

    @Test
    void namesTheMissingKeyOfAnOrganization() {
        refused(
                sendSigned("{\"organization\":{\"login\":\"Big-Org\"}}"),
                404,
                "No API key found for GitHub organization or user Big-Org: it would be named Big-Org/*.");
    }

    @Test
    void acceptsNoKeyOfAnotherTypeOrAgent() {
        var other = server.register();
        createKey(Map.of("agent_id", other.id(), "name", "octo/hello", "api_key_type", "slack", "api_key", SECRET));
        createKey(Map.of("agent_id", other.id(), "name", "octo/hello", "api_key", SECRET));

        given().header("X-Hub-Signature-256", SIGNATURE)
                .body(EVENT)
                .post("/agents/forward/name/{name}/hooks/echo", other.name())
                .then()
                .statusCode(404)
                .body(at("detail", equalTo("No API key found for GitHub repository octo/hello.")));
    }

    @Test
    void acceptsNoDeletedKey() {
        given().delete("/agent_api_keys/{id}", keyId);

        refused(send(EVENT, SIGNATURE), 404, "No API key found for GitHub repository octo/hello.");
    }

    @Test
    void checksBodiesLargerThanOtherRoutesAccept() {
        var event = "{\"padding\":\"" + "x".repeat(3_000_000) + "\",\"repository\":{\"full_name\":\"octo/hello\"}}";

        send(event, Signed.byGitHub(SECRET, event)).statusCode(200).body(at("body", hasLength(event.length())));
        refused(send(event, SIGNATURE), 401, "Invalid GitHub webhook signature");
    }

    @Test
    void refusesBodiesLargerThanGitHubSends() {
        refused(send("x".repeat(25 * 1024 * 1024 + 1), SIGNATURE), 413, "Request Entity Too Large");
    }

    private void createGitHubKey(String name, String secret) {
        createKey(Map.of("agent_id", agent.id(), "name", name, "api_key_type", "github", "api_key", secret))
                .then()
                .statusCode(200);
    }

    private static String eventOf(String repository) {
        return "{\"repository\":{\"full_name\":\"" + repository + "\"}}";
    }

    private ValidatableResponse ofApp(String id, String event, String secret) {
        return given().header("X-GitHub-Hook-Installation-Target-Type", "integration")
                .header("X-GitHub-Hook-Installation-Target-ID", id)
                .header("X-Hub-Signature-256", Signed.byGitHub(secret, event))
                .contentType("application/json")
                .body(event)
                .post("/agents/forward/name/{name}/hooks/echo", agent.name())
                .then();
    }

    private ValidatableResponse sendSigned(String event) {
        return send(event, Signed.byGitHub(SECRET, event));
    }

    private ValidatableResponse send(String body, String signature) {
        return send("application/json; charset=UTF-8", body, signature);
    }

    private ValidatableResponse send(String contentType, String body, String signature) {
        return given().header("X-GitHub-Event", "issues")
                .header("X-Hub-Signature-256", signature)
                .config(AS_IT_IS)
                .contentType(contentType)
                .body(body)
                .post("/agents/forward/name/{name}/hooks/echo?a=1", agent.name())
                .then();
    }

    private static void refused(ValidatableResponse answer, int status, String detail) {
        answer.statusCode(status).contentType("application/json").body(equalTo("{\"detail\":\"" + detail + "\"}"));
    }
}
