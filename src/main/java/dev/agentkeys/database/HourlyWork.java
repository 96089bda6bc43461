package dev.agentkeys.database;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import java.time.Duration;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/** Work on the database that each replica does when it starts and then every hour, beside the requests. */
public final class HourlyWork {

    private static final Duration INTERVAL = Duration.ofHours(1);

    private HourlyWork() {}

    /**
     * Begins the work. A failed run is logged, and the next run comes within the hour. A run begins only when the one
     * before it has ended.
     *
     * @param name what the log calls the work, such as "The purge of kept answers"
     * @return a handle that ends the work
     */
    public static Cancellable start(Logger log, String name, Supplier<? extends Uni<?>> work) {
        return Multi.createFrom()
                .ticks()
                .every(INTERVAL)
                .onOverflow()
                .drop()
                .onItem()
                .transformToUniAndConcatenate(tick -> attempt(log, name, work.get()))
                .subscribe()
                .with(done -> {}, failure -> log.errorf(failure, "%s ended", name));
    }

    /** Does one part of such work. A failure is logged and ends this part only, so that the next part can begin. */
    public static Uni<Void> attempt(Logger log, String name, Uni<?> part) {
        return part.replaceWithVoid()
                .onFailure()
                .invoke(failure -> log.warnf("%s failed, and runs again in an hour: %s", name, failure))
                .onFailure()
                .recoverWithNull();
    }
}
