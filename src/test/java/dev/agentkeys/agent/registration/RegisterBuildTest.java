package dev.agentkeys.agent.registration;

import static dev.agentkeys.testsupport.Api.json;
import static dev.agentkeys.testsupport.Api.registerAgent;
import static dev.agentkeys.testsupport.Api.registration;
import static dev.agentkeys.testsupport.JsonAnswer.at;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.agentkeys.testsupport.JsonAnswer;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@QuarkusTest
class RegisterBuildTest {

    @Test
    void makesAnAgentThatIsOnlyBuiltAndHasNoKey() {
        var name = newName();

        build(Map.of("name", name, "description", "d", "registration_metadata", Map.of("build", 1)))
                .statusCode(200)
                .body(at("name", equalTo(name)))
                .body(at("status", equalTo("BuildOnly")))
                .body(at("acp_type", equalTo("async")))
                .body(at("registered_at", nullValue()))
                .body(at("registration_metadata", equalTo(Map.of("build", 1))))
                .body(at("", not(hasKey("agent_api_key"))));
        given().queryParam("agent_name", name)
                .get("/agent_api_keys")
                .then()
                .statusCode(200)
                .body(at("", hasSize(0)));
    }

    @Test
    void isIdempotentByName() {
        var request = Map.of("name", newName(), "description", "d");

        var first = build(request).statusCode(200).extract().asString();
        var second = build(request).statusCode(200).extract().asString();

        assertEquals(first, second);
    }

    @Test
    void becomesReadyWithAKeyWhenItRegisters() {
        var name = newName();
        var id = build(Map.of("name", name, "description", "d"))
                .extract()
                .as(JsonAnswer.class)
                .<String>get("id");

        json(registration(name))
                .post("/agents/register")
                .then()
                .statusCode(200)
                .body(at("id", equalTo(id)))
                .body(at("status", equalTo("Ready")))
                .body(at("agent_api_key", matchesPattern("agk_int_[0-9A-Za-z]{49}")));
    }

    @Test
    void leavesARunningAgentRunning() {
        var agent = registerAgent();

        build(Map.of("name", agent.name(), "description", "rebuilt"))
                .statusCode(200)
                .body(at("id", equalTo(agent.id())))
                .body(at("status", equalTo("Ready")))
                .body(at("description", equalTo("rebuilt")));
        assertEquals(agent.internalKey(), registerAgent(agent.name()).internalKey());
    }

    @Test
    void revivesADeletedAgentAsABuild() {
        var agent = registerAgent();
        given().delete("/agents/{id}", agent.id()).then().statusCode(200);

        build(Map.of("name", agent.name(), "description", "d"))
                .statusCode(200)
                .body(at("id", equalTo(agent.id())))
                .body(at("status", equalTo("BuildOnly")));
    }

    @Test
    void reportsEveryViolationAtOnce() {
        build(Map.of("name", "Not A Name", "registration_metadata", 5, "agent_input_type", "xml"))
                .statusCode(422)
                .body(at(
                        "detail.loc",
                        containsInAnyOrder(
                                List.of("body", "agent_input_type"),
                                List.of("body", "description"),
                                List.of("body", "name"),
                                List.of("body", "registration_metadata"))));
    }

    private static String newName() {
        return "agent-" + UUID.randomUUID();
    }

    private static ValidatableResponse build(Map<String, ?> request) {
        return json(request).post("/agents/register-build").then();
    }
}
