package dev.agentkeys.apikey;

import static dev.agentkeys.testsupport.Api.createKey;
import static dev.agentkeys.testsupport.Api.json;
import static dev.agentkeys.testsupport.Api.registerAgent;
import static dev.agentkeys.testsupport.Api.registration;
import static dev.agentkeys.testsupport.JsonAnswer.at;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.agentkeys.testsupport.ConfiguredService;
import dev.agentkeys.testsupport.JsonAnswer;
import dev.agentkeys.testsupport.KeyLife;
import dev.agentkeys.testsupport.SharedProcesses;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * If a limit of lifetimes is configured, no key lives longer, and the service refuses a longer lifetime instead of
 * shortening it. In this test external keys live at most thirty days and by default an hour. Internal keys live at most
 * a day.
 */
@ExtendWith(SharedProcesses.class)
class LifetimeLimitIT {

    private String agentId;

    @BeforeAll
    static void start(ConfiguredService shared) {}

    @BeforeEach
    void register() {
        agentId = registerAgent().id();
    }

    @Test
    void aKeyWhoseCreatorGivesNoTimeLivesForTheDefault() {
        assertEquals(Duration.ofHours(1), lifetime(create("ci", "external", Map.of())));
    }

    @Test
    void aKeyLivesForTheLimitWithoutADefaultAndForEverWithoutALimit() {
        assertEquals(Duration.ofDays(1), lifetime(create("own", "internal", Map.of())));
        given().get("/agent_api_keys/{id}", create("octo/a", "github", Map.of()).getString("id"))
                .then()
                .body(at("expires_at", nullValue()));
    }

    @Test
    void refusesALongerLifetimeAndNamesTheLimit() {
        assertEquals(Duration.ofDays(30), lifetime(create("ci", "external", Map.of("expires_in", 30 * 86_400))));
        createKey(Map.of("agent_id", agentId, "name", "b", "expires_in", 30 * 86_400 + 1))
                .then()
                .statusCode(422)
                .body(at("detail[0].loc", contains("body", "expires_in")))
                .body(at("detail[0].msg", containsString("P30D")));
        createKey(Map.of("agent_id", agentId, "name", "b", "expires_at", "2100-01-01T00:00:00Z"))
                .then()
                .statusCode(422)
                .body(at("detail[0].loc", contains("body", "expires_at")))
                .body(at("detail[0].msg", containsString("P30D")));
        create("octo/a", "github", Map.of("expires_at", "2100-01-01T00:00:00Z"));
    }

    @Test
    void aPatchCannotExceedTheLimitFromNowOrRemoveTheExpiry() {
        var id = create("ci", "external", Map.of()).getString("id");

        for (var patch : new String[] {
            "{\"expires_at\":null}", "{\"expires_at\":\"2100-01-01T00:00:00Z\"}", "{\"expires_in\":2592001}"
        }) {
            json(patch)
                    .patch("/agent_api_keys/{id}", id)
                    .then()
                    .statusCode(422)
                    .body(at("detail[0].msg", containsString("P30D")));
        }
        json("{\"expires_in\":2592000}")
                .patch("/agent_api_keys/{id}", id)
                .then()
                .statusCode(200);
    }

    @Test
    void anExpiredInternalKeyGetsANewValueAtTheNextRegistrationAndADisabledOneStays() {
        var agent = registerAgent();
        var id = idOfInternalKey(agent.id());
        assertEquals(
                Duration.ofDays(1),
                lifetime(given().get("/agent_api_keys/{id}", id).as(JsonAnswer.class)));
        KeyLife.expire(id);

        var renewed = json(registration(agent.name()))
                .post("/agents/register")
                .as(JsonAnswer.class)
                .<String>get("agent_api_key");

        assertNotEquals(agent.internalKey(), renewed);
        assertEquals(id, idOfInternalKey(agent.id()));
        var key = given().get("/agent_api_keys/{id}", id)
                .then()
                .body(at("status", equalTo("active")))
                .body(at("previous_expires_at", nullValue()))
                .extract()
                .as(JsonAnswer.class);
        assertEquals(
                Duration.ofDays(1),
                Duration.between(
                        Instant.parse(key.getString("rotated_at")), Instant.parse(key.getString("expires_at"))));
        given().header("X-Agent-API-Key", renewed)
                .get("/agents/" + agent.id())
                .then()
                .statusCode(200);
        KeyLife.disable(id);
        KeyLife.expire(id);
        assertEquals(
                renewed,
                json(registration(agent.name()))
                        .post("/agents/register")
                        .as(JsonAnswer.class)
                        .<String>get("agent_api_key"));
        given().get("/agent_api_keys/{id}", id).then().body(at("status", equalTo("disabled")));
    }

    private static String idOfInternalKey(String agentId) {
        return given().queryParam("agent_id", agentId)
                .get("/agent_api_keys")
                .as(JsonAnswer.class)
                .get("[0].id");
    }

    private JsonAnswer create(String name, String type, Map<String, ?> more) {
        var body = new HashMap<String, Object>(Map.of("agent_id", agentId, "name", name, "api_key_type", type));
        body.putAll(more);
        return createKey(body).then().statusCode(200).extract().as(JsonAnswer.class);
    }

    private static Duration lifetime(JsonAnswer key) {
        return Duration.between(Instant.parse(key.getString("created_at")), Instant.parse(key.getString("expires_at")));
    }
}
