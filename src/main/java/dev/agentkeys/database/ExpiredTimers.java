package dev.agentkeys.database;

import io.quarkus.logging.LoggingFilter;
import java.util.logging.Filter;
import java.util.logging.LogRecord;

/**
 * Keeps stack traces of refused connections out of the log. The pool fails the request, which is answered 503, but leaves
 * the timer of its wait running. When that timer expires, Vert.x reports an uncaught exception.
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

    /**
     * Whether the pool caused the exception. Its timer completes a promise a second time, so the promise throws and the
     * pool is the second frame of the trace.
     */
    private static boolean isOfPool(StackTraceElement[] trace) {
        return trace.length > 1 && trace[1].getClassName().equals(POOL);
    }
}
