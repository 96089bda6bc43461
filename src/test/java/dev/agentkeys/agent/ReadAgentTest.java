package dev.agentkeys.agent;

import static dev.agentkeys.testsupport.Api.registerAgent;
import static dev.agentkeys.testsupport.JsonAnswer.at;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.not;

import io.quarkus.test.junit.QuarkusTest;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class ReadAgentTest {

    @Test
    void readsByIdAndByNameWithoutTheInternalKey() {
        var agent = registerAgent();

        given().get("/agents/{id}", agent.id())
                .then()
                .statusCode(200)
                .body(at("id", equalTo(agent.id())))
                .body(at("name", equalTo(agent.name())))
                .body(at("status", equalTo("Ready")))
                .body(at("", not(hasKey("agent_api_key"))));
        given().get("/agents/name/{name}", agent.name()).then().statusCode(200).body(at("id", equalTo(agent.id())));
    }

    @Test
    void readsAnIdInUpperCase() {
        var agent = registerAgent();

        given().get("/agents/{id}", agent.id().toUpperCase(Locale.ROOT))
                .then()
                .statusCode(200)
                .body(at("id", equalTo(agent.id())));
    }

    @Test
    void answersHeadLikeGetWithoutABody() {
        given().head("/agents/{id}", registerAgent().id())
                .then()
                .statusCode(200)
                .body(equalTo(""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"00000000-0000-7000-8000-000000000000", "nobody", "1-1-1-1-1", "register"})
    void saysWhichIdDoesNotExist(String id) {
        given().get("/agents/{id}", id)
                .then()
                .statusCode(404)
                .body(at("message", equalTo("Item with id '" + id + "' does not exist.")))
                .body(at("code", equalTo(404)));
    }

    @Test
    void saysWhichNameDoesNotExist() {
        given().get("/agents/name/nobody")
                .then()
                .statusCode(404)
                .body(at("message", equalTo("Item with name 'nobody' does not exist.")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/agents/a%00b", "/agents/name/a%00b"})
    void refusesNul(String path) {
        given().urlEncodingEnabled(false)
                .get(path)
                .then()
                .statusCode(422)
                .body(at("detail[0].loc[0]", equalTo("path")))
                .body(at("detail[0].type", equalTo("value_error")));
    }

    @Test
    void refusesAnOverlongId() {
        given().get("/agents/{id}", "x".repeat(257))
                .then()
                .statusCode(422)
                .body(at("detail[0].loc", contains("path", "agent_id")))
                .body(at("detail[0].type", equalTo("string_too_long")));
    }
}
