package dev.agentkeys.access.provider;

import static dev.agentkeys.testsupport.Api.createKey;
import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.agentkeys.access.Caller;
import dev.agentkeys.testsupport.Api;
import dev.agentkeys.testsupport.AuthProviderServer;
import dev.agentkeys.testsupport.JsonAnswer;
import dev.agentkeys.testsupport.OwnService;
import dev.agentkeys.testsupport.ServiceWithAuthProvider;
import dev.agentkeys.testsupport.SharedProcesses;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The lines about deletions name the principal that the auth provider has told. */
@ExtendWith(SharedProcesses.class)
class GatewayAuditLogIT {

    private static final String TOKEN = "token-canary-5d2c";

    private static AuthProviderServer provider;
    private static OwnService service;

    @BeforeAll
    static void use(ServiceWithAuthProvider shared) {
        provider = shared.provider();
        service = shared.service();
    }

    @Test
    void namesThePrincipalThatDeletes() {
        var agent = provider.prepare(Api::registerAgent);
        var byId = key(agent.id(), "by-id");
        var byName = key(agent.id(), "by-name");
        delete("by-id-1", "/agent_api_keys/" + byId);
        delete("by-name-1", "/agent_api_keys/name/by-name?agent_name=" + agent.name());
        delete("agent-1", "/agents/name/" + agent.name());

        var who = new Caller.Principal("{\"user\":\"somebody\"}").who();
        var agentAnd = " type=external agent=" + agent.id() + " request=";
        var expected = List.of(
                "Deleted: who=" + who + " what=api_key:" + byId + agentAnd + "by-id-1",
                "Deleted: who=" + who + " what=api_key:" + byName + agentAnd + "by-name-1",
                "Deleted: who=" + who + " what=agent:" + agent.id() + " request=agent-1");
        await().untilAsserted(() -> assertEquals(expected, deletionsOf(agent.id())));
        assertFalse(service.log().contains(TOKEN), service::log);
    }

    private static List<String> deletionsOf(String agentId) {
        return service.log()
                .lines()
                .filter(line -> line.contains("Deleted: ") && line.contains(agentId))
                .map(line -> line.substring(line.indexOf("Deleted: ")).strip())
                .toList();
    }

    private static String key(String agentId, String name) {
        return createKey(Map.of("agent_id", agentId, "name", name))
                .as(JsonAnswer.class)
                .get("id");
    }

    private static void delete(String requestId, String path) {
        given().header("Authorization", "Bearer " + TOKEN)
                .header("X-Request-Id", requestId)
                .delete(path)
                .then()
                .statusCode(200);
    }
}
