package dev.agentkeys.verification;

import static dev.agentkeys.testsupport.Api.registerAgent;
import static io.restassured.RestAssured.given;

import dev.agentkeys.testsupport.Api.RegisteredAgent;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.util.Map;
import org.junit.jupiter.api.Test;

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
        assertStatus(200, agent, "X-Original-URI", "/a/" + agent.name());
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
    void theQueryComesFirst() {
        var agent = registerAgent();

        given().header("X-Agent-API-Key", agent.internalKey())
                .header("X-Forwarded-Host", "other.agents.example")
                .queryParam("agent_name", agent.name())
                .get(PATH)
                .then()
                .statusCode(200);
    }

    private static void assertStatus(int status, RegisteredAgent agent, String header, String value) {
        given().header("X-Agent-API-Key", agent.internalKey())
                .header(header, value)
                .get(PATH)
                .then()
                .statusCode(status);
    }
}
