package dev.agentkeys.keystore;

import dev.agentkeys.database.Database;
import dev.agentkeys.startup.StartupOrder;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Writes when keys were last used, to the minute. No request waits for that: each replica remembers the uses of an
 * interval, and writes them in one statement. Some uses are lost if the process is killed or the database is
 * unavailable for long.
 */
@Singleton
public class LastUses {

    /**
     * Updates the rows that have an earlier last use. Rows are locked in the order of the ids, so that two replicas do
     * not wait for each other. The statement subtracts the age of a use from the database's clock, because the clocks
     * of replicas may differ.
     */
    static final String WRITE = """
            with used as (
                select k.id, u.at
                from (
                    select id, date_trunc('minute', now() - age * interval '1 second') as at
                    from unnest($1::uuid[], $2::integer[]) as uses (id, age)) u
                join agent_api_key k on k.id = u.id
                where k.last_used_at is null or k.last_used_at < u.at
                order by k.id
                for no key update of k
            )
            update agent_api_key k
            set last_used_at = used.at
            from used
            where k.id = used.id and (k.last_used_at is null or k.last_used_at < used.at)""";

    private static final Logger LOG = Logger.getLogger(LastUses.class);

    /** One statement writes so many keys well within its time limit. */
    private static final int MOST_KEYS = 20_000;

    private static final long NANOS_OF_SECOND = 1_000_000_000;

    private static final Duration TIME_TO_STOP = Duration.ofSeconds(2);

    /** Configures how the last uses of keys are written. */
    @ConfigMapping(prefix = "agentkeys.last-use")
    interface Config {

        /** How often a replica writes the last uses of the keys that it has found good. */
        @WithDefault("30s")
        Duration interval();
    }

    private final Database database;
    private final Config config;
    private final RecentUses uses = new RecentUses(MOST_KEYS);

    LastUses(Database database, Config config) {
        this.database = database;
        this.config = config;
    }

    /** Remembers that the key is used now: a caller presented it or signed with it, and it was good. */
    public void add(UUID keyId) {
        uses.add(keyId, System.nanoTime());
    }

    void onStart(@Observes @Priority(StartupOrder.LAST_USES) StartupEvent event) {
        Multi.createFrom()
                .ticks()
                .startingAfter(config.interval())
                .every(config.interval())
                .onOverflow()
                .drop()
                .onItem()
                .transformToUniAndConcatenate(tick -> write())
                .subscribe()
                .with(done -> {}, failure -> LOG.error("The last uses of keys are no longer written", failure));
    }

    /**
     * Writes the remaining uses. Quarkus calls this when all requests have ended, on a thread that may block, and
     * closes the pool afterwards.
     */
    void onStop(@Observes ShutdownEvent event) {
        write().ifNoItem()
                .after(TIME_TO_STOP)
                .recoverWithItem((Void) null)
                .subscribeAsCompletionStage()
                .join();
    }

    private Uni<Void> write() {
        return Uni.createFrom().deferred(() -> {
            var taken = uses.take();
            return taken.isEmpty()
                    ? Uni.createFrom().voidItem()
                    : write(taken)
                            .onFailure()
                            .invoke(failure -> {
                                uses.putBack(taken);
                                LOG.warnf("The last uses of keys were not written, and are tried again: %s", failure);
                            })
                            .onFailure()
                            .recoverWithNull();
        });
    }

    private Uni<Void> write(Map<UUID, Long> taken) {
        long now = System.nanoTime();
        var ids = taken.keySet().toArray(UUID[]::new);
        var ages = taken.values().stream()
                .map(nanoTime -> (int) ((now - nanoTime) / NANOS_OF_SECOND))
                .toArray(Integer[]::new);
        return database.executePatiently(
                        WRITE, Tuple.tuple().addArrayOfUUID(ids).addArrayOfInteger(ages))
                .replaceWithVoid();
    }
}
