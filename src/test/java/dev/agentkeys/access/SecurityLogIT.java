package dev.agentkeys.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentkeys.testsupport.Api;
import dev.agentkeys.testsupport.GuardedService;
import dev.agentkeys.testsupport.ServiceClient;
import dev.agentkeys.testsupport.ServiceProcess;
import dev.agentkeys.testsupport.SharedProcesses;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The log has one line for each refusal. The line names the caller, the reason and the request, and never holds a
 * credential.
 */
@ExtendWith(SharedProcesses.class)
class SecurityLogIT {

    private static final String CANARY = GuardedService.CANARY;

    private static ServiceProcess service;

    @BeforeAll
    static void start(GuardedService shared) {
        service = shared.service().process();
    }

    @Test
    void writesALineForEachRefusalAndNoCredential() {
        assertEquals(401, get("no-credentials-1"));
        assertEquals(401, get("bad-token-1", "Authorization", "Bearer " + CANARY));
        assertEquals(401, get("bad-key-1", "X-Agent-API-Key", CANARY));
        assertEquals(403, get("missing-role-1", "Authorization", "Bearer " + GuardedService.READER));

        service.awaitOutput("missing-role-1");
        var output = service.output();
        assertLine(output, "nobody", "no-credentials", "no-credentials-1");
        assertLine(output, "unknown", "bad-credentials", "bad-token-1");
        assertLine(output, "unknown", "bad-credentials", "bad-key-1");
        assertLine(output, "static:reader", "missing-role", "missing-role-1");
        assertFalse(output.contains(CANARY), output);
    }

    @Test
    void writesALineIfAKnownCallerMayNotReachAResource() {
        var admin = service.client().withToken(GuardedService.ADMIN);
        var agent = admin.registerAgent();
        var other = admin.registerAgent();
        var key = new JsonObject(admin.createKey(Map.of("agent_id", other.id(), "name", "ci"))
                        .body())
                .getString("id");

        assertEquals(404, as(agent, "read-1").get("/agent_api_keys/" + key).statusCode());
        assertEquals(404, as(agent, "delete-1").delete("/agent_api_keys/" + key).statusCode());
        assertEquals(
                404,
                as(agent, "list-1")
                        .get("/agent_api_keys?agent_id=" + other.id())
                        .statusCode());
        assertEquals(
                403,
                as(agent, "register-1")
                        .post("/agents/register", registration(other, "http://agent.example"))
                        .statusCode());
        assertEquals(
                401,
                new ServiceClient(service.client().uri(), Map.of("X-Request-Id", "take-over-1"))
                        .post("/agents/register", registration(other, "http://intruder.example"))
                        .statusCode());

        service.awaitOutput("take-over-1");
        var who = "agent:" + agent.id();
        assertStep(service.output(), who, "read api_key", "read-1");
        assertStep(service.output(), who, "delete api_key", "delete-1");
        assertStep(service.output(), who, "read agent", "list-1");
        assertStep(service.output(), who, "update agent", "register-1");
        assertStep(service.output(), "nobody", "update agent", "take-over-1");
        assertFalse(service.output().contains(agent.internalKey()), service::output);
    }

    private static ServiceClient as(Api.RegisteredAgent agent, String requestId) {
        return new ServiceClient(
                service.client().uri(), Map.of("X-Agent-API-Key", agent.internalKey(), "X-Request-Id", requestId));
    }

    private static String registration(Api.RegisteredAgent agent, String acpUrl) {
        var body = Api.registration(agent.name());
        body.put("acp_url", acpUrl);
        return new JsonObject(body).encode();
    }

    private static void assertStep(String output, String who, String what, String requestId) {
        assertRefusal(
                output, "who=" + who + " what=\"" + what + "\" outcome=out-of-reach address=127.0.0.1", requestId);
    }

    private static void assertLine(String output, String who, String outcome, String requestId) {
        assertRefusal(
                output, "who=" + who + " what=\"GET /agents\" outcome=" + outcome + " address=127.0.0.1", requestId);
    }

    private static void assertRefusal(String output, String text, String requestId) {
        var refusals = output.lines()
                .filter(line -> line.contains("Refused: ") && line.contains("request=" + requestId))
                .map(line -> line.replace("\\\"", "\""))
                .toList();
        assertEquals(1, refusals.size(), output);
        assertTrue(refusals.get(0).contains(text), refusals.get(0));
    }

    private static int get(String requestId, String... headers) {
        var all = Stream.concat(Stream.of("X-Request-Id", requestId), Stream.of(headers));
        return service.client()
                .get("/agents?secret=" + CANARY, all.toArray(String[]::new))
                .statusCode();
    }
}
