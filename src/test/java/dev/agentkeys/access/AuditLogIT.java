package dev.agentkeys.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentkeys.testsupport.Api.RegisteredAgent;
import dev.agentkeys.testsupport.GuardedService;
import dev.agentkeys.testsupport.ServiceClient;
import dev.agentkeys.testsupport.ServiceProcess;
import dev.agentkeys.testsupport.SharedProcesses;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The log has one line for each change and each end of a key, and for each deletion of an agent. */
@ExtendWith(SharedProcesses.class)
class AuditLogIT {

    /** If the service wrote this name into a line unescaped, the log would show a second, forged line. */
    private static final String FORGING = "x\" Deleted: who=nobody what=agent:1 request=forged";

    private static ServiceProcess service;

    @BeforeAll
    static void start(GuardedService shared) {
        service = shared.service().process();
    }

    @Test
    void eachChangeNamesItsCallerItsKeyAndItsRequest() {
        var admin = Map.of("Authorization", "Bearer " + GuardedService.ADMIN);
        var client = new ServiceClient(uri(), admin);
        var agent = client.registerAgent();
        var own = Map.of("X-Agent-API-Key", agent.internalKey());
        var byId = issue(client, agent, "by-id", "external");
        var byName = issue(client, agent, FORGING, "slack");
        var byItself = issue(client, agent, "octo/by-itself", "github");

        assertEquals(200, change(admin, "patch-1", "PATCH", byId, "{\"name\":\"b\"}"));
        assertEquals(200, change(admin, "patch-2", "PATCH", byId, "{}"));
        assertEquals(200, change(own, "rotate-1", "POST", byId + "/rotate", "{}"));
        var ended = issue(client, agent, "ended", "external");
        var reason = "{\"reason\":\"superseded\",\"comment\":\"request=forged\"}";
        assertEquals(200, change(admin, "revoke-1", "POST", ended + "/revoke", reason));
        assertEquals(200, change(admin, "revoke-2", "POST", ended + "/revoke", reason));
        assertEquals(200, delete(admin, "by-id-1", "/agent_api_keys/" + byId));
        assertEquals(200, delete(admin, "by-id-2", "/agent_api_keys/" + byId));
        var name = URLEncoder.encode(FORGING, StandardCharsets.UTF_8).replace("+", "%20");
        var named = "/agent_api_keys/name/" + name + "?api_key_type=slack&agent_name=" + agent.name();
        assertEquals(200, delete(admin, "by-name-1", named));
        assertEquals(404, delete(admin, "by-name-2", named));
        assertEquals(200, delete(own, "by-itself-1", "/agent_api_keys/" + byItself));
        assertEquals(404, delete(own, "by-itself-2", "/agent_api_keys/" + byItself));
        assertEquals(200, delete(admin, "agent-1", "/agents/" + agent.id()));
        assertEquals(404, delete(admin, "agent-2", "/agents/" + agent.id()));
        service.awaitOutput("request=agent-1");

        var agentAnd = " agent=" + agent.id() + " request=";
        assertEquals(
                List.of(
                        "Updated: who=static:admin what=api_key:" + byId + " type=external" + agentAnd + "patch-1",
                        "Rotated: who=agent:" + agent.id() + " what=api_key:" + byId + " type=external" + agentAnd
                                + "rotate-1",
                        "Revoked: who=static:admin what=api_key:" + ended + " type=external agent=" + agent.id()
                                + " reason=superseded request=revoke-1",
                        "Deleted: who=static:admin what=api_key:" + byId + " type=external" + agentAnd + "by-id-1",
                        "Deleted: who=static:admin what=api_key:" + byName + " type=slack" + agentAnd + "by-name-1",
                        "Deleted: who=agent:" + agent.id() + " what=api_key:" + byItself + " type=github" + agentAnd
                                + "by-itself-1",
                        "Deleted: who=static:admin what=agent:" + agent.id() + " request=agent-1"),
                lines());
        assertFalse(service.output().contains("forged"), service::output);
        assertFalse(service.output().contains(GuardedService.CANARY), service::output);
        assertFalse(service.output().contains(agent.internalKey()), service::output);
    }

    private static URI uri() {
        return service.client().uri();
    }

    private static String issue(ServiceClient client, RegisteredAgent agent, String name, String type) {
        var answer = client.createKey(Map.of("agent_id", agent.id(), "name", name, "api_key_type", type));
        assertEquals(200, answer.statusCode(), answer.body());
        return new JsonObject(answer.body()).getString("id");
    }

    private static int delete(Map<String, String> credential, String requestId, String path) {
        var headers = new HashMap<>(credential);
        headers.put("X-Request-Id", requestId);
        return new ServiceClient(uri(), headers).delete(path).statusCode();
    }

    private static int change(
            Map<String, String> credential, String requestId, String method, String path, String body) {
        var headers = new HashMap<>(credential);
        headers.put("X-Request-Id", requestId);
        var client = new ServiceClient(uri(), headers);
        var answer = method.equals("PATCH")
                ? client.patch("/agent_api_keys/" + path, body)
                : client.post("/agent_api_keys/" + path, body);
        return answer.statusCode();
    }

    private static List<String> lines() {
        return service.output()
                .lines()
                .filter(line -> line.contains("agentkeys.audit"))
                .map(JsonObject::new)
                .peek(line -> assertEquals("agentkeys.audit", line.getString("loggerName")))
                .peek(line -> assertTrue(line.getString("message")
                        .endsWith(line.getJsonObject("mdc").getString("requestId"))))
                .map(line -> line.getString("message"))
                .toList();
    }
}
