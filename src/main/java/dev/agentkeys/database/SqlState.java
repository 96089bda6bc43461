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
     * Whether the server, rather than the statement, is in trouble: connection exceptions (08), insufficient resources
     * (53), operator intervention such as a shutdown or a statement's time-out (57), a read-only standby (25006). Also
     * where the same statement may well succeed when it is sent again: it was given up for another's sake, as in a
     * deadlock (40), it waited too long for a lock (55P03), or a migration changed a type under its plan (0A000), which
     * the client then forgets.
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
     * Whether the server has refused the statement for a reason of the statement's own, or given it up for another's sake,
     * and so has changed nothing. After a broken connection, an overload or a shutdown that is not certain, or sending it
     * again would not help.
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
