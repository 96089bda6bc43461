-- What a presented value is, if it is not the current value of an active key of the expected agent: an outgoing value, or a
-- value of a revoked key. A function, because the server prepares every part of a statement whenever it runs it, and this
-- part is needed for few values: within the statement that finds good keys, it would cost as much as finding them.
-- A change of this look-up is a function of another name, so that older replicas keep theirs.
create function find_outgoing_or_revoked_key(fingerprints bytea[], expected_id uuid, expected_name text)
returns table (
    id uuid,
    name text,
    api_key_type text,
    agent_id uuid,
    agent_incarnation integer,
    created_at timestamptz,
    fingerprint bytea,
    fingerprint_key_id text,
    expires_at timestamptz,
    rotated_at timestamptz,
    outgoing boolean,
    agent_name text,
    status text,
    meant boolean)
language plpgsql stable rows 1
as $$
#variable_conflict use_column
begin
    return query
    select k.id, k.name, k.api_key_type, k.agent_id, k.agent_incarnation, k.created_at, k.fingerprint,
           k.fingerprint_key_id, k.expires_at, k.rotated_at, k.outgoing, a.name, k.status,
           (expected_id is null or a.id = expected_id) and (expected_name is null or a.name = expected_name)
    from (
        select k.id, k.name, k.api_key_type, k.agent_id, k.agent_incarnation, k.created_at,
               k.previous_fingerprint as fingerprint, k.previous_fingerprint_key_id as fingerprint_key_id,
               k.expires_at, k.rotated_at, true as outgoing,
               case when not k.enabled then 'disabled' when k.expires_at <= now() then 'expired' else 'active' end
                   as status
        from agent_api_key k
        -- Written so that the index by the end of overlaps does not serve it: that one has all keys that are in one.
        where k.previous_fingerprint = any(fingerprints) and (k.previous_expires_at > now()) is true
        union all
        select k.id, k.name, k.api_key_type, k.agent_id, k.agent_incarnation, k.created_at, k.fingerprint,
               k.fingerprint_key_id, k.expires_at, k.rotated_at, false, 'revoked'
        from revoked_agent_api_key k
        where k.fingerprint = any(fingerprints) or k.previous_fingerprint = any(fingerprints)) k
    join agent a on a.id = k.agent_id and a.incarnation = k.agent_incarnation;
end
$$;
