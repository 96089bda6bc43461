-- The life of a key: expiry, disabling, rotation with an overlap, revocation, and its last use. Columns only, so that the
-- lock on the table is short; the indexes are in the next migration.
--
-- A replica of an older version that runs beside newer ones knows none of this. It goes on accepting a key that is
-- disabled or has expired, and it refuses the outgoing value of a key that is in an overlap. What is revoked it refuses
-- too, because a revoked key leaves the table.
alter table agent_api_key
    add column enabled boolean not null default true,
    add column self_rotation boolean not null default false,
    add column expires_at timestamptz,
    -- Not jsonb: the text stays as it was sent, and so does its size.
    add column metadata json,
    add column last_used_at timestamptz,
    add column rotated_at timestamptz,
    -- The outgoing value of a key that was rotated. It is good until previous_expires_at.
    add column previous_fingerprint bytea,
    add column previous_fingerprint_key_id text,
    add column previous_sealed_value bytea,
    add column previous_sealed_key_id text,
    add column previous_expires_at timestamptz,
    -- The day on which a replica last logged that the key expires soon.
    add column expiry_warned_on date,
    add constraint agent_api_key_metadata_size check (octet_length(metadata::text) <= 4096) not valid,
    add constraint agent_api_key_previous_value check (
        (previous_expires_at is not null) = (previous_fingerprint is not null or previous_sealed_value is not null)
        and (previous_fingerprint is null) = (previous_fingerprint_key_id is null)
        and (previous_sealed_value is null) = (previous_sealed_key_id is null)) not valid;

-- What is left of revoked keys until it is purged. A table of its own frees the name, keeps these rows out of every
-- look-up of a good key, and hides them from older versions. A value cannot be read from here.
create table revoked_agent_api_key (
    id uuid not null,
    agent_id uuid not null,
    agent_incarnation integer not null,
    api_key_type text not null,
    name text not null,
    hint text,
    fingerprint bytea,
    fingerprint_key_id text,
    previous_fingerprint bytea,
    previous_fingerprint_key_id text,
    created_at timestamptz not null,
    self_rotation boolean not null,
    expires_at timestamptz,
    metadata json,
    last_used_at timestamptz,
    rotated_at timestamptz,
    revoked_at timestamptz not null default now(),
    reason text not null,
    comment text,
    constraint revoked_agent_api_key_pkey primary key (id),
    constraint revoked_agent_api_key_agent_fkey foreign key (agent_id) references agent (id),
    constraint revoked_agent_api_key_type_known check (api_key_type in ('internal', 'external', 'github', 'slack')),
    constraint revoked_agent_api_key_reason_known check (reason in (
        'unspecified', 'key_compromise', 'affiliation_changed', 'superseded', 'cessation_of_operation',
        'privilege_withdrawn'))
);

create index revoked_agent_api_key_fingerprint on revoked_agent_api_key (fingerprint) where fingerprint is not null;
create index revoked_agent_api_key_previous_fingerprint on revoked_agent_api_key (previous_fingerprint)
    where previous_fingerprint is not null;
create index revoked_agent_api_key_of_agent_by_age
    on revoked_agent_api_key (agent_id, agent_incarnation, created_at, id);
create index revoked_agent_api_key_by_revocation on revoked_agent_api_key (revoked_at, id);
