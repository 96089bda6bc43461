package dev.agentkeys.access;

import static io.restassured.RestAssured.given;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.agentkeys.testsupport.Api.RegisteredAgent;
import dev.agentkeys.testsupport.JsonAnswer;
import dev.agentkeys.testsupport.KeyLife;
import dev.agentkeys.testsupport.TestDatabase;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** An agent's own key is a credential while it is active. During an overlap its outgoing value is one too. */
@QuarkusTest
@TestProfile(StaticAccess.class)
class EndedAgentKeyTest {

    @Test
    void anEndedKeyIsRefusedAsAnUnknownOne() {
        for (var end : List.<Consumer<String>>of(KeyLife::expire, KeyLife::disable, KeyLife::revoke)) {
            var agent = Agents.register();
            assertEquals(200, ownKeys(agent, agent.internalKey()).statusCode());
            var unknown = ownKeys(agent, "unknown");
            assertEquals(401, unknown.statusCode());

            end.accept(idOfInternalKey(agent));

            var answer = ownKeys(agent, agent.internalKey());
            assertEquals(401, answer.statusCode());
            assertEquals(unknown.asString(), answer.asString());
            assertEquals(unknown.header("WWW-Authenticate"), answer.header("WWW-Authenticate"));
        }
    }

    @Test
    void bothValuesAreGoodDuringAnOverlap() {
        var agent = Agents.register();
        var id = idOfInternalKey(agent);

        var rotated = given().header("X-Agent-API-Key", agent.internalKey())
                .contentType(ContentType.JSON)
                .body("{\"overlap\":3600}")
                .post("/agent_api_keys/{id}/rotate", id)
                .then()
                .statusCode(200)
                .extract()
                .as(JsonAnswer.class)
                .<String>get("api_key");

        assertEquals(200, ownKeys(agent, agent.internalKey()).statusCode());
        assertEquals(200, ownKeys(agent, rotated).statusCode());

        KeyLife.endOverlap(id);

        assertEquals(401, ownKeys(agent, agent.internalKey()).statusCode());
        assertEquals(200, ownKeys(agent, rotated).statusCode());
    }

    private static Response ownKeys(RegisteredAgent agent, String key) {
        return given().header("X-Agent-API-Key", key)
                .queryParam("agent_id", agent.id())
                .get("/agent_api_keys");
    }

    private static String idOfInternalKey(RegisteredAgent agent) {
        return TestDatabase.query(
                        "select id from agent_api_key where agent_id = ? and api_key_type = 'internal'",
                        UUID.fromString(agent.id()))
                .get(0);
    }
}
