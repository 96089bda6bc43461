package dev.agentkeys.verification;

import static dev.agentkeys.testsupport.Api.registerAgent;
import static io.restassured.RestAssured.given;

import dev.agentkeys.testsupport.Api.RegisteredAgent;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** With patterns configured, the forwarded host or path says which agent a key must belong to. */
@QuarkusTest
@TestProfile(ForwardedAgentTest.WithPatterns.class)
class ForwardedAgentTest {

    public static class WithPatterns implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "agentkeys.gateway.host-pattern", "(?<agent>[a-z0-9-]+)\\.agents\\.example",
                    "agentkeys.gateway.path-pattern", "/a/(?<agent>[a-z0-9-]+)(/.*)?");
        }
    }

    private static final String PATH = "/agent_api_keys/authorize";

    @Test
    void byHost() {
        var agent = registerAgent();

        assertStatus(200, agent, "X-Forwarded-Host", agent.name() + ".agents.example");
        assertStatus(200, agent, "X-Forwarded-Host", agent.name() + ".AGENTS.example:8443");
        assertStatus(403, agent, "X-Forwarded-Host", registerAgent().name() + ".agents.example");
    }

    @Test
    void byPathInAHeader() {
        var agent = registerAgent();

        assertStatus(200, agent, "X-Forwarded-Uri", "/a/" + agent.name() + "/tasks?x=/a/other");
        assertStatus(200, agent, "X-Forwarded-Uri", "/a/" + agent.name());
        assertStatus(403, agent, "X-Forwarded-Uri", "/a/" + registerAgent().name() + "/tasks");
    }

    @Test
    void byThePathBehindItsOwn() {
        var agent = registerAgent();

        given().header("X-Agent-API-Key", agent.internalKey())
                .get(PATH + "/a/" + agent.name() + "/tasks")
                .then()
                .statusCode(200);
        given().header("X-Agent-API-Key", agent.internalKey())
                .get(PATH + "/a/" + registerAgent().name() + "/tasks")
                .then()
                .statusCode(403);
    }

    @Test
    void failsClosedWhereNoPatternMatches() {
        assertStatus(403, registerAgent(), "X-Forwarded-Host", "elsewhere.example");
    }

    @Test
    void theGatewaysOwnQueryMustAgree() {
        var agent = registerAgent();

        for (var expected :
                Map.of(agent.name(), 200, registerAgent().name(), 403).entrySet()) {
            given().header("X-Agent-API-Key", agent.internalKey())
                    .header("X-Forwarded-Host", agent.name() + ".agents.example")
                    .queryParam("agent_name", expected.getKey())
                    .get(PATH)
                    .then()
                    .statusCode(expected.getValue());
        }
    }

    @Test
    void theCallersQueryChoosesNoAgent() {
        var agent = registerAgent();
        var other = registerAgent();

        given().header("X-Agent-API-Key", agent.internalKey())
                .queryParam("agent_name", agent.name())
                .get(PATH + "/a/" + other.name() + "/tasks")
                .then()
                .statusCode(403);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/../", "/%2e%2E/", "/..%2f", "/x/..;/", "/%252e%252e/", "\\..\\"})
    void aPathThatClimbsIsNobodys(String climb) {
        var agent = registerAgent();

        assertStatus(403, agent, "X-Forwarded-Uri", "/a/" + agent.name() + climb + "other/tasks");
    }

    @Test
    void ofTwoHeadersNeitherIsBelieved() {
        var agent = registerAgent();

        given().header("X-Agent-API-Key", agent.internalKey())
                .header("X-Forwarded-Host", "other.agents.example", agent.name() + ".agents.example")
                .get(PATH)
                .then()
                .statusCode(403);
    }

    private static void assertStatus(int status, RegisteredAgent agent, String header, String value) {
        given().header("X-Agent-API-Key", agent.internalKey())
                .header(header, value)
                .get(PATH)
                .then()
                .statusCode(status);
    }
}
