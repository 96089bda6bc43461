package dev.agentkeys.benchmark.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.agentkeys.benchmark.load.Measurement;
import dev.agentkeys.benchmark.load.Measurement.Cpu;
import java.util.List;
import org.junit.jupiter.api.Test;

class MediansTest {

    @Test
    void takesTheValueInTheMiddle() {
        assertEquals(2, Medians.of(List.of(9.0, 1.0, 2.0)));
        assertEquals(3, Medians.of(List.of(9.0, 1.0, 2.0, 4.0)));
    }

    @Test
    void takesEachValueOfARoundByItselfAndAddsErrors() {
        var rounds = List.of(
                new Measurement(10, 5, 6, 7, 8, 1, new Cpu(1.0, 2.0, null)),
                new Measurement(30, 1, 2, 3, 4, 0, new Cpu(3.0, 4.0, null)),
                new Measurement(20, 3, 4, 5, 6, 2, new Cpu(2.0, null, null)));

        assertEquals(new Measurement(20, 3, 4, 5, 6, 3, new Cpu(2.0, 3.0, null)), Medians.ofRounds(rounds));
    }
}
