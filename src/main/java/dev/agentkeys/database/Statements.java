package dev.agentkeys.database;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;

/**
 * Runs statements: each by itself ({@link Database#statementsFor}), or all in one {@link Transaction}. A repository
 * takes it as a parameter for a change that is needed in both ways.
 */
public interface Statements {

    /** The rows of a statement, prepared once for each connection. */
    Uni<RowSet<Row>> execute(String sql, Tuple parameters);
}
