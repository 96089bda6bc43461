package dev.agentkeys.access.provider;

import static dev.agentkeys.access.provider.Concealment.assertSame;
import static dev.agentkeys.testsupport.Api.createKey;
import static dev.agentkeys.testsupport.Api.json;
import static dev.agentkeys.testsupport.AuthProviderServer.AUTHN;
import static dev.agentkeys.testsupport.AuthProviderServer.DEREGISTER;
import static dev.agentkeys.testsupport.AuthProviderServer.REGISTER;
import static dev.agentkeys.testsupport.AuthProviderServer.status;
import static dev.agentkeys.testsupport.JsonAnswer.at;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.agentkeys.testsupport.Api;
import dev.agentkeys.testsupport.Api.RegisteredAgent;
import dev.agentkeys.testsupport.AuthProviderServer;
import dev.agentkeys.testsupport.AuthProviderServer.Reply;
import dev.agentkeys.testsupport.JsonAnswer;
import dev.agentkeys.testsupport.ServiceWithAuthProvider;
import dev.agentkeys.testsupport.SharedProcesses;
import dev.agentkeys.testsupport.TestDatabase;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The auth provider decides who creates keys of which agents. The service registers each key with the provider before
 * it stores the key.
 */
@ExtendWith(SharedProcesses.class)
class GatewayCreateKeyIT {

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
    void creatingNeedsUpdateOnTheAgent() {
        provider.allow("update agent " + agent.id());

        createKey(Map.of("agent_id", agent.id(), "name", "by-id")).then().statusCode(200);
        createKey(Map.of("agent_name", agent.name(), "name", "by-name")).then().statusCode(200);
        json(Map.of("agent_name", agent.name(), "name", "octo/hook", "forward_path", "hook"))
                .post("/agent_api_keys/webhook-trigger")
                .then()
                .statusCode(200);

        var asked = "update agent " + agent.id();
        assertEquals(List.of(asked, asked, asked), provider.checks());
    }

    @Test
    void creatingIsForbiddenWhereTheAgentMayOnlyBeRead() {
        provider.allow("read agent " + agent.id());

        createKey(Map.of("agent_id", agent.id(), "name", "ci"))
                .then()
                .statusCode(403)
                .body(at("message", equalTo("The caller may not do this.")))
                .body(at("code", equalTo(403)));

        assertEquals(List.of(), provider.calls(REGISTER));
        assertEquals(0, keysNamed("ci"));
    }

    @ParameterizedTest
    @CsvSource({"agent_id,external", "agent_name,external", "agent_id,github", "agent_name,github"})
    void aHiddenAgentIsAnsweredAsAMissingOne(String property, String type) {
        provider.allow();
        boolean byId = property.equals("agent_id");
        var hidden = byId ? agent.id() : agent.name();
        var missing = byId ? UUID.randomUUID().toString() : "agent-" + UUID.randomUUID();

        assertSame(
                hidden,
                missing,
                reference -> createKey(Map.of(property, reference, "name", "octo/ci", "api_key_type", type)));
        assertSame(hidden, missing, reference -> given().queryParam(property, reference)
                .get("/agent_api_keys"));
        assertSame(hidden, missing, reference -> given().queryParam(property, reference)
                .get("/agent_api_keys/name/ci"));
        assertSame(hidden, missing, reference -> given().queryParam(property, reference)
                .delete("/agent_api_keys/name/ci"));
    }

    @Test
    void aDeletedAgentThatIsHiddenIsAnsweredAsAMissingOne() {
        given().delete("/agents/{id}", agent.id()).then().statusCode(200);
        provider.allow();

        assertSame(
                agent.id(),
                UUID.randomUUID().toString(),
                reference -> createKey(Map.of("agent_id", reference, "name", "ci")));
    }

    @Test
    void theProviderKnowsAKeyAndItsAgentBeforeTheRowExists() {
        var rows = new ArrayList<Long>();
        provider.answer(AUTHN, AuthProviderServer.json("{\"user\":\"u\"}"));
        provider.decide(REGISTER, call -> {
            rows.add(keysNamed("ci"));
            return status(200);
        });

        var id = createKey(Map.of("agent_name", agent.name(), "name", "ci"))
                .as(JsonAnswer.class)
                .<String>get("id");

        assertEquals(List.of(0L), rows);
        assertEquals(
                JsonObject.of(
                        "principal", JsonObject.of("user", "u"),
                        "resource", JsonObject.of("type", "api_key", "selector", id),
                        "parent", JsonObject.of("type", "agent", "selector", agent.id())),
                provider.calls(REGISTER).get(0).json());
        assertEquals(List.of(), provider.calls(DEREGISTER));
    }

    static Stream<Arguments> failures() {
        return GatewayFailureIT.failures();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("failures")
    void aKeyThatCannotBeRegisteredIsNotCreated(String what, Reply reply, int expected) {
        provider.answer(REGISTER, reply);

        createKey(Map.of("agent_id", agent.id(), "name", "ci")).then().statusCode(expected);

        assertEquals(0, keysNamed("ci"));
        boolean refused = expected == 401 || expected == 403;
        assertEquals(refused ? 0 : 1, provider.calls(DEREGISTER).size());
    }

    @Test
    void registersNoKeyForATakenName() {
        var first = createKey(Map.of("agent_id", agent.id(), "name", "ci"))
                .as(JsonAnswer.class)
                .<String>get("id");

        createKey(Map.of("agent_id", agent.id(), "name", "ci")).then().statusCode(409);

        assertEquals(2, provider.calls(REGISTER).size());
        assertEquals(List.of("api_key " + first), provider.registered());
    }

    @Test
    void doesNotAskTheProviderWhatAnAgentMayDoWithItsOwnKeys() {
        var answer = given().header("X-Agent-API-Key", agent.internalKey())
                .contentType("application/json")
                .body(Map.of("agent_id", agent.id(), "name", "own"))
                .post("/agent_api_keys");
        answer.then().statusCode(200);
        given().header("X-Agent-API-Key", agent.internalKey())
                .delete("/agent_api_keys/{id}", answer.as(JsonAnswer.class).<String>get("id"))
                .then()
                .statusCode(200);

        assertEquals(List.of(), provider.registered());
        assertEquals(List.of(), provider.checks());
    }

    private long keysNamed(String name) {
        return TestDatabase.query(
                        "select id from agent_api_key where agent_id = ?::uuid and name = ?", agent.id(), name)
                .size();
    }
}
