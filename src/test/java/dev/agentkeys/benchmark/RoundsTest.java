package dev.agentkeys.benchmark;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.agentkeys.benchmark.load.Measurement;
import dev.agentkeys.benchmark.load.Measurement.Cpu;
import dev.agentkeys.benchmark.report.Report.Measured;
import java.util.List;
import org.junit.jupiter.api.Test;

class RoundsTest {

    @Test
    void calculatesALimitFromTheSameClientAndConnections() {
        var limits = Rounds.limits(List.of(
                measured("wrk", Scenarios.EMPTY, 32, 40_000),
                measured("wrk", Scenarios.EMPTY, 1, 4_000),
                measured("gatling", Scenarios.EMPTY, 32, 9_000),
                measured("wrk", "bare look-up", 32, 40_000),
                measured("wrk", Scenarios.VERIFY, 32, 10_000),
                measured("wrk", Scenarios.FORWARD, 32, 5_000)));

        assertEquals(1, limits.size());
        assertEquals(Scenarios.VERIFY, limits.get(0).scenario());
        assertEquals(20_000, limits.get(0).limit(), 1e-6);
        assertEquals(0.5, limits.get(0).share(), 1e-9);
    }

    private static Measured measured(String client, String scenario, int connections, double rate) {
        var measurement = new Measurement(rate, 1, 2, 3, 4, 0, new Cpu(null, null, null));
        return new Measured(client, scenario, connections, measurement, List.of(rate));
    }
}
