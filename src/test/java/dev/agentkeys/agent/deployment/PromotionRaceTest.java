package dev.agentkeys.agent.deployment;

import static dev.agentkeys.testsupport.Api.json;
import static dev.agentkeys.testsupport.Api.registration;
import static io.restassured.RestAssured.given;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentkeys.testsupport.Api;
import dev.agentkeys.testsupport.Api.RegisteredAgent;
import dev.agentkeys.testsupport.Concurrently;
import dev.agentkeys.testsupport.JsonAnswer;
import dev.agentkeys.testsupport.TestDatabase;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.RepeatedTest;

/**
 * With promotions, deletions and registrations of one agent at the same time, the agent has at most one production
 * deployment.
 */
@QuarkusTest
class PromotionRaceTest {

    private static final int AT_ONCE = 20;

    @RepeatedTest(3)
    void oneOfManyPromotionsAtOnceServesProduction() {
        var agent = Api.registerAgent();
        for (int i = 0; i < AT_ONCE; i++) {
            DeploymentTest.registerPod(agent.name(), "d" + i, "http://d" + i + ".example");
        }
        var next = new AtomicInteger();

        Concurrently.answersOf(AT_ONCE, () -> DeploymentTest.promote(agent, "d" + next.getAndIncrement())
                .statusCode(200));

        var serving = production(agent);
        assertEquals(1, serving.size());
        assertEquals(List.of("http://" + serving.get(0) + ".example"), address(agent));
    }

    @RepeatedTest(5)
    void doesNotDeleteADeploymentThatIsPromotedAtTheSameTime() {
        var agent = Api.registerAgent();
        DeploymentTest.registerPod(agent.name(), "d", "http://d.example");
        var turn = new AtomicInteger();

        var statuses = Concurrently.answersOf(
                2,
                () -> turn.getAndIncrement() == 0
                        ? given().post("/agents/{agent}/deployments/d/promote", agent.id())
                                .statusCode()
                        : given().delete("/agents/{agent}/deployments/d", agent.id())
                                .statusCode());

        // Either the promotion or the deletion comes first. The other one is refused.
        assertEquals(List.of(200, 400), statuses.stream().sorted().toList());
        var marked = TestDatabase.query(
                "select id from deployment where agent_id = ? and expires_at is not null", UUID.fromString(agent.id()));
        assertEquals(1, marked.size() + production(agent).size());
    }

    @RepeatedTest(5)
    void aRegistrationAndAPromotionLeaveTheAddressOfTheLaterOne() {
        var agent = Api.registerAgent();
        DeploymentTest.registerPod(agent.name(), "d", "http://d.example");
        var turn = new AtomicInteger();

        var statuses = Concurrently.answersOf(
                2,
                () -> turn.getAndIncrement() == 0
                        ? given().post("/agents/{agent}/deployments/d/promote", agent.id())
                                .statusCode()
                        : json(registration(agent.name()))
                                .post("/agents/register")
                                .statusCode());

        assertEquals(List.of(200, 200), statuses);
        var expected = production(agent).isEmpty() ? "http://127.0.0.1:8000" : "http://d.example";
        assertEquals(List.of(expected), address(agent));
    }

    private static List<String> production(RegisteredAgent agent) {
        List<Map<String, Object>> deployments = given().get("/agents/{id}/deployments", agent.id())
                .then()
                .statusCode(200)
                .extract()
                .as(JsonAnswer.class)
                .getList("");
        List<String> ids = deployments.stream()
                .filter(deployment -> deployment.get("is_production").equals(true))
                .map(deployment -> deployment.get("id").toString())
                .toList();
        assertTrue(ids.size() <= 1, ids.toString());
        return ids;
    }

    private static List<String> address(RegisteredAgent agent) {
        return TestDatabase.query("select acp_url from agent where id = ?", UUID.fromString(agent.id()));
    }
}
