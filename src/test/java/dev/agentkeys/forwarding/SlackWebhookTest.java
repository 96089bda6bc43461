package dev.agentkeys.forwarding;

import static dev.agentkeys.testsupport.Api.createKey;
import static dev.agentkeys.testsupport.JsonAnswer.at;
import static io.restassured.RestAssured.given;
import static io.restassured.config.EncoderConfig.encoderConfig;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.emptyString;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.agentkeys.testsupport.AgentServer;
import dev.agentkeys.testsupport.Api.RegisteredAgent;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.config.RestAssuredConfig;
import io.restassured.response.ValidatableResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
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

/**
 * Events of Slack reach the agent if they are signed with the agent's key for the app, and if the signature is recent.
 */
@QuarkusTest
class SlackWebhookTest {

    private static final RestAssuredConfig AS_IT_IS = RestAssured.config()
            .encoderConfig(encoderConfig().appendDefaultContentCharsetToContentTypeIfUndefined(false));
    private static final String FORM = "application/x-www-form-urlencoded";
    private static final String SECRET = "8f742231b10e8888abcd99yyyzzz85a5";
    private static final String EVENT =
            "{\"type\":\"event_callback\",\"api_app_id\":\"A0123\",\"event\":{\"text\":\"ü\"}}";

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
        createKey(Map.of("agent_id", agent.id(), "name", "A0123", "api_key_type", "slack", "api_key", SECRET))
                .then()
                .statusCode(200);
    }

    @Test
    void forwardsWhatTheAppSigned() {
        sendSigned(EVENT)
                .statusCode(200)
                .body(at("body", equalTo(EVENT)))
                .body(at("headers.x-agent-api-key-name", contains("A0123")));
    }

    @Test
    void refusesAnotherSignature() {
        var now = Signed.now();

        refused(send(EVENT, now, Signed.bySlack("another", now, EVENT)), 401, "Invalid Slack webhook signature");
        refused(send(EVENT, now, Signed.bySlack(SECRET, "1", EVENT)), 401, "Invalid Slack webhook signature");
        refused(send(EVENT + " ", now, Signed.bySlack(SECRET, now, EVENT)), 401, "Invalid Slack webhook signature");
    }

    @Test
    void refusesWithoutTimestamp() {
        refused(send(EVENT, null, "v0=00"), 401, "Missing X-Slack-Request-Timestamp header.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"soon", "1.5", "99999999999999999999"})
    void refusesAnInvalidTimestamp(String timestamp) {
        refused(send(EVENT, timestamp, "v0=00"), 400, "Invalid X-Slack-Request-Timestamp header value.");
    }

    @ParameterizedTest
    @ValueSource(longs = {-310, 310})
    void refusesATimestampThatIsFarFromNow(long seconds) {
        var timestamp =
                String.valueOf(Instant.now().plus(Duration.ofSeconds(seconds)).getEpochSecond());

        refused(
                send(EVENT, timestamp, Signed.bySlack(SECRET, timestamp, EVENT)),
                400,
                "Slack webhook request has bad timestamp.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "7",
                "{\"api_app_id\":null}",
                "{\"api_app_id\":\"\"}",
                "{\"api_app_id\":1}",
                "{\"event\":{\"api_app_id\":\"A0123\"}}"
            })
    void refusesABodyWithoutApp(String body) {
        refused(sendSigned(body), 400, "Slack webhook payload missing API app ID.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "token=x&api_app_id=A0123"})
    void refusesABodyThatIsNotJson(String body) {
        refused(sendSigned(body), 400, "Invalid Slack verification request.");
    }

    @Test
    void findsNoKeyOfAnotherApp() {
        refused(sendSigned("{\"api_app_id\":\"A9\"}"), 404, "No API key found for Slack app A9.");
    }

    @Test
    void answersTheChallengeOfSlackWithoutTheAgent() {
        var challenge = "{\"token\":\"t\",\"challenge\":\"<b>3eZb</b>\",\"type\":\"url_verification\"}";

        send(challenge, Signed.now(), "v0=00")
                .statusCode(200)
                .contentType("text/plain")
                .header("X-Content-Type-Options", "nosniff")
                .body(equalTo("<b>3eZb</b>"));
        send(challenge, Signed.now(), null).statusCode(200).body(equalTo("<b>3eZb</b>"));
    }

    @Test
    void answersNoChallengeForAnUnknownAgent() {
        given().header("X-Slack-Request-Timestamp", Signed.now())
                .body("{\"challenge\":\"x\",\"type\":\"url_verification\"}")
                .post("/agents/forward/name/nobody/x")
                .then()
                .statusCode(404)
                .body(equalTo("{\"detail\":\"Agent nobody not found or has no ACP URL.\"}"));
    }

    @Test
    void forwardsAnEventThatLooksLikeAChallenge() {
        var event = "{\"type\":\"event_callback\",\"challenge\":\"x\",\"api_app_id\":\"A0123\"}";

        sendSigned(event).statusCode(200).body(at("body", equalTo(event)));
    }

    @Test
    void refusesAnEventWithoutSignature() {
        refused(send(EVENT, Signed.now(), null), 403, "Missing authentication for forward request.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "token=t&team_id=T1&api_app_id=A0123&command=%2Fdeploy&text=a+b%2Bc+%C3%BC&trigger_id=1.2",
                "payload=%7B%22type%22%3A%22block_actions%22%2C%22api_app_id%22%3A%22A0123%22%2C%22actions%22%3A%5B%5D%7D",
                "payload=%7B%22type%22%3A%22block_suggestion%22,%22api_app_id%22:%22A0123%22%7D",
                "token=t&ssl_check=1&api_app_id=A0123"
            })
    void forwardsFormsThatTheAppSigned(String form) {
        for (var contentType : List.of(FORM, FORM.toUpperCase(Locale.ROOT) + "; charset=utf-8")) {
            var now = Signed.now();

            send(contentType, form, now, Signed.bySlack(SECRET, now, form))
                    .statusCode(200)
                    .body(at("body", equalTo(form)))
                    .body(at("headers.x-agent-api-key-name", contains("A0123")))
                    .body(at("headers.content-type", contains(contentType)));
            refused(
                    send(contentType, form, now, Signed.bySlack("another", now, form)),
                    401,
                    "Invalid Slack webhook signature");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "command=%2Fdeploy, Slack webhook payload missing API app ID.",
        "api_app_id=, Slack webhook payload missing API app ID.",
        "payload=%7B%7D, Slack webhook payload missing API app ID.",
        "payload=%7B, Invalid Slack verification request.",
        "api_app_id=A0123&api_app_id=A9, Invalid Slack verification request.",
        "api_app_id=A0123&payload=%7B%22api_app_id%22:%22A9%22%7D, Invalid Slack verification request.",
        "api_app_id=%zz, Invalid Slack verification request."
    })
    void refusesFormsThatNameNotOneApp(String form, String detail) {
        var now = Signed.now();

        refused(send(FORM, form, now, Signed.bySlack(SECRET, now, form)), 400, detail);
    }

    @Test
    void answersAnUnsignedCheckOfTheCertificateWithoutTheAgent() {
        int seen = server.seen().size();
        for (var form : List.of("ssl_check=1&token=t", "token=t&ssl_check=1&api_app_id=A0123")) {
            send(FORM, form, Signed.now(), null).statusCode(200).body(emptyString());
        }
        send(FORM, "ssl_check=1&token=t", Signed.now(), "v0=00").statusCode(200).body(emptyString());
        given().get("/agents/forward/name/{name}/slack/echo?ssl_check=1&token=t", agent.name())
                .then()
                .statusCode(200)
                .body(emptyString());

        assertEquals(seen, server.seen().size());
    }

    @Test
    void answersNoOtherRequestAsACheckOfTheCertificate() {
        for (var query : List.of("ssl_check=0", "ssl_check", "a=ssl_check=1", "ssl_check=1&ssl_check=1")) {
            given().get("/agents/forward/name/{name}/slack/echo?" + query, agent.name())
                    .then()
                    .statusCode(403);
        }
        given().get("/agents/forward/name/nobody/slack?ssl_check=1").then().statusCode(404);
        given().header("X-Agent-API-Key", agent.internalKey())
                .get("/agents/forward/name/{name}/slack/echo?ssl_check=1", agent.name())
                .then()
                .statusCode(200)
                .body(at("uri", equalTo("/slack/echo?ssl_check=1")));
    }

    @Test
    void refusesLargeBodies() {
        refused(send("x".repeat(1024 * 1024 + 1), Signed.now(), "v0=00"), 413, "Request Entity Too Large");
    }

    private ValidatableResponse sendSigned(String body) {
        var now = Signed.now();
        return send(body, now, Signed.bySlack(SECRET, now, body));
    }

    private ValidatableResponse send(String body, String timestamp, String signature) {
        return send("application/json; charset=UTF-8", body, timestamp, signature);
    }

    private ValidatableResponse send(String contentType, String body, String timestamp, String signature) {
        var headers = new HashMap<String, String>();
        if (timestamp != null) {
            headers.put("X-Slack-Request-Timestamp", timestamp);
        }
        if (signature != null) {
            headers.put("X-Slack-Signature", signature);
        }
        return given().headers(headers)
                .config(AS_IT_IS)
                .contentType(contentType)
                .body(body)
                .post("/agents/forward/name/{name}/slack/echo", agent.name())
                .then();
    }

    private static void refused(ValidatableResponse answer, int status, String detail) {
        answer.statusCode(status).contentType("application/json").body(equalTo("{\"detail\":\"" + detail + "\"}"));
    }
}
