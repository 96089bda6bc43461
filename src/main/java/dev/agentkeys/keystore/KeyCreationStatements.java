package dev.agentkeys.keystore;

import dev.agentkeys.audit.AuditAction;
import dev.agentkeys.audit.AuditTrail;
import dev.agentkeys.database.RequestColumn;
import dev.agentkeys.keymaterial.KeyType;
import java.util.List;
import java.util.stream.Stream;

/** The statements that store new keys, with their events. */
final class KeyCreationStatements {

    private static final int PARAMETERS = 14;

    static final AgentStatement CREATE = create("(agent_id, agent_incarnation, api_key_type, name)");

    /**
     * A key of the type {@code github} is also in a second unique index, because GitHub's repository names ignore case.
     */
    static final AgentStatement CREATE_FOR_GITHUB = create("");

    private KeyCreationStatements() {}

    private static AgentStatement create(String unique) {
        return AgentStatement.of(
                """
            , created as (
                insert into agent_api_key (id, agent_id, agent_incarnation, api_key_type, name, hint,
                                           fingerprint, fingerprint_key_id, sealed_value, sealed_key_id,
                                           expires_at, metadata, self_rotation)
                select $2, owner.id, owner.incarnation, $3, $4, $5, $6, $7, $8, $9, EXPIRES_AT, $13::text::json, $14
                from owner
                where not owner.deleted and FAULT is null
                on conflict UNIQUE_INDEX do nothing
                returning agent_id, id, created_at, expires_at
            )EVENTS
            select owner.deleted, owner.id, created.created_at, created.expires_at, FAULT
            from owner
            left join created on true""".replace("UNIQUE_INDEX", unique)
                        .replace("EXPIRES_AT", Expiry.expiresAt(10))
                        .replace("FAULT", Expiry.fault(10, 12))
                        .replace("EVENTS", KeyRepository.events(AuditAction.KEY_CREATED, "created", PARAMETERS)),
                PARAMETERS + AuditTrail.PARAMETERS);
    }

    /** The form that suits the reference and the type. */
    static String create(AgentReference agent, KeyType type) {
        return (type == KeyType.GITHUB ? CREATE_FOR_GITHUB : CREATE).sql(agent);
    }

    /** The parameters of each request in {@link #CREATE_BATCH}. The first three are its agent. */
    static final List<RequestColumn> COLUMNS = Stream.concat(
                    Stream.of(
                            RequestColumn.uuid("agent_id"),
                            RequestColumn.text("agent_name"),
                            RequestColumn.integer("only_incarnation"),
                            RequestColumn.uuid("key_id"),
                            RequestColumn.text("api_key_type"),
                            RequestColumn.text("name"),
                            RequestColumn.text("hint"),
                            RequestColumn.bytes("fingerprint"),
                            RequestColumn.text("fingerprint_key_id"),
                            RequestColumn.bytes("sealed_value"),
                            RequestColumn.text("sealed_key_id"),
                            RequestColumn.time("expires_at"),
                            RequestColumn.number("expires_after"),
                            RequestColumn.number("expires_within"),
                            RequestColumn.text("metadata"),
                            RequestColumn.bool("self_rotation")),
                    AuditTrail.COLUMNS.stream())
            .toList();

    /**
     * The form for several requests, for keys that are in one unique index. The statement skips an agent that another
     * transaction has locked, and does not decide about its keys, so that the keys of other agents do not wait. The
     * statement fails if it waits too long for a key of the same name that another transaction has inserted. It stores
     * the keys in the order of that index, so that two such statements do not wait for each other.
     */
    static final String CREATE_BATCH = """
            with patience as materialized (
                select set_config('lock_timeout', '100ms', true)
            ), asked as materialized (
                select asked.*
                from patience
                cross join REQUESTS
            ), owner as materialized (
                select id, name, incarnation, status = 'Deleted' as deleted
                from agent
                where id = any($1) or name = any($2)
                for key share skip locked
            ), decided as materialized (
                select asked.*, owner.id as owner_id, owner.incarnation, owner.deleted, FAULT as fault
                from asked
                left join owner on owner.id = asked.agent_id
                                   and (asked.only_incarnation is null or owner.incarnation = asked.only_incarnation)
                                or owner.name = asked.agent_name
            ), created as (
                insert into agent_api_key (id, agent_id, agent_incarnation, api_key_type, name, hint,
                                           fingerprint, fingerprint_key_id, sealed_value, sealed_key_id,
                                           expires_at, metadata, self_rotation)
                select key_id, owner_id, incarnation, api_key_type, name, hint, fingerprint, fingerprint_key_id,
                       sealed_value, sealed_key_id, EXPIRES_AT, metadata::json, self_rotation
                from decided
                where not deleted and fault is null
                order by owner_id, incarnation, api_key_type, name, number
                on conflict (agent_id, agent_incarnation, api_key_type, name) do nothing
                returning agent_id, id, created_at, expires_at
            )EVENTS
            select d.deleted, d.owner_id, c.created_at, c.expires_at, d.fault, d.number::integer
            from decided d
            left join created c on c.id = d.key_id""".replace("REQUESTS", RequestColumn.table(COLUMNS))
            .replace("EXPIRES_AT", Expiry.expiresAt("decided.expires_at", "decided.expires_after"))
            .replace("FAULT", Expiry.fault("asked.expires_at", "asked.expires_within"))
            .replace("EVENTS", AuditTrail.eventsOfRequests(AuditAction.KEY_CREATED, """
                    select c.agent_id, c.id, null::text, EVENT_COLUMNS
                    from created c
                    join decided on decided.key_id = c.id""".replace(
                            "EVENT_COLUMNS", RequestColumn.names(AuditTrail.COLUMNS))));
}
