package dev.agentkeys.http.body;

import dev.agentkeys.http.HttpConfig;
import io.netty.util.concurrent.FastThreadLocal;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;
import jakarta.inject.Singleton;
import java.time.Duration;

/** The {@link BodyMemory} of each event loop, and how long a body may take. */
@Singleton
class BodyMemories {

    /**
     * Each event loop has room for two of the longest bodies, also on a machine with many processors and event loops.
     */
    private static final long MIN_BYTES = 2L * BodyLimit.MAX_REGISTRATION_BYTES;

    private final Duration timeout;
    private final FastThreadLocal<BodyMemory> memories;

    BodyMemories(HttpConfig config, Vertx vertx) {
        this.timeout = config.bodyTimeout();
        long all = config.bodyMemory().asLongValue();
        long limit = Math.max(all / eventLoops(vertx), Math.min(all, MIN_BYTES));
        this.memories = new FastThreadLocal<>() {
            @Override
            protected BodyMemory initialValue() {
                return new BodyMemory(limit);
            }
        };
    }

    /** Returns the memory of the current event loop. */
    BodyMemory here() {
        return memories.get();
    }

    Duration timeout() {
        return timeout;
    }

    private static int eventLoops(Vertx vertx) {
        int loops = 0;
        for (var all = ((VertxInternal) vertx).getEventLoopGroup().iterator(); all.hasNext(); all.next()) {
            loops++;
        }
        return Math.max(1, loops);
    }
}
