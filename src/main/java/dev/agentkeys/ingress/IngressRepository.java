package dev.agentkeys.ingress;

import dev.agentkeys.database.Database;
import dev.agentkeys.keymaterial.KeyType;
import dev.agentkeys.keymaterial.Sealed;
import dev.agentkeys.verification.CalledAgent;
import dev.agentkeys.verification.VerifiedKey;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.Optional;

/** Reads the agents that webhooks are for, and the sealed secrets their signatures are made with. */
@Singleton
class IngressRepository {

    private static final String CALLABLE = """
            where a.name = $1 and a.status <> 'Deleted' and a.acp_url is not null""";

    static final String AGENT = """
            select a.id, a.name, a.acp_url
            from agent a
            """ + CALLABLE;

    /** One statement, so that agent and key belong together whatever happens meanwhile. */
    static final String SIGNING_KEY = """
            select a.id, a.name, a.acp_url, k.id, k.name, k.created_at, k.sealed_value, k.sealed_key_id
            from agent a
            left join agent_api_key k on k.agent_id = a.id
                                     and k.agent_incarnation = a.incarnation
                                     and k.api_key_type = $2
                                     and k.name = $3
            """ + CALLABLE;

    /** A webhook's key as it is stored, and what is said of it once its signature is good. */
    record SealedSigningKey(VerifiedKey key, Sealed secret) {}

    /** The agent a webhook is for, and the key of its source, if there is one. */
    record WebhookAgent(CalledAgent agent, Optional<SealedSigningKey> key) {}

    private final Database database;

    IngressRepository(Database database) {
        this.database = database;
    }

    Uni<Optional<CalledAgent>> agent(String name) {
        return database.execute(AGENT, Tuple.of(name)).map(rows -> first(rows).map(IngressRepository::toAgent));
    }

    Uni<Optional<WebhookAgent>> signingKey(String agentName, KeyType type, String keyName) {
        return database.execute(SIGNING_KEY, Tuple.of(agentName, type.wireName(), keyName))
                .map(rows -> first(rows).map(row -> new WebhookAgent(toAgent(row), toKey(row, type))));
    }

    private static Optional<Row> first(RowSet<Row> rows) {
        var row = rows.iterator();
        return row.hasNext() ? Optional.of(row.next()) : Optional.empty();
    }

    private static CalledAgent toAgent(Row row) {
        return new CalledAgent(row.getUUID(0), row.getString(1), row.getString(2), Optional.empty());
    }

    private static Optional<SealedSigningKey> toKey(Row row, KeyType type) {
        if (row.getUUID(3) == null) {
            return Optional.empty();
        }
        var key = new VerifiedKey(
                row.getUUID(3),
                row.getString(4),
                type,
                row.getUUID(0),
                row.getString(1),
                row.getOffsetDateTime(5).toInstant());
        return Optional.of(new SealedSigningKey(
                key, new Sealed(row.getString(7), row.getBuffer(6).getBytes())));
    }
}
