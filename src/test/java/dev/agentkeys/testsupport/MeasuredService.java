package dev.agentkeys.testsupport;

import java.util.Map;

/**
 * A process whose statements and whose memory can be measured. Its database server logs each statement and each plan,
 * and its heap is small.
 */
public record MeasuredService(OwnPostgres database, ServiceProcess process) implements AutoCloseable {

    /** The file to which the server logs, below its data. */
    public static final String LOG = "log/statements.log";

    /** Limits the heap, and with it the memory of Netty, to 64 MB together. */
    private static final String HEAP = "-Xmx64m";

    static MeasuredService start() {
        var database = OwnPostgres.start(Map.of(
                "logging_collector", "on",
                "log_filename", "statements.log",
                "log_line_prefix", "%a ",
                "log_statement", "all",
                "log_planner_stats", "on"));
        try {
            return new MeasuredService(database, ServiceProcess.start(environment(database), HEAP));
        } catch (RuntimeException | Error e) {
            database.close();
            throw e;
        }
    }

    private static Map<String, String> environment(OwnPostgres database) {
        return Map.of(
                "DATABASE_URL",
                database.url(),
                "AGENTKEYS_KEY_RING",
                PackagedApplication.KEY_RING,
                "AGENTKEYS_INGRESS_ALLOW_LOOPBACK",
                "true",
                // Otherwise the statement that writes last uses is counted too.
                "AGENTKEYS_LAST_USE_INTERVAL",
                "1h");
    }

    @Override
    public void close() {
        process.close();
        database.close();
    }
}
