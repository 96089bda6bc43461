package dev.agentkeys.observability;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentkeys.testsupport.DefaultService;
import dev.agentkeys.testsupport.RawExchange;
import dev.agentkeys.testsupport.ServiceProcess;
import dev.agentkeys.testsupport.SharedProcesses;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** In production, probes and metrics have their own port, and the API has another port. */
@ExtendWith(SharedProcesses.class)
class ManagementPortIT {

    private static ServiceProcess service;

    @BeforeAll
    static void start(DefaultService shared) {
        service = shared.process();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/q/health/started", "/q/health/live", "/q/health/ready", "/q/metrics"})
    void holdsProbesAndMetrics(String path) {
        assertEquals(200, service.management().get(path).statusCode());
        assertEquals(404, service.client().get(path).statusCode());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/agents", "/agent_api_keys/authorize", "/openapi.json", "/swagger/"})
    void holdsNothingElse(String path) {
        assertEquals(404, service.management().get(path).statusCode());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/health", "/healthz", "/readyz"})
    void leavesTheRoutesOfTheContractWhereTheyAre(String path) {
        assertEquals(200, service.client().get(path).statusCode());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/q/health/ready", "/readyz"})
    void readinessAsksTheDatabase(String path) {
        var client = path.startsWith("/q/") ? service.management() : service.client();

        assertTrue(client.get(path).body().contains("\"database\""));
    }

    @Test
    void ignoresTheUpgradeToHttp2() {
        var answer = RawExchange.request(
                service.management().uri(),
                "GET",
                "/q/health/live",
                Map.of("Upgrade", "h2c", "HTTP2-Settings", "AAMAAABk"));

        assertTrue(answer.startsWith("HTTP/1.1 200 "), answer);
    }

    @ParameterizedTest
    @CsvSource({
        "CONNECT, localhost:80, 501, CONNECT is not served here.",
        "GET, /q/%zz, 400, The path or query is not that of a URI.",
        "GET, /q/nowhere, 404, Not Found",
        "GET, nowhere, 404, Not Found"
    })
    void answersWhatNothingServesAsTheApiDoes(String method, String target, int status, String detail) {
        var before = service.output();

        var answer = RawExchange.request(service.management().uri(), method, target, Map.of());

        assertTrue(answer.startsWith("HTTP/1.1 " + status + " "), answer);
        assertTrue(answer.endsWith("{\"detail\":\"" + detail + "\"}"), answer);
        var logged = service.output().substring(before.length());
        assertFalse(logged.contains("\"level\":\"ERROR\""), logged);
    }
}
