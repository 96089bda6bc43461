package dev.agentkeys.agent;

import dev.agentkeys.database.Database;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.UUID;

/** Reads agents, deleted ones included: their rows outlive them. */
@Singleton
class AgentRepository {

    private static final String SELECT = "select " + AgentRow.COLUMNS + " from agent ";
    private static final String BY_ID = SELECT + "where id = $1";
    private static final String BY_NAME = SELECT + "where name = $1";

    private final Database database;

    AgentRepository(Database database) {
        this.database = database;
    }

    Uni<Optional<Agent>> findById(UUID id) {
        return database.execute(BY_ID, Tuple.of(id)).map(AgentRepository::first);
    }

    Uni<Optional<Agent>> findByName(String name) {
        return database.execute(BY_NAME, Tuple.of(name)).map(AgentRepository::first);
    }

    private static Optional<Agent> first(RowSet<Row> rows) {
        var row = rows.iterator();
        return row.hasNext() ? Optional.of(AgentRow.toAgent(row.next())) : Optional.empty();
    }
}
