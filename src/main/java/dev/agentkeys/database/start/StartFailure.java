package dev.agentkeys.database.start;

import dev.agentkeys.database.SqlState;
import java.io.EOFException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.sql.SQLException;
import java.util.concurrent.TimeoutException;

/** Distinguishes a database that is not available yet from one that never will be with this configuration. */
public final class StartFailure {

    private StartFailure() {}

    /** Whether the same attempt may succeed soon: no server listens yet, or the server is starting or full. */
    public static boolean mayPass(SQLException failure) {
        return SqlState.isNotAccepting(failure.getSQLState()) || isOfNetwork(failure.getCause());
    }

    /** What went wrong and why, for the operator: the driver's own message may leave out the host it did not find. */
    public static String describe(SQLException failure) {
        return failure.getCause() == null
                ? failure.getMessage()
                : failure.getMessage() + " (" + failure.getCause().getMessage() + ")";
    }

    /**
     * Looks at the immediate cause only, because a failed TLS handshake may have a closed connection as its cause too.
     */
    private static boolean isOfNetwork(Throwable cause) {
        return cause instanceof SocketException
                || cause instanceof SocketTimeoutException
                || cause instanceof UnknownHostException
                || cause instanceof EOFException
                || cause instanceof TimeoutException;
    }
}
