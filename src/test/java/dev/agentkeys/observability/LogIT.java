package dev.agentkeys.observability;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentkeys.testsupport.DefaultService;
import dev.agentkeys.testsupport.OwnPostgres;
import dev.agentkeys.testsupport.RawExchange;
import dev.agentkeys.testsupport.ServiceProcess;
import dev.agentkeys.testsupport.SharedProcesses;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** In production every line of the log is one JSON object with a time, a level, and the request of the line. */
@ExtendWith(SharedProcesses.class)
class LogIT {

    private static OwnPostgres database;
    private static ServiceProcess service;

    @BeforeAll
    static void start(DefaultService shared) {
        database = shared.database();
        service = shared.process();
    }

    @Test
    void everyLineIsAJsonObject() {
        var lines = service.output().lines().map(JsonObject::new).toList();

        assertTrue(lines.size() > 5, lines::toString);
        for (var line : lines) {
            Instant.parse(line.getString("timestamp"));
            assertTrue(line.containsKey("level") && line.containsKey("message"), line::encode);
        }
    }

    @Test
    void eachStartWarnsThatModeNoneLetsInEveryCaller() {
        assertTrue(
                service.output()
                        .contains("AGENTKEYS_ACCESS_MODE is none: every caller that reaches the port may do"
                                + " everything."),
                service::output);
    }

    @Test
    void everyLoggerNamesTheRequestOfALine() {
        database.suspend();
        try {
            answered503("GET", "/agents", "through-a-resource");
            answered503("GET", "/agent_api_keys/authorize?any_agent=true", "through-the-gateway");
        } finally {
            database.resume();
        }
        await().until(() -> service.client().get("/readyz").statusCode() == 200);
    }

    private static void answered503(String method, String path, String id) {
        var answer = RawExchange.request(
                service.client().uri(),
                method,
                path,
                Map.of("X-Request-Id", id, "X-Agent-API-Key", "a-key-of-nobody-at-all"));

        assertTrue(answer.startsWith("HTTP/1.1 503 "), answer);
        assertEquals(
                1,
                service.output()
                        .lines()
                        .map(JsonObject::new)
                        .filter(line -> line.getString("message").startsWith("Answered")
                                && id.equals(line.getJsonObject("mdc").getString("requestId")))
                        .count(),
                service.output());
    }
}
