package dev.agentkeys.apikey.summary;

import static dev.agentkeys.testsupport.Api.createKey;
import static dev.agentkeys.testsupport.Api.registerAgent;
import static dev.agentkeys.testsupport.JsonAnswer.at;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.agentkeys.testsupport.JsonAnswer;
import dev.agentkeys.testsupport.KeyLife;
import io.quarkus.test.junit.QuarkusTest;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@QuarkusTest
class KeySummaryTest {

    private static final long DAY = 86_400;

    @Test
    void countsTheKeysOfAnAgentByTypeAndStatus() {
        var agent = registerAgent();
        create(agent.id(), Map.of("name", "one"));
        create(agent.id(), Map.of("name", "two"));
        KeyLife.disable(create(agent.id(), Map.of("name", "off")));
        KeyLife.expire(create(agent.id(), Map.of("name", "over")));
        KeyLife.revoke(create(agent.id(), Map.of("name", "gone")));

        var summary = summary(agent.id());

        assertEquals(1, count(summary, agent.id(), "internal", "active"));
        assertEquals(2, count(summary, agent.id(), "external", "active"));
        assertEquals(1, count(summary, agent.id(), "external", "disabled"));
        assertEquals(1, count(summary, agent.id(), "external", "expired"));
        assertEquals(1, count(summary, agent.id(), "external", "revoked"));
        assertEquals(5, summary.getList("counts").size());
    }

    @Test
    void countsEachOfTheAgentsThatAreNamedByItself() {
        var one = registerAgent();
        var other = registerAgent();
        create(other.id(), Map.of("name", "ci"));

        var summary = summary(one.id() + ", " + other.id() + "," + UUID.randomUUID() + ",no-id");

        assertEquals(0, count(summary, one.id(), "external", "active"));
        assertEquals(1, count(summary, other.id(), "external", "active"));
    }

    @Test
    void countsKeysThatExpireWithinThirtyDaysByTheirDay() {
        var agent = registerAgent();
        create(agent.id(), Map.of("name", "a", "expires_in", 5 * DAY));
        create(agent.id(), Map.of("name", "b", "expires_in", 5 * DAY));
        create(agent.id(), Map.of("name", "later", "expires_in", 31 * DAY));
        KeyLife.disable(create(agent.id(), Map.of("name", "off", "expires_in", 5 * DAY)));
        var before = LocalDate.now(ZoneOffset.UTC).plusDays(5);

        var summary = summary(agent.id());

        assertEquals(
                2,
                summary.<Integer>getList("expiring.count").stream()
                        .mapToInt(count -> count)
                        .sum());
        assertFalse(LocalDate.parse(summary.getString("expiring[0].date")).isAfter(before));
    }

    @Test
    void countsNoKeyOfADeletedAgent() {
        var agent = registerAgent();
        given().delete("/agents/" + agent.id()).then().statusCode(200);

        given().queryParam("agent_ids", agent.id())
                .get("/agent_api_keys/summary")
                .then()
                .statusCode(200)
                .body(at("counts", empty()), at("expiring", empty()));
    }

    @Test
    void countsTheKeysOfAllAgentsTogether() {
        create(registerAgent().id(), Map.of("name", "ci"));

        given().get("/agent_api_keys/summary")
                .then()
                .statusCode(200)
                .body(at("counts.agent_id", everyItem(nullValue())))
                .body(at("counts.api_key_type", hasItem("external")));
    }

    @Test
    void countsAtMostAHundredAgents() {
        given().queryParam("agent_ids", (UUID.randomUUID() + ",").repeat(101))
                .get("/agent_api_keys/summary")
                .then()
                .statusCode(422)
                .body(at("detail[0].type", equalTo("string_too_long")));
    }

    private static String create(String agentId, Map<String, Object> terms) {
        var body = new HashMap<>(terms);
        body.put("agent_id", agentId);
        return createKey(body)
                .then()
                .statusCode(200)
                .extract()
                .as(JsonAnswer.class)
                .get("id");
    }

    private static JsonAnswer summary(String agentIds) {
        return given().queryParam("agent_ids", agentIds)
                .get("/agent_api_keys/summary")
                .then()
                .statusCode(200)
                .extract()
                .as(JsonAnswer.class);
    }

    private static int count(JsonAnswer summary, String agentId, String type, String status) {
        return summary.<Map<String, Object>>getList("counts").stream()
                .filter(count -> count.get("agent_id").equals(agentId)
                        && count.get("api_key_type").equals(type)
                        && count.get("status").equals(status))
                .mapToInt(count -> (int) count.get("count"))
                .sum();
    }
}
