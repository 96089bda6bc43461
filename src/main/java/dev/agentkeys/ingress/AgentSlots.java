package dev.agentkeys.ingress;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import jakarta.inject.Singleton;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;

/**
 * How many requests of each agent are under way. An agent that is stuck keeps its own, and no other's; the pool of
 * connections cannot tell, for agents may share an origin.
 */
@Singleton
class AgentSlots {

    private static final String BUSY = "Too many requests to the agent are under way.";

    private final Vertx vertx;
    private final int maxConcurrent;
    private final int maxWaiting;
    private final long waitMillis;
    private final Map<UUID, Slots> byAgent = new HashMap<>();

    AgentSlots(Vertx vertx, IngressConfig config) {
        this.vertx = vertx;
        this.maxConcurrent = config.maxConcurrent();
        this.maxWaiting = config.maxWaiting();
        this.waitMillis = config.waitTimeout().toMillis();
    }

    private static final class Slots {
        private int taken;
        private final Queue<Waiting> waiting = new ArrayDeque<>();
    }

    private record Waiting(Promise<Void> turn, Context context, long timer) {}

    /** Completes when there is room for one more, which must {@link #leave}; fails with a {@link Refusal} if there is none. */
    synchronized Future<Void> enter(UUID agent) {
        var slots = byAgent.computeIfAbsent(agent, unknown -> new Slots());
        if (slots.taken < maxConcurrent) {
            slots.taken++;
            return Future.succeededFuture();
        }
        if (slots.waiting.size() >= maxWaiting) {
            return Future.failedFuture(Refusal.busy(BUSY));
        }
        Promise<Void> turn = Promise.promise();
        long timer = vertx.setTimer(waitMillis, expired -> giveUp(agent, turn));
        slots.waiting.add(new Waiting(turn, vertx.getOrCreateContext(), timer));
        return turn.future();
    }

    /** Gives the place to the one that waits longest. */
    synchronized void leave(UUID agent) {
        var slots = byAgent.get(agent);
        var next = slots.waiting.poll();
        if (next != null) {
            vertx.cancelTimer(next.timer());
            next.context().runOnContext(there -> next.turn().complete());
        } else if (--slots.taken == 0) {
            byAgent.remove(agent);
        }
    }

    private synchronized void giveUp(UUID agent, Promise<Void> turn) {
        var slots = byAgent.get(agent);
        if (slots != null && slots.waiting.removeIf(waiting -> waiting.turn() == turn)) {
            turn.fail(Refusal.busy(BUSY));
        }
    }
}
