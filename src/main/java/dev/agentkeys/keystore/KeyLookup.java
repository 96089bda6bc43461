package dev.agentkeys.keystore;

import dev.agentkeys.database.Database;
import dev.agentkeys.database.SharedStatement;
import dev.agentkeys.keymaterial.Fingerprint;
import dev.agentkeys.keymaterial.KeyType;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/** Finds keys by their fingerprints. One statement answers each look-up, and may answer several at once. */
@Singleton
public class KeyLookup {

    /** A live agent that has the key, and the id of its key. */
    public record Owner(UUID id, String name, int incarnation, UUID keyId) {}

    /** The question for a key. Id and name of the expected agent are null if any agent is accepted. */
    private record ByKey(List<Fingerprint> candidates, UUID agentId, String agentName) {}

    private record ByCall(String agentName, List<Fingerprint> candidates) {}

    private final Database database;
    private final Function<ByKey, Uni<Optional<FoundKey>>> find;
    private final Function<List<Fingerprint>, Uni<List<Owner>>> findOwners;
    private final Function<ByCall, Uni<Optional<CalledAgent>>> findCalled;

    KeyLookup(Database database) {
        this.database = database;
        this.find = database.batched("key", new FindKey());
        this.findOwners = database.batched("owner", new FindOwners());
        this.findCalled = database.batched("call", new FindCalled());
    }

    /**
     * The key that has one of the fingerprints; its status may be any. If several agents have such a key, the key of
     * the agent with that id or name is found.
     */
    public Uni<Optional<FoundKey>> find(
            List<Fingerprint> candidates, Optional<UUID> agentId, Optional<String> agentName) {
        return find.apply(new ByKey(candidates, agentId.orElse(null), agentName.orElse(null)));
    }

    private static final class FindKey implements SharedStatement<ByKey, Optional<FoundKey>> {

        @Override
        public String single(ByKey key) {
            return KeyLookupStatements.FIND;
        }

        @Override
        public Tuple parameters(ByKey key) {
            return Tuple.tuple()
                    .addValue(values(key.candidates()))
                    .addUUID(key.agentId())
                    .addString(key.agentName());
        }

        @Override
        public String batch() {
            return KeyLookupStatements.FIND_BATCH;
        }

        @Override
        public Tuple batchParameters(List<ByKey> keys) {
            return positions(keys, ByKey::candidates)
                    .addArrayOfUUID(keys.stream().map(ByKey::agentId).toArray(UUID[]::new))
                    .addArrayOfString(keys.stream().map(ByKey::agentName).toArray(String[]::new));
        }

        @Override
        public Optional<FoundKey> answer(List<Row> rows) {
            return rows.stream().findFirst().map(KeyLookup::foundKey);
        }
    }

    /** The keys with one of the fingerprints that are not revoked, active ones first; at most two. */
    public Uni<List<FoundKey>> findHeld(List<Fingerprint> candidates) {
        return database.execute(KeyLookupStatements.FIND_HELD, Tuple.tuple().addValue(values(candidates)))
                .map(rows -> Database.list(rows, KeyLookup::foundKey));
    }

    /** The agents that have an active key with one of the fingerprints; at most two. */
    public Uni<List<Owner>> findOwners(List<Fingerprint> candidates) {
        return findOwners.apply(candidates);
    }

    private static final class FindOwners implements SharedStatement<List<Fingerprint>, List<Owner>> {

        @Override
        public String single(List<Fingerprint> candidates) {
            return KeyLookupStatements.FIND_OWNERS;
        }

        @Override
        public Tuple parameters(List<Fingerprint> candidates) {
            return Tuple.tuple().addValue(values(candidates));
        }

        @Override
        public String batch() {
            return KeyLookupStatements.FIND_OWNERS_BATCH;
        }

        @Override
        public Tuple batchParameters(List<List<Fingerprint>> lookups) {
            return positions(lookups, candidates -> candidates);
        }

        @Override
        public List<Owner> answer(List<Row> rows) {
            return rows.stream()
                    .map(row -> new Owner(row.getUUID(0), row.getString(1), row.getInteger(2), row.getUUID(3)))
                    .toList();
        }
    }

    /** The agent of that name, if it may be called, and its active key with one of the fingerprints. */
    public Uni<Optional<CalledAgent>> findCalled(String agentName, List<Fingerprint> candidates) {
        return findCalled.apply(new ByCall(agentName, candidates));
    }

    private static final class FindCalled implements SharedStatement<ByCall, Optional<CalledAgent>> {

        @Override
        public String single(ByCall call) {
            return KeyLookupStatements.FIND_CALLED;
        }

        @Override
        public Tuple parameters(ByCall call) {
            return Tuple.tuple().addValue(values(call.candidates())).addString(call.agentName());
        }

        @Override
        public String batch() {
            return KeyLookupStatements.FIND_CALLED_BATCH;
        }

        @Override
        public Tuple batchParameters(List<ByCall> calls) {
            return positions(calls, ByCall::candidates)
                    .addArrayOfString(calls.stream().map(ByCall::agentName).toArray(String[]::new));
        }

        @Override
        public Optional<CalledAgent> answer(List<Row> rows) {
            return rows.stream().findFirst().map(KeyLookup::calledAgent);
        }
    }

    /** Replaces the fingerprint that found the key with one under the current pepper. */
    public Uni<Void> renew(FoundKey key, Fingerprint current) {
        var retired = key.fingerprint().orElseThrow();
        var parameters = Tuple.tuple()
                .addUUID(key.id())
                .addValue(Buffer.buffer(retired.value()))
                .addValue(Buffer.buffer(current.value()))
                .addString(current.keyId());
        var statement = key.outgoing() ? KeyLookupStatements.RENEW_OUTGOING : KeyLookupStatements.RENEW;
        return database.execute(statement, parameters).replaceWithVoid();
    }

    private static Buffer[] values(List<Fingerprint> fingerprints) {
        return fingerprints.stream()
                .map(fingerprint -> Buffer.buffer(fingerprint.value()))
                .toArray(Buffer[]::new);
    }

    /**
     * The fingerprints of all look-ups, one after the other, and the positions at which each look-up begins and ends.
     */
    private static <Q> Tuple positions(List<Q> lookups, Function<Q, List<Fingerprint>> candidatesOf) {
        var all = new ArrayList<Fingerprint>();
        var first = new Integer[lookups.size()];
        var last = new Integer[lookups.size()];
        for (int i = 0; i < first.length; i++) {
            first[i] = all.size() + 1;
            all.addAll(candidatesOf.apply(lookups.get(i)));
            last[i] = all.size();
        }
        return Tuple.tuple().addValue(values(all)).addArrayOfInteger(first).addArrayOfInteger(last);
    }

    private static CalledAgent calledAgent(Row row) {
        var key = row.getUUID(0) == null ? Optional.<FoundKey>empty() : Optional.of(foundKey(row));
        return new CalledAgent(row.getUUID(3), row.getString(11), row.getString(13), key);
    }

    private static FoundKey foundKey(Row row) {
        return new FoundKey(
                row.getUUID(0),
                row.getString(1),
                KeyType.ofWireName(row.getString(2)),
                row.getUUID(3),
                row.getString(11),
                row.getOffsetDateTime(5).toInstant(),
                Optional.of(new Fingerprint(row.getString(7), row.getBuffer(6).getBytes())),
                KeyStatus.ofWireName(row.getString(12)),
                Optional.ofNullable(row.getOffsetDateTime(8)).map(OffsetDateTime::toInstant),
                Optional.ofNullable(row.getOffsetDateTime(9)).map(OffsetDateTime::toInstant),
                row.getBoolean(10));
    }
}
