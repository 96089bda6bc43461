package dev.agentkeys.problem;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import org.junit.jupiter.api.Test;

/** A conflict that ends by itself asks for a retry. A conflict about a taken name does not. */
class ChangingProblemTest {

    @Test
    void asksForARetry() {
        assertEquals("1", ProblemException.changing("Busy.").headers().get("Retry-After"));
        assertFalse(ProblemException.conflict("Taken.").headers().containsKey("Retry-After"));
    }
}
