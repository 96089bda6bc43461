package dev.agentkeys.keystore;

/**
 * The statements of a replica of the last version without expiry, rotation and revocation of keys. The newest migration
 * of that version is the fourth.
 */
final class OldStatements {

    static final String CREATE = """
            with owner as (
                select id, incarnation, status = 'Deleted' as deleted from agent
                where id = $1 and ($10::integer is null or incarnation = $10)
            )
            , created as (
                insert into agent_api_key (id, agent_id, agent_incarnation, api_key_type, name, hint,
                                           fingerprint, fingerprint_key_id, sealed_value, sealed_key_id)
                select $2, owner.id, owner.incarnation, $3, $4, $5, $6, $7, $8, $9
                from owner
                where not owner.deleted
                on conflict (agent_id, agent_incarnation, api_key_type, name) do nothing
                returning created_at
            )
            select owner.deleted, owner.id, created.created_at
            from owner
            left join created on true""";

    static final String CREATE_FOR_GITHUB =
            CREATE.replace("on conflict (agent_id, agent_incarnation, api_key_type, name)", "on conflict");

    static final String LIST = """
            with owner as (
                select id, incarnation, status = 'Deleted' as deleted from agent
                where id = $1 and ($5::integer is null or incarnation = $5)
            )
            select owner.deleted, k.id, k.agent_id, k.created_at, k.name, k.api_key_type, k.hint
            from owner
            left join lateral (
                select id, agent_id, created_at, name, api_key_type, hint
                from agent_api_key
                where agent_id = owner.id and agent_incarnation = owner.incarnation
                  and ($4::uuid[] is null or id = any($4))
                order by created_at, id
                limit $2 offset $3) k on not owner.deleted
            order by k.created_at, k.id""";

    static final String BY_ID = """
            select k.id, k.agent_id, k.created_at, k.name, k.api_key_type, k.hint
            from agent_api_key k
            join agent a on a.id = k.agent_id and a.incarnation = k.agent_incarnation
            where k.id = $1""";

    static final String DELETE_BY_ID = """
            delete from agent_api_key k
            using agent a
            where k.id = $1 and a.id = k.agent_id and a.incarnation = k.agent_incarnation
              and ($2::uuid is null or a.id = $2)
              and ($3::integer is null or a.incarnation = $3)
            returning k.id, k.agent_id, k.created_at, k.name, k.api_key_type, k.hint""";

    static final String FIND = """
            select k.id, k.name, k.api_key_type, k.agent_id, a.name, k.created_at, k.fingerprint, k.fingerprint_key_id
            from agent_api_key k
            join agent a on a.id = k.agent_id and a.incarnation = k.agent_incarnation
            where k.fingerprint = any($1)
            order by a.id = $2 desc, a.name = $3 desc, k.created_at, k.id
            limit 1""";

    static final String RENEW = """
            update agent_api_key
            set fingerprint = $3, fingerprint_key_id = $4
            where id = $1 and fingerprint = $2""";

    static final String FIND_OR_ISSUE = """
            with owner as (
                select id, incarnation from agent where id = $1 and status <> 'Deleted'
            ), existing as (
                select k.id, k.sealed_key_id, k.sealed_value
                from owner
                join agent_api_key k on k.agent_id = owner.id
                                    and k.agent_incarnation = owner.incarnation
                                    and k.api_key_type = 'internal'
                order by k.created_at desc, k.id desc
                limit 1
            )
            , issued as (
                insert into agent_api_key (id, agent_id, agent_incarnation, api_key_type, name, hint,
                                           fingerprint, fingerprint_key_id, sealed_value, sealed_key_id)
                select $2, id, incarnation, 'internal', $3, $4, $5, $6, $7, $8
                from owner
                where not exists (select from existing)
                on conflict (agent_id, agent_incarnation, api_key_type, name) do update set name = excluded.name
                returning id, sealed_key_id, sealed_value
            )
            select id, sealed_key_id, sealed_value from existing
            union all
            select id, sealed_key_id, sealed_value from issued""";

    static final String GITHUB_KEYS = """
            select a.id, a.name, a.acp_url, k.id, k.name, k.created_at, k.sealed_value, k.sealed_key_id
            from agent a
            left join lateral (
                select found.id, found.name, found.created_at, found.sealed_value, found.sealed_key_id
                from unnest($2::text[]) with ordinality as wanted (name, place)
                cross join lateral (
                    select id, name, created_at, sealed_value, sealed_key_id, same_github_name
                    from agent_api_key
                    where agent_id = a.id and agent_incarnation = a.incarnation and api_key_type = 'github'
                      and lower(name collate "C") = wanted.name
                    order by same_github_name
                    limit 4) found
                order by wanted.place, found.name <> all($3), found.same_github_name) k on true
            where a.name = $1 and a.status <> 'Deleted' and a.acp_url is not null""";

    private OldStatements() {}
}
