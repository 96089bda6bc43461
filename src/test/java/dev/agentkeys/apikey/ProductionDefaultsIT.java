package dev.agentkeys.apikey;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.agentkeys.testsupport.DefaultService;
import dev.agentkeys.testsupport.ServiceClient;
import dev.agentkeys.testsupport.SharedProcesses;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Production is stricter by default than dev and test: supplied keys must be longer, and there is no console. */
@ExtendWith(SharedProcesses.class)
class ProductionDefaultsIT {

    private static ServiceClient client;
    private static String agentId;

    @BeforeAll
    static void start(DefaultService shared) {
        client = shared.process().client();
        agentId = client.registerAgent().id();
    }

    @Test
    void refusesASuppliedKeyOfFifteenCharacters() {
        var answer = client.createKey(Map.of("agent_id", agentId, "name", "short", "api_key", "k".repeat(15)));

        assertEquals(422, answer.statusCode(), answer.body());
        var details = new JsonObject(answer.body()).getJsonArray("detail");
        assertEquals(1, details.size());
        var detail = details.getJsonObject(0);
        assertEquals(Set.of("loc", "msg", "type", "ctx"), detail.fieldNames());
        assertEquals("string_too_short", detail.getString("type"));
        assertEquals(JsonArray.of("body", "api_key"), detail.getJsonArray("loc"));
        assertEquals(JsonObject.of("min_length", 16), detail.getJsonObject("ctx"));
    }

    @Test
    void acceptsASuppliedKeyOfSixteenCharacters() {
        var answer = client.createKey(Map.of("agent_id", agentId, "name", "enough", "api_key", "k".repeat(16)));

        assertEquals(200, answer.statusCode(), answer.body());
    }

    @Test
    void servesNoConsole() {
        for (var path : new String[] {"/console", "/console/", "/console/settings.json", "/console/icon.svg"}) {
            var answer = client.get(path);

            assertEquals(404, answer.statusCode(), path);
            assertEquals("{\"detail\":\"Not Found\"}", answer.body());
        }
    }
}
