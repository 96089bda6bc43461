package dev.agentkeys.idempotency;

import dev.agentkeys.database.Database;
import dev.agentkeys.database.SqlState;
import dev.agentkeys.database.Transaction;
import dev.agentkeys.idempotency.KeptAnswers.ClaimedException;
import dev.agentkeys.keymaterial.Sealed;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.function.Function;

/** The statements on kept answers. */
@Singleton
class AnswerRepository {

    /** How many rows one statement deletes: few enough for its locks to be short. */
    static final int BATCH = 1_000;

    static final String FIND = """
            select sealed_key_id, sealed_answer
            from idempotent_answer
            where scope = $1 and created_at > now() - interval '24 hours'""";

    /**
     * Inserts the row, or takes over a row whose time is over. If another transaction has inserted the row and has not
     * ended, the statement waits half a second for its end, and then restores the lock timeout. Claims no row if an
     * answer is kept.
     */
    static final String CLAIM = """
            with configured as materialized (
                select current_setting('lock_timeout') as lock_timeout
            ), limited as materialized (
                select lock_timeout, set_config('lock_timeout', '500ms', true) from configured
            ), claimed as (
                insert into idempotent_answer (scope)
                select $1 from limited
                on conflict (scope) do update
                set created_at = now(), sealed_key_id = null, sealed_answer = null
                where idempotent_answer.created_at <= now() - interval '24 hours'
                returning scope
            )
            select (select count(*) from claimed) = 1, set_config('lock_timeout', lock_timeout, true)
            from limited""";

    static final String KEEP = """
            update idempotent_answer set sealed_key_id = $2, sealed_answer = $3 where scope = $1""";

    /** Leaves out rows that another transaction has locked, so several replicas may purge at once. */
    static final String PURGE = """
            with ended as materialized (
                select scope
                from idempotent_answer
                where created_at <= now() - interval '24 hours'
                order by created_at
                limit $1
                for update skip locked
            )
            delete from idempotent_answer a
            using ended
            where a.scope = ended.scope""";

    private final Database database;

    AnswerRepository(Database database) {
        this.database = database;
    }

    <T> Uni<T> inTransaction(String owner, Function<Transaction, Uni<T>> work) {
        return database.inTransaction(owner, work);
    }

    /** The answer that is kept for the scope. */
    Uni<Optional<Sealed>> find(byte[] scope) {
        return database.execute(FIND, Tuple.of(Buffer.buffer(scope)))
                .map(rows -> Database.first(
                        rows,
                        row -> new Sealed(row.getString(0), row.getBuffer(1).getBytes())));
    }

    /** Claims the scope for the transaction. Fails with {@link ClaimedException} if another transaction came first. */
    Uni<Void> claim(Transaction transaction, byte[] scope) {
        return transaction
                .execute(CLAIM, Tuple.of(Buffer.buffer(scope)))
                .onFailure(SqlState::isLockTimeout)
                .transform(busy -> new ClaimedException(false))
                .invoke(rows -> {
                    if (!rows.iterator().next().getBoolean(0)) {
                        throw new ClaimedException(true);
                    }
                })
                .replaceWithVoid();
    }

    /** Stores the answer in the claimed row. */
    Uni<Void> keep(Transaction transaction, byte[] scope, Sealed answer) {
        return transaction
                .execute(KEEP, Tuple.of(Buffer.buffer(scope), answer.keyId(), Buffer.buffer(answer.value())))
                .replaceWithVoid();
    }

    /**
     * Deletes answers whose time is over. Returns their number, which is less than {@link #BATCH} if no more are left.
     */
    Uni<Integer> purge() {
        return database.executePatiently(PURGE, Tuple.of(BATCH)).map(rows -> rows.rowCount());
    }
}
