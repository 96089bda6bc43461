package dev.agentkeys.forwarding.upstream;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Duration;

/**
 * The networks of this host's own interfaces. They change while the service runs, and asking the system for them may
 * block: a thread of its own asks, and an answer counts for a few seconds.
 */
@Singleton
class OwnAddresses {

    static final Duration VALIDITY = Duration.ofSeconds(5);

    /** Blocks until the system has told the interfaces. */
    interface Interfaces {
        OwnNetworks read() throws IOException;
    }

    private final Interfaces interfaces;
    private final long validityNanos;
    private final WorkerExecutor thread;

    private Future<OwnNetworks> answer = Future.failedFuture("not asked yet");
    private long askedAt;

    @Inject
    OwnAddresses(Vertx vertx) {
        this(vertx, OwnNetworks::ofThisHost, VALIDITY);
    }

    OwnAddresses(Vertx vertx, Interfaces interfaces, Duration validity) {
        this.interfaces = interfaces;
        this.validityNanos = validity.toNanos();
        this.thread = vertx.createSharedWorkerExecutor("own-addresses", 1);
    }

    /** Those of a few seconds ago at most. Requests that wait for the system share one question. */
    synchronized Future<OwnNetworks> current() {
        boolean usable = answer.succeeded() && System.nanoTime() - askedAt < validityNanos;
        if (answer.isComplete() && !usable) {
            askedAt = System.nanoTime();
            answer = thread.executeBlocking(interfaces::read);
        }
        return answer;
    }
}
