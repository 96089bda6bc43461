package dev.agentkeys.keystore;

import dev.agentkeys.database.Database;
import dev.agentkeys.problem.ProblemException;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.function.UnaryOperator;

/**
 * A statement about the keys of one agent. One form finds the agent by id, perhaps in one incarnation only. The other
 * form finds it by name. The first column tells whether the agent was deleted. There is no row if there is no such
 * agent.
 */
record AgentStatement(String byId, String byName) {

    private static final String OWNER = """
            with owner as (
                select id, incarnation, status = 'Deleted' as deleted from agent where AGENT_MATCHES
            )""";

    /**
     * Puts a common table expression {@code owner}, the agent, in front of a statement.
     *
     * @param parameters counts the parameters of the statement; the incarnation comes after them
     */
    static AgentStatement of(String statement, int parameters) {
        return new AgentStatement(
                OWNER.replace(
                                "AGENT_MATCHES",
                                "id = $1 and ($N::integer is null or incarnation = $N)"
                                        .replace("$N", "$" + (parameters + 1)))
                        + statement,
                OWNER.replace("AGENT_MATCHES", "name = $1") + statement);
    }

    /** The form that suits the reference. */
    String sql(AgentReference agent) {
        return agent.id().isPresent() ? byId : byName;
    }

    /** The parameters of that form: the agent, the others, and perhaps the incarnation. */
    Tuple parameters(AgentReference agent, UnaryOperator<Tuple> others) {
        return agent.id()
                .map(id -> others.apply(Tuple.of(id))
                        .addInteger(agent.incarnation().orElse(null)))
                .orElseGet(() -> others.apply(Tuple.of(agent.text())));
    }

    /**
     * Returns the rows, which are at least one.
     *
     * @throws ProblemException if there is no such agent, or it was deleted
     */
    static RowSet<Row> requireLive(AgentReference agent, RowSet<Row> rows) {
        boolean deleted = Database.first(rows, row -> row.getBoolean(0)).orElseThrow(agent::unknown);
        if (deleted) {
            throw agent.deleted();
        }
        return rows;
    }
}
