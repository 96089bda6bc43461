package dev.agentkeys.database;

import io.vertx.pgclient.PgException;
import java.util.stream.Stream;

/** The error codes of PostgreSQL that the service distinguishes. */
public final class SqlState {

    private SqlState() {}

    /** Whether the failure is the violation of the check constraint of that name. */
    public static boolean isCheckViolation(Throwable failure, String constraint) {
        return failure instanceof PgException refusal
                && "23514".equals(refusal.getSqlState())
                && constraint.equals(refusal.getConstraint());
    }

    /** Whether the failure is the violation of the unique constraint of that name. */
    public static boolean isUniqueViolation(Throwable failure, String constraint) {
        return failure instanceof PgException refusal
                && "23505".equals(refusal.getSqlState())
                && constraint.equals(refusal.getConstraint());
    }

    /** Whether the statement waited too long for another transaction's lock. */
    public static boolean isLockTimeout(Throwable failure) {
        return failure instanceof PgException refusal && "55P03".equals(refusal.getSqlState());
    }

    /**
     * Whether the server causes the failure, and not the statement: connection exceptions (08), insufficient resources
     * (53), operator intervention such as a shutdown or a statement's time-out (57), a read-only standby (25006). Also
     * true if the same statement may succeed when it is sent again: the server aborted it for another statement, as in
     * a deadlock (40), it waited too long for a lock (55P03), or a migration changed a type that its plan uses (0A000).
     * In the last case the client drops the plan.
     */
    static boolean isUnavailable(String sqlState) {
        return sqlState != null
                && (sqlState.startsWith("08")
                        || sqlState.startsWith("40")
                        || sqlState.startsWith("53")
                        || sqlState.startsWith("57")
                        || sqlState.equals("0A000")
                        || sqlState.equals("25006")
                        || sqlState.equals("55P03"));
    }

    /**
     * Whether the server has refused the statement itself, or aborted it for another statement, and so has certainly
     * changed nothing. False after a broken connection, an overload or a shutdown: then this is not certain, or it
     * would not help to send the statement again.
     */
    static boolean isRefusal(Throwable failure) {
        return failure instanceof PgException refusal
                && refusal.getSqlState() != null
                && Stream.of("08", "40003", "53", "57", "25006").noneMatch(refusal.getSqlState()::startsWith);
    }

    /** Whether the server accepts no connections for now: it is starting or stopping (57P), or full (53300). */
    public static boolean isNotAccepting(String sqlState) {
        return sqlState != null && (sqlState.startsWith("57P") || sqlState.equals("53300"));
    }
}
