package dev.agentkeys.database;

import io.smallrye.mutiny.TimeoutException;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Duration;

/** A transaction that is under way. When the caller's time is over, it sends no more statements and is rolled back. */
public final class Transaction implements Statements {

    private final SqlConnection connection;
    private final long deadline;

    Transaction(SqlConnection connection, long start, Duration limit) {
        this.connection = connection;
        this.deadline = start + limit.toNanos();
    }

    /** A failure ends the transaction. */
    @Override
    public Uni<RowSet<Row>> execute(String sql, Tuple parameters) {
        requireTime();
        return connection.preparedQuery(sql).execute(parameters);
    }

    void requireTime() {
        if (System.nanoTime() - deadline > 0) {
            throw new TimeoutException();
        }
    }
}
