package dev.agentkeys.forwarding;

import static dev.agentkeys.testsupport.Api.createKey;
import static dev.agentkeys.testsupport.JsonAnswer.at;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentkeys.forwarding.proxy.LoopDetection;
import dev.agentkeys.testsupport.AgentServer;
import dev.agentkeys.testsupport.Api;
import dev.agentkeys.testsupport.Api.RegisteredAgent;
import dev.agentkeys.testsupport.CapturedLog;
import dev.agentkeys.testsupport.JsonAnswer;
import dev.agentkeys.testsupport.RawExchange;
import dev.agentkeys.testsupport.RawHttp2;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A request passes through this service at most once, wherever an agent's URL leads. */
@QuarkusTest
class LoopDetectionTest {

    private static final String NAME = "agent-api-keys";
    private static final String REFUSED = "{\"detail\":\"The request came through this service before.\"}";
    private static final String EVENT = "{\"repository\":{\"full_name\":\"octo/hello\"}}";

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
    void aWebhookOfAnAgentWhoseUrlLeadsBackCausesOnlyOneMoreRequest() {
        var name = "agent-" + UUID.randomUUID();
        var registration = Api.registration(name);
        registration.put("acp_url", "http://127.0.0.1:" + RestAssured.port + "/agents/forward/name/" + name);
        Api.json(registration).post("/agents/register").then().statusCode(200);
        var secret = createKey(Map.of("agent_name", name, "name", "octo/hello", "api_key_type", "github"))
                .as(JsonAnswer.class)
                .<String>get("api_key");
        double answered = requests("answered");
        double refused = requests("refused");

        given().header("X-Hub-Signature-256", Signed.byGitHub(secret, EVENT))
                .body(EVENT)
                .post("/agents/forward/name/{name}/x", name)
                .then()
                .statusCode(508)
                .body(equalTo(REFUSED));

        assertEquals(1, requests("answered") - answered);
        assertEquals(1, requests("refused") - refused);
    }

    @Test
    void addsItsNameAfterThoseOfOtherServices() {
        call().then().statusCode(200).body(at("headers.cdn-loop", contains(NAME)));
        given().header("X-Agent-API-Key", agent.internalKey())
                .header("CDN-Loop", "one; a=1", "two, my-" + NAME)
                .header("Connection", "close, CDN-Loop")
                .get("/agents/forward/name/{name}/echo", agent.name())
                .then()
                .statusCode(200)
                .body(at("headers.cdn-loop", contains("one; a=1", "two, my-" + NAME, NAME)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                NAME,
                "Agent-API-Keys",
                "one, " + NAME,
                NAME + ",two",
                "one; a=1 , " + NAME + " ; b=\"2\", three",
                "one; a=\", " + NAME
            })
    void refusesARequestThatPassedThisServiceBefore(String mark) {
        try (var log = new CapturedLog()) {
            call("CDN-Loop", mark)
                    .then()
                    .statusCode(508)
                    .contentType("application/json")
                    .body(equalTo(REFUSED));
            call("CDN-Loop", "one", mark).then().statusCode(508);
            try (var exchange = new RawHttp2()) {
                exchange.send("GET", "/agents/forward/name/x/y", Map.of("cdn-loop", mark), true);
                assertEquals(508, exchange.readStatus());
            }
            assertTrue(log.text().contains("loop"), log.text());
        }
    }

    @Test
    void refusesSuchARequestBeforeItsBodyComes() {
        try (var exchange = new RawExchange()) {
            exchange.send("POST /agents/forward/name/x/y HTTP/1.1\r\nHost: localhost\r\nCDN-Loop: " + NAME
                    + "\r\nContent-Length: 10\r\nExpect: 100-continue\r\n\r\n");
            assertTrue(exchange.readUntil("\r\n").contains(" 508 "));
        }
        try (var exchange = new RawHttp2()) {
            exchange.send("POST", "/agents/forward/name/x/y", Map.of("cdn-loop", NAME), false);
            assertEquals(508, exchange.readStatus());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "my-" + NAME, NAME + "-2", "one; a=" + NAME, NAME + " x"})
    void ignoresTheNamesOfOtherServices(String mark) {
        call("CDN-Loop", mark).then().statusCode(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a;b", "a,b", "a\r\nX: y"})
    void refusesAConfiguredNameThatTheHeaderCannotHold(String name) {
        assertThrows(ConfigurationException.class, () -> LoopDetection.requireToken(name));
    }

    private Response call(String... header) {
        var request = given().header("X-Agent-API-Key", agent.internalKey());
        for (var value : List.of(header).subList(Math.min(1, header.length), header.length)) {
            request.header(header[0], value);
        }
        return request.get("/agents/forward/name/{name}/echo", agent.name());
    }

    private static double requests(String outcome) {
        var metrics = given().get("/q/metrics").asString();
        var sample = Pattern.compile("agentkeys_ingress_requests_total\\{outcome=\"" + outcome + "\"} (\\S+)")
                .matcher(metrics);
        assertTrue(sample.find(), metrics);
        return Double.parseDouble(sample.group(1));
    }
}
