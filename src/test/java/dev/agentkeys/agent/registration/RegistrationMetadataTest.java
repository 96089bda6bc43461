package dev.agentkeys.agent.registration;

import static dev.agentkeys.testsupport.Api.json;
import static dev.agentkeys.testsupport.Api.registration;
import static dev.agentkeys.testsupport.JsonAnswer.at;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.agentkeys.testsupport.JsonAnswer;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The service merges the metadata of registrations, keeps it as it is written, and limits its size. */
@QuarkusTest
class RegistrationMetadataTest {

    @Test
    void updatesTheAgentOfThatNameAndMergesItsMetadata() {
        var request = registration(newName());
        request.put("registration_metadata", Map.of("kept", 1, "changed", 1));
        var first = register(request).extract().as(JsonAnswer.class);

        request.put("description", "Changed");
        request.put("acp_type", "sync");
        request.put("registration_metadata", Map.of("changed", 2, "added", true));
        var second = register(request)
                .body(at("id", equalTo(first.getString("id"))))
                .body(at("description", equalTo("Changed")))
                .body(at("acp_type", equalTo("sync")))
                .body(at("registration_metadata", equalTo(Map.of("kept", 1, "changed", 2, "added", true))))
                .body(at("agent_api_key", equalTo(first.getString("agent_api_key"))))
                .body(at("created_at", equalTo(first.getString("created_at"))))
                .extract()
                .as(JsonAnswer.class);

        assertNotEquals(first.getString("registered_at"), second.getString("registered_at"));
    }

    @Test
    void keepsMetadataThatALaterRegistrationOmits() {
        var request = registration(newName());
        request.put("registration_metadata", Map.of("kept", 1));
        register(request);
        request.remove("registration_metadata");

        register(request).body(at("registration_metadata", equalTo(Map.of("kept", 1))));
    }

    @Test
    void keepsNumbersInMetadataAsTheyAreWritten() {
        var name = newName();

        json("""
                {"name": "%s", "description": "", "acp_url": "https://agent.example/acp", "acp_type": "agentic",
                 "registration_metadata": {"n": 12345678901234567890.123456789, "deep": {"é": [null, "😀"]}}}""".formatted(name))
                .post("/agents/register")
                .then()
                .statusCode(200)
                .body(org.hamcrest.Matchers.containsString("12345678901234567890.123456789"))
                .body(at("registration_metadata.deep.é[1]", equalTo("😀")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]", "\"x\"", "5",
            })
    void acceptsOnlyObjectsAsMetadata(String metadata) {
        refuseMetadata(metadata).body(at("detail[0].type", equalTo("dict_type")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\":\"\\u0000\"}",
                "{\"\\u0000\":1}",
                "{\"a\":[{\"b\":\"\\ud800\"}]}",
                "{\"\\udc00\":1}",
                "{\"a\":1e999999}",
                "{\"a\":-1E-999999}"
            })
    void refusesMetadataThatCannotBeStored(String metadata) {
        refuseMetadata(metadata).body(at("detail[0].type", equalTo("value_error")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e99999999999", "-1e-99999999999"})
    void refusesANumberThatCannotBeStored(String number) {
        json("""
                {"name": "a", "description": "d", "acp_url": 5, "acp_type": "sync", "unknown": %s}""".formatted(number))
                .post("/agents/register")
                .then()
                .statusCode(422)
                .body(at("detail[0].type", equalTo("json_invalid")));
    }

    @Test
    void refusesMetadataThatGrowsBeyond1MiBByMerging() {
        var request = registration(newName());
        request.put("registration_metadata", Map.of("a", "x".repeat(600_000)));
        register(request);
        request.put("registration_metadata", Map.of("b", "x".repeat(600_000)));

        refuse(request)
                .body(at("detail[0].loc", contains("body", "registration_metadata")))
                .body(at("detail[0].type", equalTo("value_error")));
    }

    @Test
    void keepsALargeAgentCard() {
        var request = registration(newName());
        request.put("registration_metadata", Map.of("agent_card", "x".repeat(1_000_000)));

        register(request).body(at("registration_metadata", equalTo(request.get("registration_metadata"))));
        request.put("registration_metadata", Map.of("agent_card", "x".repeat(1024 * 1024)));
        refuse(request)
                .body(at("detail[0].loc", contains("body", "registration_metadata")))
                .body(at("detail[0].type", equalTo("value_error")));
    }

    @Test
    void refusesARegistrationThatIsLargerThanItsMetadataMayBe() {
        var request = registration(newName());
        request.put("registration_metadata", Map.of("agent_card", "x".repeat(1_200_000)));

        json(request).post("/agents/register").then().statusCode(413);
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

    private static ValidatableResponse refuseMetadata(String metadata) {
        return json("""
                {"name": "a", "description": "d", "acp_url": "http://agent", "acp_type": "sync",
                 "registration_metadata": %s}""".formatted(metadata))
                .post("/agents/register")
                .then()
                .statusCode(422)
                .body(at("detail", hasSize(1)))
                .body(at("detail[0].loc", contains("body", "registration_metadata")));
    }
}
