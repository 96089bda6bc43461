package dev.agentkeys.forwarding;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentkeys.problem.ProblemException;
import dev.agentkeys.testsupport.CapturedLog;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ForwardMetricsTest {

    private final ForwardMetrics outcomes = new ForwardMetrics(new SimpleMeterRegistry());

    @Test
    void namesTheAgent() {
        try (var log = new CapturedLog()) {
            outcomes.end("triage", ForwardOutcome.BUSY, ProblemException.overloaded("too much"));

            assertTrue(log.text().contains("triage"), log.text());
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = ForwardOutcome.class,
            names = {"UNAVAILABLE", "FAILED"})
    void logsNoInvalidNameOfAnAgent(ForwardOutcome outcome) {
        try (var log = new CapturedLog()) {
            outcomes.end("a\nforged", outcome, ForwardProblems.of(new IllegalStateException()));

            assertTrue(log.text().contains("(impossible)"), log.text());
            assertFalse(log.text().contains("forged"), log.text());
        }
    }
}
