package dev.agentkeys.observability;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentkeys.testsupport.ObservedService;
import dev.agentkeys.testsupport.OwnDatabase;
import dev.agentkeys.testsupport.PackagedApplication;
import dev.agentkeys.testsupport.ServiceProcess;
import dev.agentkeys.testsupport.TraceCollector;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Variables switch off the traces and the JSON of the log. */
class SwitchedOffIT {

    private static String received;
    private static String output;

    @BeforeAll
    static void runWithoutTracesAndJson() {
        try (var database = OwnDatabase.migrated();
                var collector = TraceCollector.start()) {
            var environment = new HashMap<>(ObservedService.variables(collector));
            environment.putAll(Map.of(
                    "DATABASE_URL",
                    database.url(),
                    "AGENTKEYS_KEY_RING",
                    PackagedApplication.KEY_RING,
                    "OTEL_TRACES_EXPORTER",
                    "none",
                    "QUARKUS_LOG_CONSOLE_JSON_ENABLED",
                    "false"));
            try (var service = ServiceProcess.start(environment)) {
                service.client().registerAgent();
                assertEquals(404, service.client().get("/agents/name/nobody").statusCode());
                service.terminate();
                service.awaitExit(); // The end of the process sends all remaining traces.
                output = service.output();
            }
            received = collector.received();
        }
    }

    /** {@code OpenTelemetryVariablesTest} has the other ways to switch tracing off. They all set the same property. */
    @Test
    void sendsNoTraceIfTheExporterIsNone() {
        assertEquals("", received);
    }

    @Test
    void theLogIsPlainTextIfJsonIsOff() {
        assertTrue(output.lines().anyMatch(line -> line.matches("\\d\\d:\\d\\d:\\d\\d\\.\\d{3} INFO +\\[.*")), output);
    }
}
