package dev.agentkeys.http.connection;

import io.netty.util.concurrent.FastThreadLocal;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Divides the time of one event loop among its connections. Netty reads every connection that has brought bytes before
 * it does anything else; if there are thousands, a request waits for seconds, and so does the database's answer to it.
 * This class lets connections be read at once for a few milliseconds. A connection that brings bytes after that waits
 * for its turn, in the order of {@link Rank}, and after every few milliseconds of turns the loop does its other work.
 * All calls come from the thread of the event loop.
 */
final class ReadTurns {

    /** The order in which waiting connections are read. */
    enum Rank {
        /** Has been answered, and has had few turns since then. */
        SERVED,
        /** Has begun its first request, and has had few turns. */
        BEGUN,
        /** Has not been read yet. To see whether its first request is whole costs little. */
        NEW,
        /** Its first request is not whole, and has caused no work yet. */
        UNFINISHED,
        /** Has had many turns since its last answer. */
        COSTLY
    }

    /** A connection that has brought bytes. */
    interface Connection {

        Rank rank();

        /** Reads bytes, and does the work that they cause. */
        void takeTurn();

        /** Whether the connection is closed, so that its turn is of no use. */
        boolean isClosed();
    }

    private static final long SLICE_NANOS = TimeUnit.MILLISECONDS.toNanos(4);
    /** One of this many turns goes to the ranks in rotation, so that no rank waits for ever. */
    private static final int TURNS_PER_ROUND = 4;
    /**
     * The turn of a round that is for a new connection. Thousands of others that send requests do not keep it waiting.
     */
    private static final int TURN_OF_NEW = 3;

    /** How many closed connections may stay among the waiting ones. */
    private static final int FEW_CLOSED = 64;

    private static final Rank[] RANKS = Rank.values();
    private static final FastThreadLocal<ReadTurns> OF_THREAD = new FastThreadLocal<>();

    private final Consumer<Runnable> afterReads;
    private final Consumer<Runnable> afterNextReads;
    private final LongSupplier nanoTime;
    private final Map<Rank, Deque<Connection>> waiting = new EnumMap<>(Rank.class);
    private int count;
    private int closed;
    private boolean sliceIsOpen;
    private long sliceEnd;
    private int turns;

    /**
     * {@code afterReads} runs a task after the loop has read all connections that have brought bytes by now.
     * {@code afterNextReads} runs a task after the next such reads.
     */
    ReadTurns(Consumer<Runnable> afterReads, Consumer<Runnable> afterNextReads, LongSupplier nanoTime) {
        this.afterReads = afterReads;
        this.afterNextReads = afterNextReads;
        this.nanoTime = nanoTime;
        for (var rank : RANKS) {
            waiting.put(rank, new ArrayDeque<>());
        }
    }

    /** Returns the turns of the current event loop. */
    static ReadTurns of(ScheduledExecutorService loop) {
        var turns = OF_THREAD.get();
        if (turns == null) {
            // A task without a delay runs before the next reads.
            turns = new ReadTurns(
                    loop::execute, task -> loop.schedule(task, 0, TimeUnit.NANOSECONDS), System::nanoTime);
            OF_THREAD.set(turns);
        }
        return turns;
    }

    /** Whether the connection may be read at once; otherwise it gets its turn later, and must not be read until then. */
    boolean mayRead(Connection connection) {
        long now = nanoTime.getAsLong();
        if (!sliceIsOpen) {
            sliceIsOpen = true;
            sliceEnd = now + SLICE_NANOS;
            afterReads.accept(this::giveTurns);
        }
        if (now - sliceEnd < 0 && count == 0) {
            return true;
        }
        await(connection);
        return false;
    }

    /** Lets the connection wait for its next turn. */
    void await(Connection connection) {
        waiting.get(connection.rank()).addLast(connection);
        count++;
    }

    /**
     * Notes that a connection was closed while it waited. Clients may close thousands in a second, and each takes some
     * kilobytes. So the closed ones are removed when they are more than half of all.
     */
    void closedWhileWaiting() {
        if (++closed > FEW_CLOSED && closed > count / 2) {
            closed = 0;
            count = 0;
            for (var connections : waiting.values()) {
                connections.removeIf(Connection::isClosed);
                count += connections.size();
            }
        }
    }

    private void giveTurns() {
        long end = nanoTime.getAsLong() + SLICE_NANOS;
        try {
            while (count > 0 && nanoTime.getAsLong() - end < 0) {
                next().takeTurn();
            }
        } finally { // A turn that fails must not end the turns of the others.
            sliceIsOpen = count > 0;
            if (sliceIsOpen) {
                sliceEnd = end;
                afterNextReads.accept(this::giveTurns);
            }
        }
    }

    private Connection next() {
        turns++;
        count--;
        if (turns % TURNS_PER_ROUND == TURN_OF_NEW && !waiting.get(Rank.NEW).isEmpty()) {
            return waiting.get(Rank.NEW).removeFirst();
        }
        int first = turns % TURNS_PER_ROUND == 0 ? turns / TURNS_PER_ROUND % RANKS.length : 0;
        for (int i = first; ; i = (i + 1) % RANKS.length) {
            var connections = waiting.get(RANKS[i]);
            if (!connections.isEmpty()) {
                return RANKS[i] == Rank.UNFINISHED && turns % 2 == 0
                        ? connections.removeLast()
                        : connections.removeFirst();
            }
        }
    }
}
