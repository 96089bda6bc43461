package dev.agentkeys.database;

import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.List;

/**
 * A statement, and its form for several requests at once. See {@link Database#batched} and {@link Database#batchedFor}.
 *
 * @param <Q> the request
 * @param <A> the answer
 */
public interface SharedStatement<Q, A> {

    /** The statement for one request. */
    String single(Q request);

    Tuple parameters(Q request);

    /**
     * The statement for several requests. Its rows are those of {@link #single} with one more column at the end: the
     * number of the request, which begins at 1.
     */
    String batch();

    Tuple batchParameters(List<Q> requests);

    /** Makes the answer from the rows of one request. */
    A answer(List<Row> rows);
}
