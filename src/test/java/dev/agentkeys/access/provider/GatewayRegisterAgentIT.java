package dev.agentkeys.access.provider;

import static dev.agentkeys.testsupport.Api.json;
import static dev.agentkeys.testsupport.Api.registerAgent;
import static dev.agentkeys.testsupport.Api.registration;
import static dev.agentkeys.testsupport.AuthProviderServer.REGISTER;
import static dev.agentkeys.testsupport.AuthProviderServer.status;
import static dev.agentkeys.testsupport.JsonAnswer.at;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentkeys.testsupport.AuthProviderServer;
import dev.agentkeys.testsupport.AuthProviderServer.Reply;
import dev.agentkeys.testsupport.ServiceWithAuthProvider;
import dev.agentkeys.testsupport.SharedProcesses;
import dev.agentkeys.testsupport.TestDatabase;
import io.restassured.response.Response;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The auth provider decides who registers which agents. The service registers each agent and its key with the provider
 * before it stores them.
 */
@ExtendWith(SharedProcesses.class)
class GatewayRegisterAgentIT {

    private static AuthProviderServer provider;

    private final String name = "agent-" + UUID.randomUUID();

    @BeforeAll
    static void use(ServiceWithAuthProvider shared) {
        provider = shared.provider();
    }

    @BeforeEach
    void befriend() {
        provider.reset();
    }

    @Test
    void theProviderKnowsANewAgentAndItsKeyBeforeTheRowsExist() {
        var rows = new ArrayList<Integer>();
        provider.allow("create agent *");
        provider.decide(REGISTER, call -> {
            rows.add(ids().size());
            return status(200);
        });

        var agent = registerAgent(name);

        assertEquals(List.of("create agent *"), provider.checks());
        assertEquals(List.of(0, 0), rows);
        assertEquals(List.of("agent " + agent.id(), "api_key " + internalKeyId()), provider.registered());
        assertEquals(null, provider.calls(REGISTER).get(0).json().getValue("parent"));
        assertTrue(provider.calls(REGISTER).get(0).json().containsKey("parent"));
        assertEquals(
                JsonObject.of("type", "agent", "selector", agent.id()),
                provider.calls(REGISTER).get(1).json().getJsonObject("parent"));
    }

    @Test
    void forbidsACallerWithoutThePermissionToCreateAgents() {
        provider.allow("read agent *", "update agent *");

        json(registration(name)).post("/agents/register").then().statusCode(403);
        build().then().statusCode(403);

        assertEquals(List.of(), ids());
        assertEquals(List.of(), provider.calls(REGISTER));
    }

    static Stream<Arguments> failures() {
        return GatewayFailureIT.failures();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("failures")
    void anAgentThatCannotBeRegisteredIsNotCreated(String what, Reply reply, int expected) {
        provider.answer(REGISTER, reply);

        json(registration(name)).post("/agents/register").then().statusCode(expected);

        assertEquals(List.of(), ids());
        assertEquals(1, provider.calls(REGISTER).size());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("failures")
    void anAgentWhoseKeyCannotBeRegisteredIsNotCreated(String what, Reply reply, int expected) {
        provider.decide(REGISTER, call -> call.resource().startsWith("api_key ") ? reply : status(200));

        json(registration(name)).post("/agents/register").then().statusCode(expected);

        assertEquals(List.of(), ids());
        assertTrue(provider.registered().stream().noneMatch(known -> known.startsWith("agent ")));
    }

    @Test
    void registeringAgainNeedsUpdateOnTheAgentAndRegistersNothing() {
        var agent = registerAgent(name);
        provider.reset();
        provider.allow("update agent " + agent.id());

        assertEquals(agent, registerAgent(name));
        build().then().statusCode(200).body(at("id", equalTo(agent.id())));
        var renamed = registration("agent-" + UUID.randomUUID());
        renamed.put("agent_id", agent.id());
        json(renamed).post("/agents/register").then().statusCode(200).body(at("id", equalTo(agent.id())));

        assertEquals(Set.of("update agent " + agent.id()), Set.copyOf(provider.checks()));
        assertEquals(List.of(), provider.calls(REGISTER));
    }

    @Test
    void refusesToTakeOverOrChangeTheAgentOfAnotherOwner() {
        var agent = registerAgent(name);
        provider.reset();
        provider.allow("create agent *");
        var moved = registration(name);
        moved.put("acp_url", "http://127.0.0.1:6666");

        json(moved).post("/agents/register").then().statusCode(403).body(at("agent_api_key", equalTo(null)));
        build().then().statusCode(403);
        moved.put("agent_id", agent.id());
        json(moved)
                .post("/agents/register")
                .then()
                .statusCode(404)
                .body(at("message", equalTo("Item with id '" + agent.id() + "' does not exist.")));
        provider.allow("create agent *", "read agent " + agent.id());
        json(moved).post("/agents/register").then().statusCode(403);

        assertEquals(
                List.of("http://127.0.0.1:8000"), TestDatabase.query("select acp_url from agent where name = ?", name));
        assertEquals(List.of(), provider.calls(REGISTER));
    }

    @Test
    void registersTheKeyThatABuildGetsAtItsFirstStart() {
        build().then().statusCode(200);
        var id = ids().get(0);
        assertEquals(List.of("agent " + id), provider.registered());

        assertEquals(id, registerAgent(name).id());

        assertEquals(List.of("agent " + id, "api_key " + internalKeyId()), provider.registered());
    }

    @Test
    void registersADeletedAgentAnew() {
        var agent = registerAgent(name);
        given().delete("/agents/{id}", agent.id()).then().statusCode(200);
        provider.reset();
        provider.allow("create agent *");

        var revived = registerAgent(name);

        assertEquals(agent.id(), revived.id());
        assertNotEquals(agent.internalKey(), revived.internalKey());
        assertEquals(List.of("create agent *"), provider.checks());
        assertEquals(List.of("agent " + agent.id(), "api_key " + internalKeyId()), provider.registered());
    }

    private Response build() {
        return json(Map.of("name", name, "description", "A build")).post("/agents/register-build");
    }

    private List<String> ids() {
        return TestDatabase.query("select id from agent where name = ?", name);
    }

    private String internalKeyId() {
        var keys = TestDatabase.query(
                "select k.id from agent_api_key k join agent a on a.id = k.agent_id"
                        + " and a.incarnation = k.agent_incarnation where a.name = ? and k.api_key_type = 'internal'",
                name);
        assertEquals(1, keys.size());
        return keys.get(0);
    }
}
