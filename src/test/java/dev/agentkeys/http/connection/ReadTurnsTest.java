package dev.agentkeys.http.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentkeys.http.connection.ReadTurns.Rank;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** If an event loop has too much to do, each connection waits for its turn. Connections that cost little go first. */
class ReadTurnsTest {

    private static final long LONG = TimeUnit.SECONDS.toNanos(1);
    private static final long SHORT = 1;

    private final Queue<Runnable> afterReads = new ArrayDeque<>();
    private final Queue<Runnable> afterNextReads = new ArrayDeque<>();
    private final List<String> read = new ArrayList<>();
    private long now = 1;
    private final ReadTurns turns = new ReadTurns(afterReads::add, afterNextReads::add, () -> now);

    @Test
    void readsAtOnceWhileTheLoopHasTime() {
        for (int i = 0; i < 1000; i++) {
            assertTrue(turns.mayRead(connection(Rank.NEW, "any", SHORT)));
        }
        afterReads.remove().run();
        assertTrue(turns.mayRead(connection(Rank.NEW, "any", SHORT)));
        assertEquals(List.of(), read);
    }

    @Test
    void theRankDecidesWhoIsReadFirst() {
        useUpTime();
        for (var rank : List.of(Rank.COSTLY, Rank.NEW, Rank.SERVED)) {
            assertFalse(turns.mayRead(connection(rank, rank.name(), SHORT)));
        }

        afterReads.remove().run();

        assertEquals(List.of("SERVED", "NEW", "COSTLY"), read);
    }

    @Test
    void doesOtherWorkBetweenTheTurns() {
        useUpTime();
        turns.mayRead(connection(Rank.NEW, "first", LONG));
        turns.mayRead(connection(Rank.NEW, "second", LONG));

        afterReads.remove().run();
        assertEquals(1, read.size());
        assertFalse(turns.mayRead(connection(Rank.SERVED, "served", LONG)));

        afterNextReads.remove().run();
        assertEquals("served", read.get(1));
        afterNextReads.remove().run();
        assertEquals(3, read.size());
        assertTrue(afterReads.isEmpty() && afterNextReads.isEmpty());
    }

    /** In any other order, a flood of requests would delay all older or all newer requests for as long as it lasts. */
    @Test
    void theOldestAndTheLatestUnfinishedRequestsTakeTurns() {
        useUpTime();
        for (int i = 1; i <= 6; i++) {
            turns.mayRead(connection(Rank.UNFINISHED, Integer.toString(i), SHORT));
        }

        afterReads.remove().run();

        assertEquals(List.of("1", "6", "2", "5", "3", "4"), read);
    }

    @Test
    void goesOnAfterATurnThatFails() {
        useUpTime();
        turns.mayRead(new ReadTurns.Connection() {
            @Override
            public Rank rank() {
                return Rank.SERVED;
            }

            @Override
            public void takeTurn() {
                throw new IllegalStateException("A turn that fails.");
            }

            @Override
            public boolean isClosed() {
                return false;
            }
        });
        turns.mayRead(connection(Rank.NEW, "other", SHORT));

        assertThrows(IllegalStateException.class, afterReads.remove()::run);
        afterNextReads.remove().run();

        assertEquals(List.of("other"), read);
    }

    /** Thousands of connections may close in a second, and would fill the memory if they still waited. */
    @Test
    void keepsNoClosedConnectionWaiting() {
        useUpTime();
        for (int i = 0; i < 100; i++) {
            turns.mayRead(connection(Rank.UNFINISHED, "closed", SHORT));
        }
        turns.mayRead(connection(Rank.COSTLY, "open", SHORT));
        for (int i = 0; i < 100; i++) {
            turns.closedWhileWaiting();
        }

        afterReads.remove().run();

        assertEquals(List.of("open"), read);
        assertTrue(afterNextReads.isEmpty());
    }

    @Test
    void readsConnectionsOfEachRankFromTimeToTime() {
        useUpTime();
        for (int i = 0; i < 20; i++) {
            turns.mayRead(connection(Rank.SERVED, "served", SHORT));
            turns.mayRead(connection(Rank.COSTLY, "costly", SHORT));
            turns.mayRead(connection(Rank.NEW, "new", SHORT));
        }

        afterReads.remove().run();

        int first = read.indexOf("costly");
        assertTrue(first > 0 && first < 20, read::toString);
        assertTrue(Collections.frequency(read.subList(0, 20), "costly") <= 4, read::toString);
        assertTrue(Collections.frequency(read.subList(0, 20), "new") >= 5, read::toString);
    }

    private void useUpTime() {
        turns.mayRead(connection(Rank.NEW, "any", SHORT));
        now += LONG;
    }

    private ReadTurns.Connection connection(Rank rank, String name, long nanos) {
        return new ReadTurns.Connection() {
            @Override
            public Rank rank() {
                return rank;
            }

            @Override
            public void takeTurn() {
                read.add(name);
                now += nanos;
            }

            @Override
            public boolean isClosed() {
                return name.equals("closed");
            }
        };
    }
}
