package dev.agentkeys.database;

import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.List;

/**
 * A statement that changes nothing, and its form for several look-ups at once. See {@link Database#batched}.
 *
 * @param <Q> what is looked up
 * @param <A> the answer
 */
public interface Lookup<Q, A> {

    /** The statement for one look-up. */
    String single();

    Tuple parameters(Q question);

    /**
     * The statement for several. Its rows are those of {@link #single}, and each has one more column, the last: the number
     * of the look-up, which begins at 1.
     */
    String batch();

    Tuple batchParameters(List<Q> questions);

    /** What the rows of one look-up mean. */
    A answer(List<Row> rows);
}
