package dev.agentkeys.keystore;

import dev.agentkeys.database.Database;
import dev.agentkeys.keymaterial.Binding;
import dev.agentkeys.keymaterial.KeyType;
import dev.agentkeys.keymaterial.Sealed;
import dev.agentkeys.keymaterial.SealedSecret;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;

/** Reads the agents that receive webhooks, and the sealed secrets with which the sources sign. */
@Singleton
public class SigningKeyRepository {

    private static final String CALLABLE = """
            where a.name = $1 and a.status <> 'Deleted' and a.acp_url is not null""";

    static final String AGENT = """
            select a.id, a.name, a.acp_url
            from agent a
            """ + CALLABLE;

    private static final String KEY_COLUMNS = """
            select a.id, a.name, a.acp_url, k.id, k.name, k.created_at, k.expires_at, k.rotated_at,
                   k.sealed_value, k.sealed_key_id, k.previous_sealed_value, k.previous_sealed_key_id,
                   k.previous_expires_at > now() as in_overlap
            from agent a
            """;

    /** One statement reads agent and keys, so that they belong to the same incarnation. Only active keys count. */
    static final String SIGNING_KEYS = KEY_COLUMNS + """
            left join agent_api_key k on k.agent_id = a.id
                                     and k.agent_incarnation = a.incarnation
                                     and k.api_key_type = $2
                                     and k.name = any($3)
                                     and IS_ACTIVE
            """.replace("IS_ACTIVE", KeyStatus.IS_ACTIVE) + CALLABLE;

    /**
     * Does the same for GitHub, whose names ignore case. The keys come in the order of the wanted names. Older versions
     * allowed several keys whose names differ in case only. Of these, the key with the exact spelling comes first. The
     * statement looks up each name in the index, because an agent may have many keys.
     */
    static final String GITHUB_KEYS = KEY_COLUMNS + """
            left join lateral (
                select found.*
                from unnest($2::text[]) with ordinality as wanted (name, place)
                cross join lateral (
                    select id, name, created_at, expires_at, rotated_at, sealed_value, sealed_key_id,
                           previous_sealed_value, previous_sealed_key_id, previous_expires_at, same_github_name
                    from agent_api_key k
                    where agent_id = a.id and agent_incarnation = a.incarnation and api_key_type = 'github'
                      and lower(name collate "C") = wanted.name and IS_ACTIVE
                    order by same_github_name
                    limit 4) found
                order by wanted.place, found.name <> all($3), found.same_github_name) k on true
            """.replace("IS_ACTIVE", KeyStatus.IS_ACTIVE) + CALLABLE;

    /** A key with which a source signs, and one of its sealed values: the current or the outgoing one. */
    public record SigningKey(FoundKey key, SealedSecret secret) {}

    /** The agent that a webhook calls, and those of its keys with which the source may sign. */
    public record WebhookAgent(CalledAgent agent, List<SigningKey> keys) {}

    private final Database database;

    SigningKeyRepository(Database database) {
        this.database = database;
    }

    /** The agent of that name, if it can be called. */
    public Uni<Optional<CalledAgent>> findAgent(String name) {
        return database.execute(AGENT, Tuple.of(name))
                .map(rows -> Database.first(rows, SigningKeyRepository::calledAgent));
    }

    /**
     * The agent of that name, if it can be called, and its active keys of that type that have one of the names. A key
     * that is in an overlap comes twice, because its source may sign with either value.
     */
    public Uni<Optional<WebhookAgent>> find(String agentName, KeyType type, List<String> names) {
        var written = names.toArray(String[]::new);
        var rows = type == KeyType.GITHUB
                ? database.execute(GITHUB_KEYS, Tuple.of(agentName, withoutCase(names), written))
                : database.execute(SIGNING_KEYS, Tuple.of(agentName, type.wireName(), written));
        return rows.map(found -> Database.first(
                found,
                head -> new WebhookAgent(
                        calledAgent(head),
                        head.getUUID(3) == null
                                ? List.of()
                                : Database.list(found, row -> signingKeys(row, type)).stream()
                                        .flatMap(List::stream)
                                        .toList())));
    }

    /** Lower case as in the index, which changes ASCII letters only, so that the database's locale does not matter. */
    private static String[] withoutCase(List<String> names) {
        return names.stream()
                .map(name -> name.chars()
                        .map(c -> c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c)
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        .toString())
                .toArray(String[]::new);
    }

    private static CalledAgent calledAgent(Row row) {
        return new CalledAgent(row.getUUID(0), row.getString(1), row.getString(2), Optional.empty());
    }

    private static List<SigningKey> signingKeys(Row row, KeyType type) {
        var current = signingKey(row, type, false);
        return Boolean.TRUE.equals(row.getBoolean(12))
                ? List.of(current, signingKey(row, type, true))
                : List.of(current);
    }

    private static SigningKey signingKey(Row row, KeyType type, boolean outgoing) {
        var key = new FoundKey(
                row.getUUID(3),
                row.getString(4),
                type,
                row.getUUID(0),
                row.getString(1),
                row.getOffsetDateTime(5).toInstant(),
                Optional.empty(),
                KeyStatus.ACTIVE,
                Optional.ofNullable(row.getOffsetDateTime(6)).map(OffsetDateTime::toInstant),
                Optional.ofNullable(row.getOffsetDateTime(7)).map(OffsetDateTime::toInstant),
                outgoing);
        int sealed = outgoing ? 10 : 8;
        return new SigningKey(
                key,
                new SealedSecret(
                        new Binding.OfKey(key.id(), key.agentId(), type),
                        new Sealed(
                                row.getString(sealed + 1), row.getBuffer(sealed).getBytes())));
    }
}
