package dev.agentkeys.access.provider;

import static dev.agentkeys.access.provider.Concealment.assertSame;
import static dev.agentkeys.testsupport.Api.createKey;
import static dev.agentkeys.testsupport.Api.json;
import static dev.agentkeys.testsupport.AuthProviderServer.AUTHN;
import static dev.agentkeys.testsupport.AuthProviderServer.DEREGISTER;
import static dev.agentkeys.testsupport.AuthProviderServer.status;
import static io.restassured.RestAssured.given;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.agentkeys.testsupport.Api;
import dev.agentkeys.testsupport.Api.RegisteredAgent;
import dev.agentkeys.testsupport.AuthProviderServer;
import dev.agentkeys.testsupport.AuthProviderServer.Reply;
import dev.agentkeys.testsupport.JsonAnswer;
import dev.agentkeys.testsupport.ServiceWithAuthProvider;
import dev.agentkeys.testsupport.SharedProcesses;
import dev.agentkeys.testsupport.TestDatabase;
import io.restassured.specification.RequestSpecification;
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
import org.junit.jupiter.params.provider.MethodSource;

/** The auth provider decides who reads and deletes which keys. */
@ExtendWith(SharedProcesses.class)
class GatewayKeysIT {

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

    static Stream<Arguments> failures() {
        return GatewayFailureIT.failures();
    }

    @Test
    void readingNeedsReadOnTheKey() {
        var key = createKey(Map.of("agent_id", agent.id(), "name", "ci"))
                .as(JsonAnswer.class)
                .<String>get("id");
        provider.reset();
        provider.allow("read api_key " + key, "read agent " + agent.id());

        given().get("/agent_api_keys/{id}", key).then().statusCode(200);
        assertEquals(List.of("read api_key " + key), provider.checks());
        given().queryParam("agent_id", agent.id())
                .get("/agent_api_keys/name/ci")
                .then()
                .statusCode(200);
        assertEquals(
                List.of("read api_key " + key, "read agent " + agent.id(), "read api_key " + key), provider.checks());
    }

    @Test
    void aHiddenKeyIsAnsweredAsAMissingOne() {
        var key = createKey(Map.of("agent_id", agent.id(), "name", "ci"))
                .as(JsonAnswer.class)
                .<String>get("id");
        provider.allow("read agent " + agent.id());

        assertSame(key, UUID.randomUUID().toString(), id -> given().get("/agent_api_keys/{id}", id));
        assertSame(key, UUID.randomUUID().toString(), id -> given().delete("/agent_api_keys/{id}", id));
        for (var operation : List.of("rotate", "revoke")) {
            assertSame(key, UUID.randomUUID().toString(), id -> json(Map.of())
                    .post("/agent_api_keys/{id}/" + operation, id));
            assertSame("ci", "another", name -> byName().post("/agent_api_keys/name/{name}/" + operation, name));
        }
        assertSame(key, UUID.randomUUID().toString(), id -> json(Map.of("name", "b"))
                .patch("/agent_api_keys/{id}", id));
        assertSame("ci", "another", name -> json(Map.of("name", "b"))
                .queryParam("agent_id", agent.id())
                .patch("/agent_api_keys/name/{name}", name));
        assertSame("ci", "another", name -> given().queryParam("agent_id", agent.id())
                .get("/agent_api_keys/name/{name}", name));
        assertSame("ci", "another", name -> given().queryParam("agent_id", agent.id())
                .delete("/agent_api_keys/name/{name}", name));
        assertEquals(1, keysNamed("ci"));
    }

    @Test
    void deletingNeedsDeleteOnTheKeyAndTheProviderForgetsItOnceItIsGone() {
        var rows = new ArrayList<Long>();
        var first = createKey(Map.of("agent_id", agent.id(), "name", "first"))
                .as(JsonAnswer.class)
                .<String>get("id");
        var second = createKey(Map.of("agent_id", agent.id(), "name", "second"))
                .as(JsonAnswer.class)
                .<String>get("id");
        provider.allow("delete api_key " + first, "delete api_key " + second, "read agent " + agent.id());
        provider.decide(DEREGISTER, call -> {
            rows.add(keysNamed("first") + keysNamed("second"));
            return status(200);
        });

        given().delete("/agent_api_keys/{id}", first).then().statusCode(200);
        given().queryParam("agent_name", agent.name())
                .delete("/agent_api_keys/name/second")
                .then()
                .statusCode(200);

        assertEquals(List.of(1L, 0L), rows);
        assertEquals(List.of(), provider.registered());
    }

    @Test
    void deletingIsForbiddenWhereTheKeyMayOnlyBeRead() {
        var key = createKey(Map.of("agent_id", agent.id(), "name", "ci"))
                .as(JsonAnswer.class)
                .<String>get("id");
        provider.allow("read api_key " + key, "read agent " + agent.id());

        given().delete("/agent_api_keys/{id}", key).then().statusCode(403);
        given().queryParam("agent_id", agent.id())
                .delete("/agent_api_keys/name/ci")
                .then()
                .statusCode(403);

        assertEquals(1, keysNamed("ci"));
        assertEquals(List.of(), provider.calls(DEREGISTER));
    }

    @Test
    void changingAndRotatingNeedUpdateOnTheKeyAndRevokingNeedsDelete() {
        var key = createKey(Map.of("agent_id", agent.id(), "name", "ci"))
                .as(JsonAnswer.class)
                .<String>get("id");
        var path = "/agent_api_keys/" + key;
        provider.reset();
        provider.allow("read agent " + agent.id(), "read api_key " + key);

        json(Map.of("enabled", false)).patch(path).then().statusCode(403);
        json(Map.of()).post(path + "/rotate").then().statusCode(403);
        json(Map.of()).post(path + "/revoke").then().statusCode(403);
        byName().patch("/agent_api_keys/name/ci").then().statusCode(403);
        byName().post("/agent_api_keys/name/ci/rotate").then().statusCode(403);
        byName().post("/agent_api_keys/name/ci/revoke").then().statusCode(403);

        provider.allow("read agent " + agent.id(), "update api_key " + key, "delete api_key " + key);
        json(Map.of("enabled", true)).patch(path).then().statusCode(200);
        byName().patch("/agent_api_keys/name/ci").then().statusCode(200);
        json(Map.of()).post(path + "/rotate").then().statusCode(200);
        byName().post("/agent_api_keys/name/ci/rotate").then().statusCode(200);
        byName().post("/agent_api_keys/name/ci/revoke").then().statusCode(200);
        json(Map.of()).post(path + "/revoke").then().statusCode(200);
        assertEquals(List.of(), provider.calls(DEREGISTER));
        given().delete(path).then().statusCode(200);
        assertEquals(1, provider.calls(DEREGISTER).size());
    }

    @Test
    void showsARevokedKeyToACallerThatMayReadIt() {
        var key = createKey(Map.of("agent_id", agent.id(), "name", "ci"))
                .as(JsonAnswer.class)
                .<String>get("id");
        json(Map.of()).post("/agent_api_keys/{id}/revoke", key).then().statusCode(200);
        provider.allow("read agent " + agent.id());
        given().get("/agent_api_keys/{id}", key).then().statusCode(404);

        provider.allow("read api_key " + key);
        given().get("/agent_api_keys/{id}", key).then().statusCode(200);
    }

    private RequestSpecification byName() {
        return json(Map.of()).queryParam("agent_id", agent.id());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("failures")
    void deletesTheKeyEvenIfTheProviderCannotDeregisterIt(String what, Reply reply, int ignored) {
        var key = createKey(Map.of("agent_id", agent.id(), "name", "ci"))
                .as(JsonAnswer.class)
                .<String>get("id");
        provider.answer(DEREGISTER, reply);

        given().delete("/agent_api_keys/{id}", key).then().statusCode(200);

        assertEquals(0, keysNamed("ci"));
        assertEquals(1, provider.calls(DEREGISTER).size());
    }

    @Test
    void nothingIsDeletedWhereTheProviderDoesNotAnswer() {
        var key = createKey(Map.of("agent_id", agent.id(), "name", "ci"))
                .as(JsonAnswer.class)
                .<String>get("id");
        provider.answer(AuthProviderServer.CHECK, AuthProviderServer.cut());

        given().delete("/agent_api_keys/{id}", key).then().statusCode(503);
        given().queryParam("agent_id", agent.id())
                .delete("/agent_api_keys/name/ci")
                .then()
                .statusCode(503);

        assertEquals(1, keysNamed("ci"));
    }

    @Test
    void aWithdrawnPermissionCountsAtTheNextRequest() {
        var key = createKey(Map.of("agent_id", agent.id(), "name", "ci"))
                .as(JsonAnswer.class)
                .<String>get("id");
        given().get("/agent_api_keys/{id}", key).then().statusCode(200);

        provider.allow();
        given().get("/agent_api_keys/{id}", key).then().statusCode(404);

        provider.answer(AUTHN, status(401));
        given().get("/agent_api_keys/{id}", key).then().statusCode(401);
    }

    private long keysNamed(String name) {
        return TestDatabase.query(
                        "select id from agent_api_key where agent_id = ?::uuid and name = ?", agent.id(), name)
                .size();
    }
}
