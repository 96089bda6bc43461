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

    /** On a machine with many processors, and so with many event loops, each has room for the longest body at least. */
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

    /** That of the event loop whose thread this is. */
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
