package dev.agentkeys.verification.forwardauth;

import static dev.agentkeys.testsupport.Api.registerAgent;
import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentkeys.testsupport.Api.RegisteredAgent;
import dev.agentkeys.testsupport.ConfiguredService;
import dev.agentkeys.testsupport.OwnService;
import dev.agentkeys.testsupport.RawExchange;
import dev.agentkeys.testsupport.SharedProcesses;
import io.restassured.specification.RequestSpecification;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** If patterns are configured, the forwarded host and path tell to which agent a key must belong. */
@ExtendWith(SharedProcesses.class)
class ForwardedAgentIT {

    private static final String PATH = "/agent_api_keys/authorize";
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private static OwnService service;

    @BeforeAll
    static void start(ConfiguredService shared) {
        service = shared.service();
    }

    @Test
    void passesAPreflightWithoutNamingACaller() {
        for (var path : List.of(PATH, PATH + "/a/nobody/tasks")) {
            preflight()
                    .options(path)
                    .then()
                    .statusCode(200)
                    .header("X-Agent-Id", nullValue())
                    .header("X-Agent-Name", nullValue())
                    .header("X-Agent-Api-Key-Id", nullValue())
                    .header("X-Agent-Api-Key-Name", nullValue());
        }
    }

    @Test
    void passesNoOtherRequestAsAPreflight() {
        given().header("Origin", "https://ui.example").options(PATH).then().statusCode(401);
        given().header("Access-Control-Request-Method", "GET")
                .options(PATH)
                .then()
                .statusCode(401);
        for (var header : List.of("X-Forwarded-Method", "X-Original-Method")) {
            preflight().header(header, "OPTIONS").get(PATH).then().statusCode(401);
            preflight().header(header, "GET").options(PATH).then().statusCode(401);
        }
        preflight().header("X-Agent-API-Key", "wrong").options(PATH).then().statusCode(403);
        preflight().header("Authorization", "Bearer x").options(PATH).then().statusCode(401);
    }

    private static RequestSpecification preflight() {
        return given().header("Origin", "https://ui.example").header("Access-Control-Request-Method", "POST");
    }

    @Test
    void findsTheAgentByHostAndPathInHeaders() {
        var agent = registerAgent();
        var host = agent.name() + ".agents.example";

        assertEquals(200, status(agent, host, "/a/" + agent.name() + "/tasks?x=/a/other"));
        assertEquals(200, status(agent, agent.name() + ".AGENTS.example:8443", "/a/" + agent.name()));
        assertEquals(403, status(registerAgent(), host, "/a/" + agent.name()));
    }

    @Test
    void findsTheAgentByTheAppendedPath() {
        var agent = registerAgent();
        var other = registerAgent();

        for (var expected : Map.of(agent, 200, other, 403).entrySet()) {
            given().header("X-Agent-API-Key", agent.internalKey())
                    .header("X-Forwarded-Host", expected.getKey().name() + ".agents.example")
                    .queryParam("agent_name", agent.name())
                    .get(PATH + "/a/" + expected.getKey().name() + "/tasks")
                    .then()
                    .statusCode(expected.getValue());
        }
    }

    @Test
    void refusesIfPatternsFindTwoAgentsOrOneFindsNone() {
        var agent = registerAgent();
        var other = registerAgent();
        var host = agent.name() + ".agents.example";

        for (var key : List.of(agent, other)) {
            assertEquals(403, status(key, host, "/a/" + other.name()));
            assertEquals(403, status(key, other.name() + ".agents.example", "/a/" + agent.name()));
            assertEquals(403, status(key, "elsewhere.example", "/a/" + agent.name()));
            assertEquals(403, status(key, agent.name() + ".agents.example.", "/a/" + other.name()));
            assertEquals(403, status(key, host, "/elsewhere"));
            assertEquals(403, status(key, host, ""));
        }
    }

    @Test
    void refusesIfTheGatewaysOwnQueryNamesAnotherAgent() {
        var agent = registerAgent();
        var queries = Map.of(
                "agent_name=" + agent.name(),
                200,
                "agent_id=" + agent.id(),
                200,
                "agent_name=" + registerAgent().name(),
                403,
                "agent_id=" + registerAgent().id(),
                403,
                "any_agent=true",
                403);

        for (var expected : queries.entrySet()) {
            request(agent, agent.name() + ".agents.example", "/a/" + agent.name())
                    .get(PATH + "?" + expected.getKey())
                    .then()
                    .statusCode(expected.getValue());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/../", "/%2e%2E/", "/..%2f", "/x/..;/", "/%252e%252e/", "\\..\\"})
    void refusesAPathWithTraversal(String climb) {
        var agent = registerAgent();

        assertEquals(
                403, status(agent, agent.name() + ".agents.example", "/a/" + agent.name() + climb + "other/tasks"));
    }

    @Test
    void refusesARepeatedHeader() {
        var agent = registerAgent();
        var host = agent.name() + ".agents.example";
        var path = "/a/" + agent.name();

        request(agent, "other.agents.example", path)
                .header("X-Forwarded-Host", host)
                .get(PATH)
                .then()
                .statusCode(403);
        request(agent, host, "/a/other")
                .header("X-Forwarded-Uri", path)
                .get(PATH)
                .then()
                .statusCode(403);
    }

    @Test
    void namesTheReasonInTheSecurityLog() {
        var agent = registerAgent();
        var host = agent.name() + ".agents.example";
        var path = "/a/" + agent.name();

        int before = service.log().length();
        status(agent, "elsewhere.example", path);
        status(agent, host, "/a/other");
        request(agent, host, path).get(PATH + "?agent_name=");
        RawExchange.get("/agent_api_keys//authorize", agent.internalKey());

        await().atMost(TIMEOUT).untilAsserted(() -> {
            var log = service.log().substring(before);
            for (var outcome : List.of(
                    "pattern-does-not-match", "agents-disagree", "query-is-unclear", "path-is-spelt-differently")) {
                assertTrue(log.contains(outcome), log);
            }
        });
    }

    private static RequestSpecification request(RegisteredAgent agent, String host, String path) {
        return given().header("X-Agent-API-Key", agent.internalKey())
                .header("X-Forwarded-Host", host)
                .header("X-Forwarded-Uri", path);
    }

    private static int status(RegisteredAgent agent, String host, String path) {
        return request(agent, host, path).get(PATH).statusCode();
    }
}
