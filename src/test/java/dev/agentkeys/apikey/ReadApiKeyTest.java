package dev.agentkeys.apikey;

import static dev.agentkeys.testsupport.Api.createKey;
import static dev.agentkeys.testsupport.Api.registerAgent;
import static dev.agentkeys.testsupport.JsonAnswer.at;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.agentkeys.testsupport.JsonAnswer;
import io.quarkus.test.junit.QuarkusTest;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class ReadApiKeyTest {

    @Test
    void readsByIdEverythingButTheValue() {
        var agent = registerAgent();
        var key = createKey(Map.of("agent_id", agent.id(), "name", "ci")).as(JsonAnswer.class);

        var answer = given().get("/agent_api_keys/{id}", key.getString("id"))
                .then()
                .statusCode(200)
                .body(at("id", equalTo(key.getString("id"))))
                .body(at("agent_id", equalTo(agent.id())))
                .body(at("created_at", equalTo(key.getString("created_at"))))
                .body(at("name", equalTo("ci")))
                .body(at("api_key_type", equalTo("external")))
                .body(not(containsString(key.getString("api_key"))))
                .extract()
                .as(JsonAnswer.class);

        assertEquals(
                Set.of(
                        "id",
                        "agent_id",
                        "created_at",
                        "name",
                        "api_key_type",
                        "hint",
                        "status",
                        "expires_at",
                        "last_used_at",
                        "rotated_at",
                        "previous_expires_at",
                        "metadata",
                        "self_rotation",
                        "revocation"),
                answer.getMap("").keySet());
    }

    @Test
    void hintsAtAGeneratedKeyByItsPrefixAndLastFourCharacters() {
        var agent = registerAgent();
        var key = createKey(Map.of("agent_id", agent.id(), "name", "ci")).as(JsonAnswer.class);
        var value = key.getString("api_key");

        given().get("/agent_api_keys/{id}", key.getString("id"))
                .then()
                .body(at("hint", equalTo("agk_ext_..." + value.substring(value.length() - 4))));
    }

    @Test
    void showsNoHintOfASuppliedKey() {
        var body = Map.of("agent_id", registerAgent().id(), "name", "ci", "api_key", "the-callers-own-value");

        given().get("/agent_api_keys/{id}", createKey(body).as(JsonAnswer.class).<String>get("id"))
                .then()
                .statusCode(200)
                .body(at("hint", nullValue()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"00000000-0000-7000-8000-000000000000", "nobody", "name", "1-1-1-1-1"})
    void saysWhichIdDoesNotExist(String id) {
        given().get("/agent_api_keys/{id}", id)
                .then()
                .statusCode(404)
                .body(at("message", equalTo("Item with id '" + id + "' does not exist.")))
                .body(at("code", equalTo(404)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"ci", "org/repo", "a%2Fb", "100%", "...", ".hidden", "a.b", " ", "?&=#", "+", "名前", "😀", "a\\b"
            })
    void readsByNameWhateverItsCharacters(String name) {
        var agent = registerAgent();
        var id = createKey(Map.of("agent_id", agent.id(), "name", name))
                .as(JsonAnswer.class)
                .<String>get("id");

        given().queryParam("agent_name", agent.name())
                .get("/agent_api_keys/name/{name}", name)
                .then()
                .statusCode(200)
                .body(at("id", equalTo(id)))
                .body(at("name", equalTo(name)));
    }

    @Test
    void readsANameThatLooksLikeAnId() {
        var agent = registerAgent();
        var name = "00000000-0000-7000-8000-000000000000";
        createKey(Map.of("agent_id", agent.id(), "name", name)).then().statusCode(200);

        given().queryParam("agent_id", agent.id())
                .get("/agent_api_keys/name/{name}", name)
                .then()
                .statusCode(200)
                .body(at("name", equalTo(name)));
    }

    @Test
    void readsTheKeyOfTheTypeAskedForAndExternalByDefault() {
        var agent = registerAgent();
        createKey(Map.of("agent_id", agent.id(), "name", "ci", "api_key_type", "slack"))
                .then()
                .statusCode(200);

        var request = given().queryParam("agent_id", agent.id());
        request.get("/agent_api_keys/name/ci")
                .then()
                .statusCode(404)
                .body(at("message", equalTo("Agent api_key not found.")));
        given().queryParam("agent_id", agent.id())
                .queryParam("api_key_type", "slack")
                .get("/agent_api_keys/name/ci")
                .then()
                .statusCode(200)
                .body(at("api_key_type", equalTo("slack")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"gitlab", "External", ""})
    void refusesAnUnknownType(String type) {
        given().queryParam("agent_id", "a")
                .queryParam("api_key_type", type)
                .get("/agent_api_keys/name/ci")
                .then()
                .statusCode(422)
                .body(at("detail[0].loc", equalTo(java.util.List.of("query", "api_key_type"))))
                .body(at("detail[0].type", equalTo("enum")))
                .body(at("detail[0].msg", equalTo("Input should be 'internal', 'external', 'github' or 'slack'")))
                .body(at("detail[0].input", equalTo(type)));
    }

    @Test
    void saysWhichAgentDoesNotExist() {
        given().queryParam("agent_name", "nobody")
                .get("/agent_api_keys/name/ci")
                .then()
                .statusCode(404)
                .body(at("message", equalTo("Item with name 'nobody' does not exist.")));
    }

    @Test
    void requiresExactlyOneReferenceToTheAgent() {
        given().get("/agent_api_keys/name/ci")
                .then()
                .statusCode(400)
                .body(at(
                        "message",
                        equalTo("Either 'agent_id' or 'agent_name' must be provided to get an agent api_key.")));
        given().queryParam("agent_name", "a")
                .queryParam("agent_id", "b")
                .get("/agent_api_keys/name/ci")
                .then()
                .statusCode(400)
                .body(at(
                        "message",
                        equalTo("Only one of 'agent_id' or 'agent_name' should be provided to get an agent api_key.")));
    }

    @Test
    void answersHeadLikeGet() {
        var key = createKey(Map.of("agent_id", registerAgent().id(), "name", "ci"));

        given().head("/agent_api_keys/{id}", key.as(JsonAnswer.class).<String>get("id"))
                .then()
                .statusCode(200)
                .body(equalTo(""));
    }
}
