package dev.agentkeys.database;

import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.List;

/**
 * A statement, and its form for several requests at once. See {@link Database#batched} and {@link Database#batchedFor}.
 *
 * @param <Q> what is asked for
 * @param <A> the answer
 */
public interface SharedStatement<Q, A> {

    /** The statement for one request. */
    String single(Q request);

    Tuple parameters(Q request);

    /**
     * The statement for several. Its rows are those of {@link #single}, and each has one more column, the last: the number
     * of the request, which begins at 1.
     */
    String batch();

    Tuple batchParameters(List<Q> requests);

    /** What the rows of one request mean. */
    A answer(List<Row> rows);
}
