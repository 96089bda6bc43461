package dev.agentkeys.http.connection;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.agentkeys.http.HttpConfig;
import io.quarkus.arc.Arc;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import org.jboss.logging.Logger;

/**
 * How many connections a server may have, and how long each may take.
 *
 * @param headTimeout how long the head of a request may take from its first byte
 * @param idleTimeout how long a connection may have no request under way
 * @param headMemory how many bytes unfinished heads and frames may take
 * @param answerMemory how many bytes unread answers may take
 */
record ConnectionLimits(
        int maxConnections, Duration headTimeout, Duration idleTimeout, long headMemory, long answerMemory) {

    private static final Logger LOG = Logger.getLogger(ConnectionLimits.class);

    /** Files that are kept for connections to the database and to agents, for the other server, and for real files. */
    private static final int OTHER_FILES = 2048;

    private static final Duration FOREVER = Duration.ofDays(365);

    /**
     * Returns the configured limits. A test that starts a server without the application has no configuration and no
     * limits.
     */
    static ConnectionLimits current() {
        if (Arc.container() == null) {
            return new ConnectionLimits(Integer.MAX_VALUE, FOREVER, FOREVER, Long.MAX_VALUE, Long.MAX_VALUE);
        }
        var config = Arc.container().instance(HttpConfig.class).get();
        return new ConnectionLimits(
                withinOpenFiles(config.maxConnections()),
                config.headTimeout(),
                config.idleTimeout(),
                config.headMemory().asLongValue(),
                config.answerMemory().asLongValue());
    }

    /**
     * Returns the part of a memory for one event loop. Quarkus has one event loop for each processor, and at least two.
     */
    long ofEventLoop(long memory) {
        return memory / Math.max(2, Runtime.getRuntime().availableProcessors());
    }

    private static int withinOpenFiles(int wanted) {
        if (!(ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system)) {
            return wanted;
        }
        long files = system.getMaxFileDescriptorCount();
        if (files >= wanted + OTHER_FILES) {
            return wanted;
        }
        long possible = Math.max(files - OTHER_FILES, files / 2);
        LOG.warnf(
                "This process may open %d files (nofile), so a server has %d connections at most instead of %d.",
                files, possible, wanted);
        return (int) possible;
    }
}
