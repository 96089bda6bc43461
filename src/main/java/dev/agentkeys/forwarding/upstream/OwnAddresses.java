package dev.agentkeys.forwarding.upstream;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Duration;

/**
 * Knows the networks of this host's interfaces. They change while the service runs, so this class reads them again
 * after a few seconds. Reading may block, so a separate thread does it.
 */
@Singleton
class OwnAddresses {

    static final Duration VALIDITY = Duration.ofSeconds(5);

    /** Reads the interfaces of this host; blocks. */
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

    /** The networks as they were a few seconds ago at most. Concurrent callers share one read. */
    synchronized Future<OwnNetworks> current() {
        boolean usable = answer.succeeded() && System.nanoTime() - askedAt < validityNanos;
        if (answer.isComplete() && !usable) {
            askedAt = System.nanoTime();
            answer = thread.executeBlocking(interfaces::read);
        }
        return answer;
    }
}
