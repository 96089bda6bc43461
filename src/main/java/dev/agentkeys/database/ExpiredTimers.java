package dev.agentkeys.database;

import io.quarkus.logging.LoggingFilter;
import java.util.logging.Filter;
import java.util.logging.LogRecord;

/**
 * Keeps a stack trace for each refused connection out of the log: the pool fails the request, which is answered 503,
 * leaves the timer of its wait running, and complains of that as an uncaught exception when it expires.
 *
 * @see <a href="https://github.com/eclipse-vertx/vertx-sql-client/issues/1706">The report at Vert.x</a>
 */
@LoggingFilter(name = "expired-timers")
final class ExpiredTimers implements Filter {

    private static final String POOL = "io.vertx.sqlclient.impl.pool.SqlConnectionPool";

    @Override
    public boolean isLoggable(LogRecord entry) {
        return !(entry.getThrown() instanceof IllegalStateException late) || !isOfPool(late.getStackTrace());
    }

    /** The pool's own timer completes a promise twice: it is the caller of the promise that complains. */
    private static boolean isOfPool(StackTraceElement[] trace) {
        return trace.length > 1 && trace[1].getClassName().equals(POOL);
    }
}
