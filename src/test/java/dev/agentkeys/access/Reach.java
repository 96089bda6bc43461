package dev.agentkeys.access;

import dev.agentkeys.testsupport.Api;
import dev.agentkeys.testsupport.ServiceClient;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;

/** What a caller may do: the statuses of one request for each role. */
public final class Reach {

    private static final Map<String, Function<ServiceClient, Integer>> REQUESTS = Map.of(
            Role.KEYS_READ,
            client ->
                    client.get("/agent_api_keys?agent_id=" + UUID.randomUUID()).statusCode(),
            Role.KEYS_WRITE,
            client -> client.createKey(Map.of("agent_id", UUID.randomUUID().toString(), "name", "reach"))
                    .statusCode(),
            Role.KEYS_VERIFY,
            client -> client.post("/agent_api_keys/verify", "{\"api_key\":\"of-nobody-in-particular\"}")
                    .statusCode(),
            Role.AGENTS_READ,
            client -> client.get("/agents?limit=1").statusCode(),
            Role.AGENTS_WRITE,
            client -> client.post("/agents/register", registration()).statusCode());

    private static final Map<String, Integer> ALLOWED = Map.of(
            Role.KEYS_READ, 404,
            Role.KEYS_WRITE, 404,
            Role.KEYS_VERIFY, 200,
            Role.AGENTS_READ, 200,
            Role.AGENTS_WRITE, 200);

    private Reach() {}

    /** Sends the requests. Returns each status by the role that its request needs. */
    public static Map<String, Integer> of(ServiceClient client) {
        var statuses = new LinkedHashMap<String, Integer>();
        REQUESTS.forEach((role, request) -> statuses.put(role, request.apply(client)));
        return statuses;
    }

    /** The statuses that a caller with only this role must get. A caller without a role gets 403 everywhere. */
    public static Map<String, Integer> ofOnly(String role) {
        var statuses = new LinkedHashMap<String, Integer>();
        ALLOWED.forEach((needed, status) -> statuses.put(needed, needed.equals(role) ? status : 403));
        return statuses;
    }

    private static String registration() {
        return new JsonObject(Api.registration("reach-" + UUID.randomUUID())).encode();
    }
}
