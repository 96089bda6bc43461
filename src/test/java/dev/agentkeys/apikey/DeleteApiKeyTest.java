package dev.agentkeys.apikey;

import static dev.agentkeys.testsupport.Api.createKey;
import static dev.agentkeys.testsupport.Api.registerAgent;
import static dev.agentkeys.testsupport.JsonAnswer.at;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;

import dev.agentkeys.testsupport.JsonAnswer;
import io.quarkus.test.junit.QuarkusTest;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class DeleteApiKeyTest {

    @Test
    void deletesByIdAndAnswersASentenceInJson() {
        var id = createKey(Map.of("agent_id", registerAgent().id(), "name", "ci"))
                .as(JsonAnswer.class)
                .<String>get("id");

        given().delete("/agent_api_keys/{id}", id)
                .then()
                .statusCode(200)
                .contentType("application/json")
                .body(equalTo("\"Agent API key with ID " + id + " deleted\""));
        given().get("/agent_api_keys/{id}", id).then().statusCode(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"00000000-0000-7000-8000-000000000000", "nothing"})
    void answersTheSameWhenThereWasNothingToDelete(String id) {
        given().delete("/agent_api_keys/{id}", id)
                .then()
                .statusCode(200)
                .body(equalTo("\"Agent API key with ID " + id + " deleted\""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ci", "org/repo", "with \"quotes\""})
    void deletesByName(String name) {
        var agent = registerAgent();
        createKey(Map.of("agent_id", agent.id(), "name", name)).then().statusCode(200);

        given().queryParam("agent_name", agent.name())
                .delete("/agent_api_keys/name/{name}", name)
                .then()
                .statusCode(200)
                .body(equalTo("\"Agent api_key '" + name.replace("\"", "\\\"") + "' deleted\""));
        given().queryParam("agent_name", agent.name())
                .delete("/agent_api_keys/name/{name}", name)
                .then()
                .statusCode(404)
                .body(at("message", equalTo("Agent api_key not found.")));
    }

    @Test
    void deletesTheTypeAskedForAndNoOther() {
        var agent = registerAgent();
        for (var type : new String[] {"external", "slack"}) {
            createKey(Map.of("agent_id", agent.id(), "name", "ci", "api_key_type", type))
                    .then()
                    .statusCode(200);
        }

        given().queryParam("agent_id", agent.id())
                .queryParam("api_key_type", "slack")
                .delete("/agent_api_keys/name/ci")
                .then()
                .statusCode(200);

        given().queryParam("agent_id", agent.id())
                .get("/agent_api_keys/name/ci")
                .then()
                .statusCode(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "gitlab"})
    void refusesAnUnknownTypeAndDeletesNothing(String type) {
        var agent = registerAgent();
        createKey(Map.of("agent_id", agent.id(), "name", "ci")).then().statusCode(200);

        given().queryParam("agent_id", agent.id())
                .queryParam("api_key_type", type)
                .delete("/agent_api_keys/name/ci")
                .then()
                .statusCode(422)
                .body(at("detail[0].loc", contains("query", "api_key_type")));

        given().queryParam("agent_id", agent.id())
                .get("/agent_api_keys/name/ci")
                .then()
                .statusCode(200);
    }

    @Test
    void treatsEmptyAgentReferencesAsAbsent() {
        var agent = registerAgent();
        createKey(Map.of("agent_id", agent.id(), "name", "ci")).then().statusCode(200);

        given().queryParam("agent_id", "")
                .queryParam("agent_name", agent.name())
                .delete("/agent_api_keys/name/ci")
                .then()
                .statusCode(200);
    }

    @Test
    void freesTheName() {
        var body = Map.of("agent_id", registerAgent().id(), "name", "ci");
        given().delete(
                        "/agent_api_keys/{id}",
                        createKey(body).as(JsonAnswer.class).<String>get("id"));

        createKey(body).then().statusCode(200);
    }

    @Test
    void saysWhichAgentDoesNotExist() {
        given().queryParam("agent_name", "nobody")
                .delete("/agent_api_keys/name/ci")
                .then()
                .statusCode(404)
                .body(at("message", equalTo("Item with name 'nobody' does not exist.")));
    }

    @Test
    void requiresExactlyOneReferenceToTheAgent() {
        given().delete("/agent_api_keys/name/ci")
                .then()
                .statusCode(400)
                .body(at(
                        "message",
                        equalTo("Either 'agent_id' or 'agent_name' must be provided to delete an agent api_key.")));
        given().queryParam("agent_name", "a")
                .queryParam("agent_id", "b")
                .delete("/agent_api_keys/name/ci")
                .then()
                .statusCode(400)
                .body(
                        at(
                                "message",
                                equalTo(
                                        "Only one of 'agent_id' or 'agent_name' should be provided to delete an agent api_key.")));
    }
}
