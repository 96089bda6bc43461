package dev.agentkeys.http.body;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** If the memory for bodies is full, the service gives up the body that has been unfinished for the longest time. */
class BodyMemoryTest {

    private final BodyMemory memory = new BodyMemory(100);
    private final List<String> givenUp = new ArrayList<>();

    private final class Holder implements BodyMemory.Unfinished {

        private final String name;
        private long held;

        private Holder(String name) {
            this.name = name;
            memory.add(this);
        }

        private boolean take(long bytes) {
            boolean taken = memory.take(this, bytes);
            held += taken ? bytes : 0;
            return taken;
        }

        @Override
        public long held() {
            return held;
        }

        @Override
        public void giveUp() {
            givenUp.add(name);
            memory.giveBack(held);
        }
    }

    @Test
    void givesUpTheOldestFirst() {
        new Holder("first").take(40);
        new Holder("second").take(40);

        assertTrue(new Holder("third").take(40));
        assertEquals(List.of("first"), givenUp);
        assertEquals(80, memory.taken());
    }

    @Test
    void givesUpAsManyAsNeeded() {
        new Holder("first").take(30);
        new Holder("second").take(30);
        new Holder("third").take(30);

        assertTrue(new Holder("fourth").take(60));
        assertEquals(List.of("first", "second"), givenUp);
    }

    @Test
    void givesUpLargeOnesBeforeASmallOneOfTheSameAge() {
        new Holder("small").take(5);
        new Holder("large").take(45);
        new Holder("latest").take(45);

        assertTrue(new Holder("another").take(20));
        assertEquals(List.of("large"), givenUp);
    }

    @Test
    void givesUpAnOlderOneBeforeALargeOne() {
        new Holder("first").take(10);
        new Holder("second").take(10);
        new Holder("large").take(60);

        assertTrue(new Holder("another").take(30));
        assertEquals(List.of("first"), givenUp);
    }

    @Test
    void keepsAFinishedOne() {
        var finished = new Holder("finished");
        finished.take(80);
        memory.remove(finished);

        assertFalse(new Holder("another").take(40));
        assertEquals(List.of(), givenUp);
        assertEquals(80, memory.taken());
    }

    @Test
    void refusesOneThatNeedsMoreThanTheWholeMemory() {
        var alone = new Holder("alone");

        assertTrue(alone.take(100));
        assertFalse(alone.take(1));
        assertEquals(List.of(), givenUp);
    }
}
