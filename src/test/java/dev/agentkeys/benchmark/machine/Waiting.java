package dev.agentkeys.benchmark.machine;

import io.vertx.core.Future;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for results of Vert.x. */
public final class Waiting {

    private static final long LIMIT_SECONDS = 30;

    private Waiting() {}

    /** The value of the future, as soon as it is complete. */
    public static <T> T on(Future<T> future) {
        return on(future, LIMIT_SECONDS);
    }

    /** The value of the future. Waits at most this many seconds. */
    public static <T> T on(Future<T> future, long seconds) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(seconds, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
