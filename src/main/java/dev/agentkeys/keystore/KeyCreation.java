package dev.agentkeys.keystore;

import dev.agentkeys.audit.Actor;
import dev.agentkeys.audit.AuditTrail;
import dev.agentkeys.database.Database;
import dev.agentkeys.database.RequestColumn;
import dev.agentkeys.database.SharedStatement;
import dev.agentkeys.database.Statements;
import dev.agentkeys.keymaterial.KeyType;
import dev.agentkeys.problem.ProblemException;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/**
 * Stores new keys. One statement checks that the agent lives and has no key of that type and name. So one of two equal
 * requests wins, even if another request deletes the agent at the same moment.
 */
@Singleton
public class KeyCreation {

    private record Creation(AgentReference agent, NewKey key, Actor actor) {

        String owner() {
            return agent.owner();
        }
    }

    private final Database database;
    private final Function<Creation, Uni<Optional<Row>>> shared;

    KeyCreation(Database database) {
        this.database = database;
        this.shared = database.batchedFor(Creation::owner, "create", new CreateStatement());
    }

    /**
     * Stores a new key of a live agent. The statement may also store the keys of other requests.
     *
     * @throws ProblemException if there is no such agent, or it has a key of that type and name
     * @throws ExpiryException if the key would expire in the past, or later than it may
     */
    public Uni<StoredKey> create(AgentReference agent, NewKey key, Actor actor) {
        if (key.type() == KeyType.GITHUB) {
            return create(database.statementsFor(agent.owner()), agent, key, actor);
        }
        return shared.apply(new Creation(agent, key, actor))
                .flatMap(row -> row.isPresent() && isUndecided(row.get())
                        ? create(database.statementsFor(agent.owner()), agent, key, actor)
                        : Uni.createFrom().item(() -> created(row, agent, key)));
    }

    /** Stores a new key by its own statement, which may be part of a transaction. */
    public Uni<StoredKey> create(Statements statements, AgentReference agent, NewKey key, Actor actor) {
        var creation = new Creation(agent, key, actor);
        return statements
                .execute(KeyCreationStatements.create(agent, key.type()), parameters(creation))
                .map(rows -> created(Database.first(rows, Function.identity()), agent, key));
    }

    private static final class CreateStatement implements SharedStatement<Creation, Optional<Row>> {

        @Override
        public String single(Creation creation) {
            return KeyCreationStatements.create(creation.agent(), creation.key().type());
        }

        @Override
        public Tuple parameters(Creation creation) {
            return KeyCreation.parameters(creation);
        }

        @Override
        public String batch() {
            return KeyCreationStatements.CREATE_BATCH;
        }

        @Override
        public Tuple batchParameters(List<Creation> creations) {
            return KeyCreation.batchParameters(creations);
        }

        @Override
        public Optional<Row> answer(List<Row> rows) {
            return rows.stream().findFirst();
        }
    }

    private static Tuple parameters(Creation creation) {
        return KeyCreationStatements.CREATE.parameters(creation.agent(), agent -> addTo(agent, creation));
    }

    private static Tuple batchParameters(List<Creation> creations) {
        return RequestColumn.parameters(
                KeyCreationStatements.COLUMNS,
                creations.stream()
                        .map(creation -> addTo(addTo(Tuple.tuple(), creation.agent()), creation))
                        .toList());
    }

    private static Tuple addTo(Tuple parameters, AgentReference agent) {
        return parameters
                .addUUID(agent.id().orElse(null))
                .addString(agent.id().isPresent() ? null : agent.text())
                .addInteger(agent.incarnation().orElse(null));
    }

    private static Tuple addTo(Tuple parameters, Creation creation) {
        var key = creation.key();
        parameters
                .addUUID(key.id())
                .addString(key.type().wireName())
                .addString(key.name())
                .addString(key.hint().orElse(null));
        key.addStoredTo(parameters);
        key.terms().addTo(parameters);
        return AuditTrail.parameters(parameters, creation.actor(), key.changes());
    }

    /** Whether the statement did not decide about the key. Only the statement for several requests does so. */
    private static boolean isUndecided(Row row) {
        return row.getBoolean(0) == null;
    }

    private static StoredKey created(Optional<Row> found, AgentReference agent, NewKey key) {
        var row = found.orElseThrow(agent::unknown);
        if (row.getBoolean(0)) {
            throw agent.deleted();
        }
        var agentId = row.getUUID(1);
        var createdAt = row.getOffsetDateTime(2);
        Expiry.requireNoFault(row.getString(4));
        if (createdAt == null) {
            throw nameTaken(key.type(), key.name(), agentId);
        }
        return new StoredKey(
                key.id(),
                agentId,
                createdAt.toInstant(),
                key.name(),
                key.type(),
                key.hint().orElse(null),
                KeyStatus.ACTIVE,
                Optional.ofNullable(row.getOffsetDateTime(3))
                        .map(OffsetDateTime::toInstant)
                        .orElse(null),
                null,
                null,
                null,
                key.terms().metadata().orElse(null),
                key.terms().selfRotation(),
                null);
    }

    /** The problem that the agent has another key of that type and name. */
    static ProblemException nameTaken(KeyType type, String name, UUID agentId) {
        return ProblemException.conflict(
                "%s agent API key '%s' already exists for agent ID %s.".formatted(type.wireName(), name, agentId));
    }
}
