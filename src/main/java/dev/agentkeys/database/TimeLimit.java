package dev.agentkeys.database;

import io.smallrye.mutiny.TimeoutException;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import java.time.Duration;

/**
 * Limits how long callers wait. The timer belongs to the caller's event loop, where it costs little to set and cancel
 * it. Mutiny's own scheduler would cost more, because all event loops share it and it keeps cancelled timers until they
 * are due.
 */
final class TimeLimit {

    private final Vertx vertx;

    TimeLimit(Vertx vertx) {
        this.vertx = vertx;
    }

    /** What the work yields. Fails with a {@link TimeoutException}, and cancels the work, when the time is over. */
    <T> Uni<T> within(Duration limit, Uni<T> work) {
        return Uni.createFrom().emitter(caller -> {
            long timer = vertx.setTimer(limit.toMillis(), late -> caller.fail(new TimeoutException()));
            var running = work.subscribe().with(caller::complete, caller::fail);
            caller.onTermination(() -> {
                vertx.cancelTimer(timer);
                running.cancel();
            });
        });
    }
}
