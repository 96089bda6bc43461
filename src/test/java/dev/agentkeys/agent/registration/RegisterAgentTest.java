package dev.agentkeys.agent.registration;

import static dev.agentkeys.testsupport.Api.json;
import static dev.agentkeys.testsupport.Api.registerAgent;
import static dev.agentkeys.testsupport.Api.registration;
import static dev.agentkeys.testsupport.Concurrently.answersOf;
import static dev.agentkeys.testsupport.JsonAnswer.at;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.agentkeys.testsupport.JsonAnswer;
import dev.agentkeys.testsupport.TestDatabase;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class RegisterAgentTest {

    private static final int REGISTRATIONS = 50;

    @Test
    void answersExactlyTheContractsFields() {
        var name = newName();
        var request = registration(name);
        request.put("agent_input_type", "json");
        request.put("registration_metadata", Map.of("version", "1.2"));
        request.put("principal_context", Map.of("user", "u1"));

        var answer = register(request)
                .header("Cache-Control", "no-store")
                .body(at("name", equalTo(name)))
                .body(at("description", equalTo("An agent of the tests")))
                .body(at("status", equalTo("Ready")))
                .body(at("acp_type", equalTo("async")))
                .body(at("status_reason", equalTo("Agent registered successfully.")))
                .body(at("registration_metadata", equalTo(Map.of("version", "1.2"))))
                .body(at("agent_input_type", equalTo("json")))
                .body(at("agent_api_key", matchesPattern("agk_int_[0-9A-Za-z]{49}")))
                .extract()
                .as(JsonAnswer.class);

        assertEquals(
                Set.of(
                        "id",
                        "name",
                        "description",
                        "status",
                        "acp_type",
                        "status_reason",
                        "created_at",
                        "updated_at",
                        "registration_metadata",
                        "registered_at",
                        "agent_input_type",
                        "production_deployment_id",
                        "agent_api_key"),
                answer.getMap("").keySet());
        assertEquals(7, UUID.fromString(answer.getString("id")).version());
    }

    @Test
    void answersEqualRegistrationsEqually() {
        var request = registration(newName());

        var first = register(request).extract().asString();
        var second = register(request).extract().asString();

        assertEquals(first, second);
    }

    @Test
    void makesOneAgentAndOneInternalKeyOfFiftyRegistrationsAtOnce() {
        var request = registration(newName());

        var answers = answersOf(REGISTRATIONS, () -> register(request).extract().asString());

        assertEquals(1, new HashSet<>(answers).size());
        assertEquals(List.of("1"), TestDatabase.query("""
                        select count(*) from agent_api_key k join agent a on a.id = k.agent_id
                        where a.name = ? and k.api_key_type = 'internal'""", request.get("name")));
    }

    @Test
    void renamesTheAgentWithTheGivenId() {
        var agent = registerAgent();
        var request = registration(newName());
        request.put("agent_id", agent.id());

        register(request)
                .body(at("id", equalTo(agent.id())))
                .body(at("name", equalTo(request.get("name"))))
                .body(at("agent_api_key", equalTo(agent.internalKey())));
    }

    @Test
    void refusesToRenameAnAgentToAnotherAgentsName() {
        var request = registration(registerAgent().name());
        request.put("agent_id", registerAgent().id());

        json(request)
                .post("/agents/register")
                .then()
                .statusCode(409)
                .body(at("message", equalTo("Agent with name '" + request.get("name") + "' already exists.")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"00000000-0000-7000-8000-000000000000", "nobody"})
    void saysWhichIdDoesNotExist(String id) {
        var request = registration(newName());
        request.put("agent_id", id);

        json(request)
                .post("/agents/register")
                .then()
                .statusCode(404)
                .body(at("message", equalTo("Item with id '" + id + "' does not exist.")));
    }

    @Test
    void reportsEveryMissingFieldAtOnce() {
        refuse(Map.of()).body(at("detail", hasSize(4))).body(at("detail.type", everyItem(equalTo("missing"))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Upper", "with space", "under_score", "a/b", "ä", "new\nline"})
    void acceptsNoNameThatIsNotLowerCaseLettersDigitsAndDashes(String name) {
        refuse(registration(name))
                .body(at("detail", hasSize(1)))
                .body(at("detail[0].loc", contains("body", "name")))
                .body(at("detail[0].type", equalTo(name.contains("\n") ? "value_error" : "string_pattern_mismatch")));
    }

    @Test
    void acceptsANameOf256CharactersAndNoLonger() {
        var random = UUID.randomUUID().toString();
        register(registration(random + "x".repeat(256 - random.length())));
        refuse(registration("x".repeat(257))).body(at("detail[0].type", equalTo("string_too_long")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "agent:8000",
                "/acp",
                "ftp://agent",
                "http://",
                "http:///x",
                "http://user@agent",
                "http://u:p@agent",
                "http://agent:99999",
                "http://agent/#f",
                "http://a b",
                "javascript:alert(1)"
            })
    void acceptsOnlyAbsoluteHttpUrls(String url) {
        var request = registration(newName());
        request.put("acp_url", url);

        refuse(request)
                .body(at("detail[0].loc", contains("body", "acp_url")))
                .body(at("detail[0].type", equalTo("value_error")));
    }

    @Test
    void storesTheInternalKeySealedOnly() {
        var agent = registerAgent();

        var row = TestDatabase.query("""
                select concat_ws(' ', k::text, encode(fingerprint, 'escape'), encode(sealed_value, 'escape'))
                from agent_api_key k where agent_id = ?::uuid""", agent.id());

        assertEquals(1, row.size());
        org.hamcrest.MatcherAssert.assertThat(
                row.get(0), not(org.hamcrest.Matchers.containsString(agent.internalKey())));
    }

    private static String newName() {
        return "agent-" + UUID.randomUUID();
    }

    private static ValidatableResponse register(Map<String, Object> request) {
        return json(request).post("/agents/register").then().statusCode(200);
    }

    private static ValidatableResponse refuse(Map<String, Object> request) {
        return json(request).post("/agents/register").then().statusCode(422);
    }
}
