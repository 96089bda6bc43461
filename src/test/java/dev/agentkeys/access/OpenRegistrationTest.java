package dev.agentkeys.access;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import dev.agentkeys.testsupport.Api;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * With open registration agents come without credentials. They get a key if they begin with that, and learn nothing
 * that only an agent, or who registered it, knows.
 */
@QuarkusTest
@TestProfile(OpenRegistrationTest.OpenRegistration.class)
class OpenRegistrationTest {

    public static class OpenRegistration extends StaticAccess {

        @Override
        public Map<String, String> getConfigOverrides() {
            var overrides = new HashMap<>(super.getConfigOverrides());
            overrides.put("agentkeys.access.open-registration", "true");
            return overrides;
        }
    }

    private final Map<String, Object> body = Api.registration("agent-" + UUID.randomUUID());

    @Test
    void aNewAgentRegistersWithoutCredentialsAndGetsItsKey() {
        register(given()).statusCode(200).body("agent_api_key", startsWith("agk_int_"));
    }

    @Test
    void anExistingAgentIsNotShownItsKeyUnlessItProvesToBeIt() {
        String key = register(given()).extract().path("agent_api_key");

        register(given())
                .statusCode(200)
                .body("name", equalTo(body.get("name")))
                .body("agent_api_key", nullValue());
        register(given().header("X-Agent-API-Key", key)).statusCode(200).body("agent_api_key", equalTo(key));
        register(Agents.admin()).statusCode(200).body("agent_api_key", equalTo(key));
    }

    @Test
    void whatAnAgentSaysOfItselfIsUpdatedWithoutProof() {
        register(given());
        body.put("description", "Redeployed");
        body.put("registration_metadata", Map.of("commit", "abc"));

        register(given())
                .statusCode(200)
                .body("description", equalTo("Redeployed"))
                .body("agent_api_key", nullValue());
        Agents.admin()
                .get("/agents/name/" + body.get("name"))
                .then()
                .body("registration_metadata.commit", equalTo("abc"));
    }

    @Test
    void nobodyLeadsItsRequestsElsewhereWithoutProof() {
        String key = register(given()).extract().path("agent_api_key");
        body.put("acp_url", "http://intruder.example");

        register(given())
                .statusCode(401)
                .header("WWW-Authenticate", notNullValue())
                .body(
                        "message",
                        startsWith("Agent " + body.get("name") + " is registered with another acp_url or acp_type."));
        register(given().header("X-Agent-API-Key", key)).statusCode(200);
    }

    @Test
    void nobodyChangesHowAnAgentIsSpokenToWithoutProof() {
        String key = register(given()).extract().path("agent_api_key");
        body.put("acp_type", "sync");

        register(given()).statusCode(401);
        register(given().header("X-Agent-API-Key", key)).statusCode(200).body("acp_type", equalTo("sync"));
    }

    @Test
    void aRunningAgentWhoseKeyWasDeletedGetsNoNewOneWithoutProof() {
        var registered = register(given()).extract();
        String id = registered.path("id");
        String formerKey = registered.path("agent_api_key");
        String keyId = Agents.admin().get("/agent_api_keys?agent_id=" + id).path("[0].id");
        Agents.admin().delete("/agent_api_keys/" + keyId).then().statusCode(200);

        register(given()).statusCode(200).body("agent_api_key", nullValue());
        register(given().header("X-Agent-API-Key", formerKey)).statusCode(401);
        Agents.admin().get("/agent_api_keys?agent_id=" + id).then().body("$", hasSize(0));
        register(Agents.admin()).statusCode(200).body("agent_api_key", startsWith("agk_int_"));
    }

    @Test
    void nobodyLearnsWhatAnAgentSaidWithoutProof() {
        body.put("registration_metadata", Map.of("commit", "abc"));
        String key = register(given()).extract().path("agent_api_key");
        body.remove("registration_metadata");

        register(given()).statusCode(200).body("registration_metadata", nullValue());
        register(given().header("X-Agent-API-Key", key))
                .statusCode(200)
                .body("registration_metadata.commit", equalTo("abc"));
    }

    @Test
    void anAgentThatWasOnlyBuiltGetsItsKeyWhenItFirstComes() {
        Agents.admin()
                .body(Map.of(
                        "name",
                        body.get("name"),
                        "description",
                        "Built",
                        "registration_metadata",
                        Map.of("commit", "abc")))
                .post("/agents/register-build")
                .then()
                .statusCode(200);

        register(given())
                .statusCode(200)
                .body("status", equalTo("Ready"))
                .body("registration_metadata", nullValue())
                .body("agent_api_key", startsWith("agk_int_"));
        register(given()).statusCode(200).body("agent_api_key", nullValue());
    }

    @Test
    void nobodyRenamesAnAgentWithoutProof() {
        String id = register(given()).extract().path("id");
        String formerName = (String) body.put("name", "renamed-" + UUID.randomUUID());
        body.put("agent_id", id);

        register(given()).statusCode(404);
        Agents.admin().get("/agents/" + id).then().body("name", equalTo(formerName));
    }

    @Test
    void anAgentRenamesItselfWithProof() {
        var registered = register(given()).extract();
        body.put("name", "renamed-" + UUID.randomUUID());
        body.put("agent_id", registered.path("id"));

        register(given().header("X-Agent-API-Key", registered.<String>path("agent_api_key")))
                .statusCode(200)
                .body("id", equalTo(registered.path("id")))
                .body("name", equalTo(body.get("name")));
    }

    @Test
    void aDeletedAgentComesBackWithANewKeyAndNothingElseOfItsFormerLife() {
        body.put("registration_metadata", Map.of("commit", "abc"));
        var registered = register(given()).extract();
        Agents.admin().delete("/agents/" + registered.path("id")).then().statusCode(200);
        body.put("acp_url", "http://elsewhere.example");
        body.remove("registration_metadata");

        String key = register(given())
                .statusCode(200)
                .body("id", equalTo(registered.path("id")))
                .body("agent_api_key", startsWith("agk_int_"))
                .extract()
                .path("agent_api_key");
        register(given().header("X-Agent-API-Key", key)).statusCode(200).body("registration_metadata", nullValue());
    }

    @Test
    void anotherAgentsKeyProvesNothing() {
        var other = Agents.register();
        register(given());

        register(given().header("X-Agent-API-Key", other.internalKey())).statusCode(403);
    }

    @Test
    void aBadCredentialIsNotIgnored() {
        register(given().header("Authorization", "")).statusCode(200);
        register(given().header("Cookie", "of=somebody-else").header("X-API-Key", "of-another"))
                .statusCode(200);
        register(given().header("X-Agent-API-Key", "of-nobody")).statusCode(401);
        register(given().header("Authorization", "Bearer of-nobody")).statusCode(401);
        register(given().header("Authorization", "Bearer " + StaticAccess.tokenOf(Role.AGENTS_READ)))
                .statusCode(403);
    }

    @Test
    void nothingElseIsOpen() {
        given().get("/agents").then().statusCode(401);
        given().get("/agent_api_keys?agent_id=" + UUID.randomUUID()).then().statusCode(401);
        given().contentType(ContentType.JSON)
                .body(Map.of("name", "built", "description", "An agent"))
                .post("/agents/register-build")
                .then()
                .statusCode(401);
        given().contentType(ContentType.JSON)
                .body(body)
                .post("/agents//register")
                .then()
                .statusCode(404);
    }

    private ValidatableResponse register(RequestSpecification request) {
        return request.contentType(ContentType.JSON)
                .body(body)
                .post("/agents/register")
                .then();
    }
}
