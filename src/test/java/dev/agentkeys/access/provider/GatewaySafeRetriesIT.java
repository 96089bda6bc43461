package dev.agentkeys.access.provider;

import static dev.agentkeys.testsupport.Api.json;
import static dev.agentkeys.testsupport.Api.registration;
import static dev.agentkeys.testsupport.AuthProviderServer.AUTHN;
import static dev.agentkeys.testsupport.AuthProviderServer.REGISTER;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.agentkeys.testsupport.Api;
import dev.agentkeys.testsupport.Api.RegisteredAgent;
import dev.agentkeys.testsupport.AuthProviderServer;
import dev.agentkeys.testsupport.Concurrently;
import dev.agentkeys.testsupport.JsonAnswer;
import dev.agentkeys.testsupport.ServiceWithAuthProvider;
import dev.agentkeys.testsupport.SharedProcesses;
import dev.agentkeys.testsupport.TestDatabase;
import io.restassured.response.Response;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The service registers each new agent or key once with the auth provider, however often the request is sent. It
 * registers nothing else.
 */
@ExtendWith(SharedProcesses.class)
class GatewaySafeRetriesIT {

    private static AuthProviderServer provider;

    private final String key = UUID.randomUUID().toString();

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
    void aRepeatedAnswerRegistersNothing() {
        var first = create();
        var second = create();

        assertEquals(first.asString(), second.asString());
        second.then().header("Idempotency-Replayed", "true");
        assertEquals(1, provider.calls(REGISTER).size());
    }

    @Test
    void requestsAtOnceLeaveOneKeyRegistered() {
        var answers = Concurrently.answersOf(8, () -> untilAnswered(this::create));

        assertEquals(1, answers.stream().map(Response::asString).distinct().count());
        assertEquals(List.of("api_key " + answers.get(0).as(JsonAnswer.class).get("id")), provider.registered());
    }

    @Test
    void anotherPrincipalGetsNoKeptAnswer() {
        create().then().statusCode(200);
        provider.answer(AUTHN, AuthProviderServer.json("{\"user\":\"another\"}"));

        create().then().statusCode(409).header("Idempotency-Replayed", nullValue());
    }

    @Test
    void aPrincipalThatLostItsPermissionGetsNoKeptAnswer() {
        create().then().statusCode(200);
        register(agent.name(), key).then().statusCode(200);
        provider.allow("read agent " + agent.id());

        create().then().statusCode(403);
        register(agent.name(), key).then().statusCode(403);
    }

    @Test
    void registrationsAtOnceLeaveTheAgentRegisteredWhetherItIsNewOrRevived() {
        var name = "agent-" + UUID.randomUUID();
        for (var life : List.of("new", "revived")) {
            provider.reset();
            var answers = Concurrently.answersOf(8, () -> untilAnswered(() -> register(name, life + key)));

            assertEquals(1, answers.stream().map(Response::asString).distinct().count());
            assertEquals(
                    Set.of("agent " + answers.get(0).as(JsonAnswer.class).get("id"), "api_key " + internalKeyOf(name)),
                    new HashSet<>(provider.registered()));
            given().delete("/agents/name/{name}", name).then().statusCode(200);
        }
    }

    private static String internalKeyOf(String name) {
        var keys = TestDatabase.query(
                "select k.id from agent_api_key k join agent a on a.id = k.agent_id"
                        + " and a.incarnation = k.agent_incarnation where a.name = ?",
                name);
        assertEquals(1, keys.size());
        return keys.get(0);
    }

    private Response create() {
        return json(Map.of("agent_id", agent.id(), "name", "ci"))
                .header("Idempotency-Key", key)
                .post("/agent_api_keys");
    }

    private static Response register(String name, String key) {
        return json(registration(name)).header("Idempotency-Key", key).post("/agents/register");
    }

    /** Sends a request again while the answer says that a retry helps, as a client does. */
    private static Response untilAnswered(Supplier<Response> request) {
        for (int i = 0; i < 60; i++) {
            var answer = request.get();
            if (answer.header("Retry-After") == null) {
                answer.then().statusCode(200);
                return answer;
            }
        }
        throw new AssertionError("Still in progress");
    }
}
