package dev.agentkeys.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentkeys.testsupport.Api.RegisteredAgent;
import dev.agentkeys.testsupport.AuthProviderServer;
import dev.agentkeys.testsupport.OwnDatabase;
import dev.agentkeys.testsupport.PackagedApplication;
import dev.agentkeys.testsupport.ServiceClient;
import dev.agentkeys.testsupport.ServiceProcess;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The log has one line for each deletion of a key or of an agent. No other change has such a line. */
class AuditLogIT {

    private static final String TOKEN = "token-canary-5d2c";
    /** If the service wrote this name into a line unescaped, the log would show a second, forged line. */
    private static final String FORGING = "x\" Deleted: who=nobody what=agent:1 request=forged";

    @Test
    void saysWhoDeletedWhatByWhichRequest() {
        try (var database = OwnDatabase.migrated();
                var service = start(
                        database,
                        Map.of(
                                "AGENTKEYS_ACCESS_MODE",
                                "static",
                                "AGENTKEYS_ACCESS_TOKENS",
                                StaticAccess.entry("admin", TOKEN, String.join("+", Role.ALL))))) {
            var admin = Map.of("Authorization", "Bearer " + TOKEN);
            var client = new ServiceClient(uri(service), admin);
            var agent = client.registerAgent();
            var own = Map.of("X-Agent-API-Key", agent.internalKey());
            var byId = issue(client, agent, "by-id", "external");
            var byName = issue(client, agent, FORGING, "slack");
            var byItself = issue(client, agent, "octo/by-itself", "github");

            assertEquals(200, change(service, admin, "patch-1", "PATCH", byId, "{\"name\":\"b\"}"));
            assertEquals(200, change(service, admin, "patch-2", "PATCH", byId, "{}"));
            assertEquals(200, change(service, own, "rotate-1", "POST", byId + "/rotate", "{}"));
            var ended = issue(client, agent, "ended", "external");
            var reason = "{\"reason\":\"superseded\",\"comment\":\"request=forged\"}";
            assertEquals(200, change(service, admin, "revoke-1", "POST", ended + "/revoke", reason));
            assertEquals(200, change(service, admin, "revoke-2", "POST", ended + "/revoke", reason));
            assertEquals(200, delete(service, admin, "by-id-1", "/agent_api_keys/" + byId));
            assertEquals(200, delete(service, admin, "by-id-2", "/agent_api_keys/" + byId));
            var name = URLEncoder.encode(FORGING, StandardCharsets.UTF_8).replace("+", "%20");
            var named = "/agent_api_keys/name/" + name + "?api_key_type=slack&agent_name=" + agent.name();
            assertEquals(200, delete(service, admin, "by-name-1", named));
            assertEquals(404, delete(service, admin, "by-name-2", named));
            assertEquals(200, delete(service, own, "by-itself-1", "/agent_api_keys/" + byItself));
            assertEquals(404, delete(service, own, "by-itself-2", "/agent_api_keys/" + byItself));
            assertEquals(200, delete(service, admin, "agent-1", "/agents/" + agent.id()));
            assertEquals(404, delete(service, admin, "agent-2", "/agents/" + agent.id()));
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
                    lines(service));
            assertFalse(service.output().contains("forged"), service::output);
            assertFalse(service.output().contains(TOKEN), service::output);
            assertFalse(service.output().contains(agent.internalKey()), service::output);
        }
    }

    @Test
    void saysSoOfAPrincipalToo() {
        try (var database = OwnDatabase.migrated();
                var provider = AuthProviderServer.start();
                var service = start(
                        database, Map.of("AGENTKEYS_ACCESS_MODE", "gateway", "AGENTEX_AUTH_URL", provider.url()))) {
            var somebody = Map.of("Authorization", "Bearer " + TOKEN);
            var client = new ServiceClient(uri(service), somebody);
            var agent = client.registerAgent();
            var byId = issue(client, agent, "by-id", "external");
            var byName = issue(client, agent, "by-name", "external");

            assertEquals(200, delete(service, somebody, "by-id-1", "/agent_api_keys/" + byId));
            assertEquals(
                    200,
                    delete(service, somebody, "by-name-1", "/agent_api_keys/name/by-name?agent_name=" + agent.name()));
            assertEquals(200, delete(service, somebody, "agent-1", "/agents/name/" + agent.name()));
            service.awaitOutput("request=agent-1");

            var who = new Caller.Principal("{\"user\":\"somebody\"}").who();
            var agentAnd = " type=external agent=" + agent.id() + " request=";
            assertEquals(
                    List.of(
                            "Deleted: who=" + who + " what=api_key:" + byId + agentAnd + "by-id-1",
                            "Deleted: who=" + who + " what=api_key:" + byName + agentAnd + "by-name-1",
                            "Deleted: who=" + who + " what=agent:" + agent.id() + " request=agent-1"),
                    lines(service));
            assertFalse(service.output().contains(TOKEN), service::output);
        }
    }

    private static ServiceProcess start(OwnDatabase database, Map<String, String> access) {
        var environment = new HashMap<>(access);
        environment.put("DATABASE_URL", database.url());
        environment.put("AGENTKEYS_KEY_RING", PackagedApplication.KEY_RING);
        return ServiceProcess.start(environment);
    }

    private static URI uri(ServiceProcess service) {
        return service.client().uri();
    }

    private static String issue(ServiceClient client, RegisteredAgent agent, String name, String type) {
        var answer = client.createKey(Map.of("agent_id", agent.id(), "name", name, "api_key_type", type));
        assertEquals(200, answer.statusCode(), answer.body());
        return new JsonObject(answer.body()).getString("id");
    }

    private static int delete(ServiceProcess service, Map<String, String> credential, String requestId, String path) {
        var headers = new HashMap<>(credential);
        headers.put("X-Request-Id", requestId);
        return new ServiceClient(uri(service), headers).delete(path).statusCode();
    }

    private static int change(
            ServiceProcess service,
            Map<String, String> credential,
            String requestId,
            String method,
            String path,
            String body) {
        var headers = new HashMap<>(credential);
        headers.put("X-Request-Id", requestId);
        var client = new ServiceClient(uri(service), headers);
        var answer = method.equals("PATCH")
                ? client.patch("/agent_api_keys/" + path, body)
                : client.post("/agent_api_keys/" + path, body);
        return answer.statusCode();
    }

    private static List<String> lines(ServiceProcess service) {
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
