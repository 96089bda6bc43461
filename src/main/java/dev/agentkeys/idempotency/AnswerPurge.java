package dev.agentkeys.idempotency;

import dev.agentkeys.database.HourlyWork;
import dev.agentkeys.startup.StartupOrder;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.jboss.logging.Logger;

/** Deletes answers whose time is over, at start and then every hour. Several replicas may do so at once. */
@ApplicationScoped
class AnswerPurge {

    private static final Logger LOG = Logger.getLogger(AnswerPurge.class);

    private final AnswerRepository answers;
    private Cancellable work = () -> {};

    AnswerPurge(AnswerRepository answers) {
        this.answers = answers;
    }

    void onStart(@Observes @Priority(StartupOrder.ANSWER_PURGE) StartupEvent event) {
        work = HourlyWork.start(LOG, "The purge of kept answers", this::run);
    }

    @PreDestroy
    void stop() {
        work.cancel();
    }

    /** Deletes all whose time is over, batch by batch. */
    Uni<Void> run() {
        return Multi.createBy()
                .repeating()
                .uni(answers::purge)
                .whilst(deleted -> deleted == AnswerRepository.BATCH)
                .collect()
                .last()
                .replaceWithVoid();
    }
}
