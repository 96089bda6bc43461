package dev.agentkeys.idempotency;

import dev.agentkeys.startup.StartupOrder;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import org.jboss.logging.Logger;

/** Deletes answers that are not repeated any more: at start and then every hour. Several replicas may do so at once. */
@ApplicationScoped
class AnswerPurge {

    private static final Logger LOG = Logger.getLogger(AnswerPurge.class);
    private static final Duration INTERVAL = Duration.ofHours(1);

    private final AnswerRepository answers;
    private Cancellable ticks = () -> {};

    AnswerPurge(AnswerRepository answers) {
        this.answers = answers;
    }

    void onStart(@Observes @Priority(StartupOrder.ANSWER_PURGE) StartupEvent event) {
        ticks = Multi.createFrom()
                .ticks()
                .every(INTERVAL)
                .onOverflow()
                .drop()
                .onItem()
                .transformToUniAndConcatenate(tick -> run())
                .subscribe()
                .with(done -> {}, failure -> LOG.error("The purge of kept answers ended", failure));
    }

    @PreDestroy
    void stop() {
        ticks.cancel();
    }

    /** Deletes all whose time is over, batch by batch. */
    Uni<Void> run() {
        return Multi.createBy()
                .repeating()
                .uni(answers::purge)
                .whilst(deleted -> deleted == AnswerRepository.BATCH)
                .collect()
                .last()
                .onFailure()
                .invoke(failure -> LOG.warnf("The purge of kept answers waits for the next hour: %s", failure))
                .onFailure()
                .recoverWithNull()
                .replaceWithVoid();
    }
}
