package dev.agentkeys.access.provider;

import static dev.agentkeys.access.provider.Concealment.assertSame;
import static dev.agentkeys.testsupport.Api.registerAgent;
import static dev.agentkeys.testsupport.AuthProviderServer.DEREGISTER;
import static dev.agentkeys.testsupport.AuthProviderServer.SEARCH;
import static dev.agentkeys.testsupport.AuthProviderServer.status;
import static io.restassured.RestAssured.given;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentkeys.testsupport.AuthProviderServer;
import dev.agentkeys.testsupport.JsonAnswer;
import dev.agentkeys.testsupport.ServiceWithAuthProvider;
import dev.agentkeys.testsupport.SharedProcesses;
import dev.agentkeys.testsupport.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The auth provider decides who reads, lists and deletes which agents. */
@ExtendWith(SharedProcesses.class)
class GatewayAgentsIT {

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
    void readingNeedsReadOnTheAgent() {
        var agent = registerAgent(name);
        provider.reset();
        provider.allow("read agent " + agent.id());

        given().get("/agents/{id}", agent.id()).then().statusCode(200);
        given().get("/agents/name/{name}", name).then().statusCode(200);
        assertEquals(List.of("read agent " + agent.id(), "read agent " + agent.id()), provider.checks());

        provider.allow("update agent " + agent.id(), "delete agent " + agent.id());
        assertSame(agent.id(), UUID.randomUUID().toString(), id -> given().get("/agents/{id}", id));
        assertSame(name, "agent-" + UUID.randomUUID(), text -> given().get("/agents/name/{name}", text));
    }

    @Test
    void deletingNeedsDeleteOnTheAgentAndTheProviderForgetsItOnceItIsGone() {
        var agent = registerAgent(name);
        provider.reset();
        var statuses = new ArrayList<List<String>>();
        provider.decide(DEREGISTER, call -> {
            statuses.add(TestDatabase.query("select status from agent where name = ?", name));
            return status(500);
        });

        provider.allow();
        assertSame(agent.id(), UUID.randomUUID().toString(), id -> given().delete("/agents/{id}", id));
        assertSame(name, "agent-" + UUID.randomUUID(), text -> given().delete("/agents/name/{name}", text));
        provider.allow("read agent " + agent.id());
        given().delete("/agents/{id}", agent.id()).then().statusCode(403);
        given().delete("/agents/name/{name}", name).then().statusCode(403);
        assertEquals(List.of(), statuses);

        provider.allow("delete agent " + agent.id());
        given().delete("/agents/name/{name}", name).then().statusCode(200);

        assertEquals(List.of(List.of("Deleted")), statuses);
        assertEquals("agent " + agent.id(), provider.calls(DEREGISTER).get(0).resource());
    }

    @Test
    void aListShowsOnlyWhatTheProviderNames() {
        var first = registerAgent();
        var second = registerAgent();
        var deleted = registerAgent();
        given().delete("/agents/{id}", deleted.id()).then().statusCode(200);
        provider.reset();

        assertEquals(
                List.of(first.id()),
                listed("{\"items\":[\"" + first.id() + "\",\"no-uuid\",\"" + deleted.id() + "\"]}"));
        assertEquals(List.of(), listed("{\"items\":[]}"));
        assertTrue(listed("{\"unscoped\":true}").containsAll(List.of(first.id(), second.id())));
        assertEquals(List.of(), provider.checks());
    }

    private List<String> listed(String search) {
        provider.answer(SEARCH, AuthProviderServer.json(search));
        return given().queryParam("limit", 1000)
                .get("/agents")
                .then()
                .statusCode(200)
                .extract()
                .as(JsonAnswer.class)
                .get("id");
    }
}
