package dev.agentkeys.keystore;

import dev.agentkeys.audit.Actor;
import dev.agentkeys.audit.AuditAction;
import dev.agentkeys.audit.AuditTrail;
import dev.agentkeys.audit.Changes;
import dev.agentkeys.database.Database;
import dev.agentkeys.database.SqlState;
import dev.agentkeys.database.Statements;
import dev.agentkeys.database.Transaction;
import dev.agentkeys.keymaterial.Binding;
import dev.agentkeys.keymaterial.Fingerprint;
import dev.agentkeys.keymaterial.KeyType;
import dev.agentkeys.keymaterial.Sealed;
import dev.agentkeys.keymaterial.SealedSecret;
import dev.agentkeys.problem.ProblemException;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/** Changes, rotates and revokes keys. A key keeps its id, its agent and its type. */
@Singleton
public class KeyLifeRepository {

    private static final String NAME_CONSTRAINT = "agent_api_key_name_unique";
    private static final String GITHUB_NAME_CONSTRAINT = "agent_api_key_github_name";

    /**
     * The key must belong to an incarnation that lives. If the caller is an agent, the key must be the caller's own.
     */
    private static final String IS_MEANT = """
            k.id = $1 and a.id = k.agent_id and a.incarnation = k.agent_incarnation
              and ($2::uuid is null or a.id = $2)
              and ($3::integer is null or a.incarnation = $3)""";

    static final String FIND = withNames("""
            select OF_KEY
            from agent_api_key k
            cross join agent a
            where IS_MEANT""");

    /** Locks the key, so that other changes wait. Also tells what is wrong with the time at which it is to expire. */
    static final String LOCK = withNames("""
            select OF_KEY, k.enabled, FAULT
            from agent_api_key k
            cross join agent a
            where IS_MEANT
            for no key update of k""".replace("FAULT", Expiry.fault(4, 5)));

    /**
     * Older versions allowed GitHub names that differ in case only, and a number tells their keys apart. A renamed key
     * gets the number 0, so that no other key may have the new name.
     */
    static final String CHANGE = withNames("""
            with changed as (
                update agent_api_key k
                set name = $2, enabled = $3, self_rotation = $4, metadata = $5::text::json,
                    same_github_name = case when lower(k.name collate "C") = lower($2 collate "C")
                                            then k.same_github_name else 0 end,
                    expires_at = case when $6 then given.expires_at else k.expires_at end,
                    previous_expires_at = case when $6 and k.previous_expires_at > given.expires_at
                                               then given.expires_at else k.previous_expires_at end
                from (select EXPIRES_AT as expires_at) given
                where k.id = $1
                returning OF_KEY
            )EVENTS
            select SELECTED from changed s""".replace("EXPIRES_AT", Expiry.expiresAt(7))
            .replace("EVENTS", KeyRepository.events(AuditAction.KEY_CHANGED, "changed", 8)));

    /**
     * Gives a key a new value, unless it was rotated since it was read. So one of two concurrent requests wins. The
     * present value becomes the outgoing one, and an older outgoing value ends.
     */
    static final String ROTATE =
            withNames("""
            with rotated as (
                update agent_api_key k
                set hint = $7, fingerprint = $8, fingerprint_key_id = $9, sealed_value = $10, sealed_key_id = $11,
                    rotated_at = greatest(now(), k.rotated_at + interval '1 microsecond'),
                    previous_fingerprint = case when $6 > 0 then k.fingerprint end,
                    previous_fingerprint_key_id = case when $6 > 0 then k.fingerprint_key_id end,
                    previous_sealed_value = case when $6 > 0 then k.sealed_value end,
                    previous_sealed_key_id = case when $6 > 0 then k.sealed_key_id end,
                    previous_expires_at = case when $6 > 0
                                               then least(now() + make_interval(secs => $6), k.expires_at) end
                from agent a
                where IS_MEANT
                  and k.rotated_at is not distinct from $4
                  and (k.expires_at is null or k.expires_at > now())
                  and (not $5 or k.enabled and k.self_rotation)
                returning OF_KEY
            )EVENTS
            select SELECTED from rotated s""".replace("EVENTS", KeyRepository.events(AuditAction.KEY_ROTATED, "rotated", 11)));

    /**
     * Moves the key to the table of revoked keys. Drops its sealed values, and an outgoing value whose overlap is over.
     */
    static final String REVOKE =
            withNames("""
            with ended as (
                delete from agent_api_key k
                using agent a
                where IS_MEANT
                returning k.id, k.agent_id, k.agent_incarnation, k.api_key_type, k.name, k.hint, k.fingerprint,
                          k.fingerprint_key_id,
                          case when k.previous_expires_at > now() then k.previous_fingerprint end as outgoing,
                          case when k.previous_expires_at > now() then k.previous_fingerprint_key_id end
                              as outgoing_key_id,
                          k.created_at, k.self_rotation, k.expires_at, k.metadata, k.last_used_at, k.rotated_at
            ), revoked as (
                insert into revoked_agent_api_key as k (
                    id, agent_id, agent_incarnation, api_key_type, name, hint, fingerprint, fingerprint_key_id,
                    previous_fingerprint, previous_fingerprint_key_id, created_at, self_rotation, expires_at, metadata,
                    last_used_at, rotated_at, reason, comment)
                select id, agent_id, agent_incarnation, api_key_type, name, hint, fingerprint, fingerprint_key_id,
                       outgoing, outgoing_key_id, created_at, self_rotation, expires_at, metadata,
                       last_used_at, rotated_at, $4, $5
                from ended
                returning OF_REVOKED_KEY
            )EVENTS
            select SELECTED from revoked s""".replace("EVENTS", KeyRepository.events(AuditAction.KEY_REVOKED, "revoked", 5)));

    static final String HAS_FINGERPRINT =
            "select exists (select from agent_api_key where id = $1 and fingerprint = any($2))";

    static final String SEALED_VALUE = """
            select agent_id, api_key_type, sealed_key_id, sealed_value
            from agent_api_key
            where id = $1 and sealed_value is not null""";

    /**
     * The key that a request means.
     *
     * @param agentId the agent that it must belong to; empty for any
     * @param incarnation the incarnation that it must belong to; empty for the one that lives
     */
    public record Target(UUID id, Optional<UUID> agentId, Optional<Integer> incarnation) {

        private Tuple parameters() {
            return Tuple.of(id, agentId.orElse(null), incarnation.orElse(null));
        }
    }

    /** A key that a transaction has locked. */
    public record Locked(StoredKey key, boolean enabled) {}

    /**
     * The new properties of a key.
     *
     * @param expiry when it is to expire; empty to leave that as it is
     * @param metadata a JSON object, in its compact form
     * @param selfRotation whether the holder of the key may rotate it
     */
    public record KeyChange(
            String name, boolean enabled, Optional<Expiry> expiry, Optional<String> metadata, boolean selfRotation) {}

    private final Database database;

    KeyLifeRepository(Database database) {
        this.database = database;
    }

    /** Runs work on one key in a transaction. */
    public <T> Uni<T> inTransaction(UUID id, Function<Transaction, Uni<T>> work) {
        return database.inTransaction(id.toString(), work);
    }

    /** The key; empty if there is none, or it is revoked. */
    public Uni<Optional<StoredKey>> find(Target target) {
        return database.execute(FIND, target.parameters()).map(KeyLifeRepository::key);
    }

    /**
     * Locks the key until the transaction ends; empty if there is none, or it is revoked.
     *
     * @throws ExpiryException if the key may not expire at that time
     */
    public Uni<Optional<Locked>> lock(Transaction transaction, Target target, Optional<Expiry> expiry) {
        var parameters = expiry.orElse(Expiry.NEVER).addPointTo(target.parameters());
        return transaction
                .execute(LOCK, parameters)
                .map(rows -> Database.first(rows, row -> {
                    Expiry.requireNoFault(row.getString(StoredKeyRow.WIDTH + 1));
                    return new Locked(StoredKeyRow.toKey(row, 0), row.getBoolean(StoredKeyRow.WIDTH));
                }));
    }

    /**
     * Changes a key that the transaction has locked.
     *
     * @throws ProblemException if its agent has another key of that type and name
     */
    public Uni<StoredKey> change(
            Transaction transaction, StoredKey key, KeyChange change, Actor actor, Changes changes) {
        var parameters = Tuple.of(key.id(), change.name(), change.enabled(), change.selfRotation())
                .addString(change.metadata().orElse(null))
                .addBoolean(change.expiry().isPresent());
        return transaction
                .execute(
                        CHANGE,
                        AuditTrail.parameters(
                                change.expiry().orElse(Expiry.NEVER).addTimeTo(parameters), actor, changes))
                .map(rows -> StoredKeyRow.toKey(rows.iterator().next(), 0))
                .onFailure(KeyLifeRepository::isNameTaken)
                .transform(taken -> KeyCreation.nameTaken(key.apiKeyType(), change.name(), key.agentId()));
    }

    /**
     * Gives the key the new value; empty if the key has changed since it was read, or has expired.
     *
     * @param rotatedAt when the key that was read got its value; null if it has its first value
     * @param overlap for how many seconds the old value stays good
     * @param byHolder whether the holder rotates the key: it must then be active, and its owner must allow that
     */
    public Uni<Optional<StoredKey>> rotate(
            Statements statements,
            Target target,
            Instant rotatedAt,
            long overlap,
            boolean byHolder,
            NewKey value,
            Actor actor) {
        var parameters = target.parameters()
                .addOffsetDateTime(rotatedAt == null ? null : rotatedAt.atOffset(ZoneOffset.UTC))
                .addBoolean(byHolder)
                .addDouble((double) overlap)
                .addString(value.hint().orElse(null));
        return statements
                .execute(
                        ROTATE,
                        AuditTrail.parameters(
                                value.addStoredTo(parameters),
                                actor,
                                new Changes().hidden("api_key").to("overlap", overlap)))
                .map(KeyLifeRepository::key);
    }

    /** Revokes the key, and frees its name; empty if there is none, or it is revoked. */
    public Uni<Optional<StoredKey>> revoke(
            Statements statements, Target target, RevocationReason reason, Optional<String> comment, Actor actor) {
        var changes = new Changes().to("reason", reason.wireName());
        comment.ifPresent(text -> changes.hidden("comment"));
        return statements
                .execute(
                        REVOKE,
                        AuditTrail.parameters(
                                target.parameters().addString(reason.wireName()).addString(comment.orElse(null)),
                                actor,
                                changes))
                .map(KeyLifeRepository::key);
    }

    /** Runs each statement about the key without a transaction around it. */
    public Statements statementsFor(UUID id) {
        return database.statementsFor(id.toString());
    }

    /** Whether the key has one of the fingerprints. */
    public Uni<Boolean> hasFingerprint(UUID id, List<Fingerprint> candidates) {
        var values = candidates.stream()
                .map(fingerprint -> Buffer.buffer(fingerprint.value()))
                .toArray(Buffer[]::new);
        return database.execute(HAS_FINGERPRINT, Tuple.of(id).addValue(values))
                .map(rows -> rows.iterator().next().getBoolean(0));
    }

    /** The sealed value of the key; empty if there is no such key. */
    public Uni<Optional<SealedSecret>> sealedValue(UUID id) {
        return database.execute(SEALED_VALUE, Tuple.of(id))
                .map(rows -> Database.first(
                        rows,
                        row -> new SealedSecret(
                                new Binding.OfKey(id, row.getUUID(0), KeyType.ofWireName(row.getString(1))),
                                new Sealed(row.getString(2), row.getBuffer(3).getBytes()))));
    }

    private static Optional<StoredKey> key(RowSet<Row> rows) {
        return Database.first(rows, row -> StoredKeyRow.toKey(row, 0));
    }

    private static boolean isNameTaken(Throwable failure) {
        return SqlState.isUniqueViolation(failure, NAME_CONSTRAINT)
                || SqlState.isUniqueViolation(failure, GITHUB_NAME_CONSTRAINT);
    }

    private static String withNames(String statement) {
        return StoredKeyRow.withColumns(statement.replace("IS_MEANT", IS_MEANT));
    }
}
