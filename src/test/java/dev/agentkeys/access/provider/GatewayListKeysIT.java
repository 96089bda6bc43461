package dev.agentkeys.access.provider;

import static dev.agentkeys.testsupport.Api.createKey;
import static dev.agentkeys.testsupport.Api.json;
import static dev.agentkeys.testsupport.Api.registerAgent;
import static dev.agentkeys.testsupport.JsonAnswer.at;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.agentkeys.testsupport.Api;
import dev.agentkeys.testsupport.Api.RegisteredAgent;
import dev.agentkeys.testsupport.AuthProviderServer;
import dev.agentkeys.testsupport.JsonAnswer;
import dev.agentkeys.testsupport.ServiceWithAuthProvider;
import dev.agentkeys.testsupport.SharedProcesses;
import io.restassured.response.Response;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The auth provider decides which keys a list shows, and which agents' keys a verification knows. */
@ExtendWith(SharedProcesses.class)
class GatewayListKeysIT {

    private static AuthProviderServer provider;

    private RegisteredAgent agent;

    @BeforeAll
    static void use(ServiceWithAuthProvider shared) {
        provider = shared.provider();
    }

    @BeforeEach
    void startAnew() {
        agent = provider.prepare(Api::registerAgent);
    }

    @Test
    void aListShowsOnlyWhatTheProviderNames() {
        var first = createKey(Map.of("agent_id", agent.id(), "name", "first"))
                .as(JsonAnswer.class)
                .<String>get("id");
        createKey(Map.of("agent_id", agent.id(), "name", "second"));
        var third = createKey(Map.of("agent_id", agent.id(), "name", "third"))
                .as(JsonAnswer.class)
                .<String>get("id");
        var elsewhere = createKey(Map.of("agent_id", registerAgent().id(), "name", "other"))
                .as(JsonAnswer.class)
                .<String>get("id");
        provider.reset();

        var items = "\"%s\",\"%s\",\"%s\",\"no-uuid\",\"\",7,null,{},\"%s\"";
        assertEquals(
                List.of("first", "third"),
                listed("{\"items\":[" + items.formatted(third, first, elsewhere, UUID.randomUUID()) + "]}"));
        assertEquals(List.of(), listed("{\"items\":[]}"));
        assertEquals(List.of(), listed("{\"items\":[\"no-uuid\"]}"));
        assertEquals(List.of(), listed("{\"unscoped\":false,\"items\":[]}"));
        assertEquals(List.of(agent.name() + "-api-key", "first", "second", "third"), listed("{\"unscoped\":true}"));
        var question = provider.calls(AuthProviderServer.SEARCH).get(0).json();
        assertEquals("api_key", question.getString("filter_resource"));
        assertEquals("read", question.getString("filter_operation"));
        assertEquals("read agent " + agent.id(), provider.checks().get(0));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{}",
                "{\"items\":null}",
                "{\"items\":\"all\"}",
                "{\"unscoped\":\"true\"}",
                "{\"unscoped\":1}",
                "[]",
                "x"
            })
    void aSearchThatNamesNoItemsShowsNothing(String answer) {
        provider.answer(AuthProviderServer.SEARCH, AuthProviderServer.json(answer));

        given().queryParam("agent_id", agent.id())
                .get("/agent_api_keys")
                .then()
                .statusCode(502)
                .body(at("message", equalTo("The auth provider gave no usable answer.")));
        given().get("/agents").then().statusCode(502);
    }

    @Test
    void listingNeedsReadOnTheAgent() {
        provider.allow("update agent " + agent.id());

        given().queryParam("agent_id", agent.id()).get("/agent_api_keys").then().statusCode(404);

        assertEquals(List.of(), provider.calls(AuthProviderServer.SEARCH));
    }

    @Test
    void keysOfHiddenAgentsAreUnknownToAVerification() {
        var key = createKey(Map.of("agent_id", agent.id(), "name", "ci"))
                .as(JsonAnswer.class)
                .<String>get("api_key");
        var other = registerAgent();
        provider.allow("read agent " + agent.id());
        assertEquals("VALID", verified(Map.of("api_key", key)));
        assertEquals("VALID", verified(Map.of("api_key", key, "agent_name", agent.name())));
        assertEquals("NOT_FOUND", verified(Map.of("api_key", key, "agent_name", other.name())));

        provider.allow("read agent " + other.id());
        var unknown = verify(Map.of("api_key", "unknown")).asString();
        assertEquals(unknown, verify(Map.of("api_key", key)).asString());
        assertEquals(
                unknown,
                verify(Map.of("api_key", key, "agent_name", agent.name())).asString());
        assertEquals(
                unknown,
                verify(Map.of("api_key", key, "agent_name", other.name())).asString());
        assertEquals("MALFORMED", verified(Map.of("api_key", "agk_ext_misspelt")));
    }

    @Test
    void showsTheKeyRingToACallerThatMayReadEveryKey() {
        provider.answer(AuthProviderServer.SEARCH, AuthProviderServer.json("{\"items\":[]}"));
        given().get("/key_ring_keys").then().statusCode(403);
        given().get("/key_ring_keys/any/agent_api_keys").then().statusCode(403);

        provider.answer(AuthProviderServer.SEARCH, AuthProviderServer.json("{\"unscoped\":true}"));
        given().get("/key_ring_keys").then().statusCode(200);
        given().get("/key_ring_keys/any/agent_api_keys").then().statusCode(404);
    }

    @Test
    void countsKeysForACallerThatMayReadEveryKey() {
        provider.answer(AuthProviderServer.SEARCH, AuthProviderServer.json("{\"items\":[]}"));
        given().get("/agent_api_keys/summary").then().statusCode(403);

        provider.answer(AuthProviderServer.SEARCH, AuthProviderServer.json("{\"unscoped\":true}"));
        given().get("/agent_api_keys/summary").then().statusCode(200);
    }

    private List<String> listed(String search) {
        provider.answer(AuthProviderServer.SEARCH, AuthProviderServer.json(search));
        return given().queryParam("agent_id", agent.id())
                .get("/agent_api_keys")
                .then()
                .statusCode(200)
                .extract()
                .as(JsonAnswer.class)
                .get("name");
    }

    private static Response verify(Map<String, String> question) {
        return json(question).post("/agent_api_keys/verify");
    }

    private static String verified(Map<String, String> question) {
        return verify(question)
                .then()
                .statusCode(200)
                .extract()
                .as(JsonAnswer.class)
                .get("code");
    }
}
