package dev.agentkeys.resilience;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;

/**
 * Limits how much of one kind of work is under way at once for each key, so that work which is stuck for one key leaves
 * room for that of the others. More of it waits for its turn, the oldest first, for a bounded time.
 *
 * @param <K> what tells apart whose work it is
 */
public final class Bulkhead<K> {

    /** There is no turn for this work: too much waits, or it has waited too long. */
    public static final class FullException extends RuntimeException {

        private static final long serialVersionUID = 1;

        FullException() {
            super("The bulkhead is full", null, false, false);
        }
    }

    private final Vertx vertx;
    private final int maxConcurrent;
    private final int maxWaiting;
    private final long waitMillis;
    private final Map<K, Compartment> compartments = new HashMap<>();

    /**
     * Makes a bulkhead in which nothing is under way.
     *
     * @param maxConcurrent how much of one key may be under way at once
     * @param maxWaiting how much more of one key may wait
     * @param wait how long it may wait
     */
    public Bulkhead(Vertx vertx, int maxConcurrent, int maxWaiting, Duration wait) {
        this.vertx = vertx;
        this.maxConcurrent = maxConcurrent;
        this.maxWaiting = maxWaiting;
        this.waitMillis = wait.toMillis();
    }

    private static final class Compartment {

        private int underWay;
        private final Queue<Waiting> waiting = new ArrayDeque<>();
    }

    private record Waiting(Promise<Void> turn, Context context, long timer) {}

    /** Completes when it is this work's turn, which must {@link #leave}; fails with a {@link FullException} if never. */
    public synchronized Future<Void> enter(K key) {
        var compartment = compartments.computeIfAbsent(key, unknown -> new Compartment());
        if (compartment.underWay < maxConcurrent) {
            compartment.underWay++;
            return Future.succeededFuture();
        }
        if (compartment.waiting.size() >= maxWaiting) {
            return Future.failedFuture(new FullException());
        }
        Promise<Void> turn = Promise.promise();
        long timer = vertx.setTimer(waitMillis, expired -> giveUp(key, turn));
        compartment.waiting.add(new Waiting(turn, vertx.getOrCreateContext(), timer));
        return turn.future();
    }

    /** Gives the turn to the work that waits longest. */
    public synchronized void leave(K key) {
        var compartment = compartments.get(key);
        var next = compartment.waiting.poll();
        if (next != null) {
            vertx.cancelTimer(next.timer());
            next.context().runOnContext(there -> next.turn().complete());
        } else if (--compartment.underWay == 0) {
            compartments.remove(key);
        }
    }

    private synchronized void giveUp(K key, Promise<Void> turn) {
        var compartment = compartments.get(key);
        if (compartment != null && compartment.waiting.removeIf(waiting -> waiting.turn() == turn)) {
            turn.fail(new FullException());
        }
    }
}
