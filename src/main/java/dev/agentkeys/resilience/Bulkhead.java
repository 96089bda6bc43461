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
 * Limits the concurrent tasks of each key, so that tasks of one key that do not end leave room for the tasks of other
 * keys. Further tasks wait, the oldest first, for a bounded time.
 *
 * @param <K> identifies the owner of a task
 */
public final class Bulkhead<K> {

    /** Too many tasks of the key wait, or the task has waited too long. */
    public static final class FullException extends RuntimeException {

        private static final long serialVersionUID = 1;

        /** Creates the failure. */
        public FullException() {
            super("The bulkhead is full", null, false, false);
        }
    }

    private final Vertx vertx;
    private final int maxConcurrent;
    private final int maxWaiting;
    private final long waitMillis;
    private final Map<K, Compartment> compartments = new HashMap<>();

    /**
     * Creates an empty bulkhead.
     *
     * @param maxConcurrent how many tasks of a key may run at once
     * @param maxWaiting how many more tasks of a key may wait
     * @param wait how long a task may wait
     */
    public Bulkhead(Vertx vertx, int maxConcurrent, int maxWaiting, Duration wait) {
        this.vertx = vertx;
        this.maxConcurrent = maxConcurrent;
        this.maxWaiting = maxWaiting;
        this.waitMillis = wait.toMillis();
    }

    private static final class Compartment {

        private int running;
        private final Queue<Waiting> waiting = new ArrayDeque<>();
    }

    private record Waiting(Promise<Void> turn, Context context, long timer) {}

    /** Completes when the task may run. Call {@link #leave} when it ends. Fails with a {@link FullException}. */
    public synchronized Future<Void> enter(K key) {
        var compartment = compartments.computeIfAbsent(key, unknown -> new Compartment());
        if (compartment.running < maxConcurrent) {
            compartment.running++;
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

    /** Must be called when a task ends. Lets the task run that has waited longest. */
    public synchronized void leave(K key) {
        var compartment = compartments.get(key);
        var next = compartment.waiting.poll();
        if (next != null) {
            vertx.cancelTimer(next.timer());
            next.context().runOnContext(there -> next.turn().complete());
        } else if (--compartment.running == 0) {
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
