-- An agent's row outlives its deletion. Each deletion ends an incarnation, and every key belongs to the incarnation it
-- was created in: deleting is one update of one row, however many keys there are, and a key that is being created at
-- that moment ends up in the incarnation that is over, never in a live one.
create table agent (
    id uuid not null,
    name text not null,
    incarnation integer not null default 1,
    description text not null,
    status text not null,
    status_reason text,
    acp_type text not null,
    acp_url text,
    registration_metadata jsonb,
    agent_input_type text,
    production_deployment_id text,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    registered_at timestamptz,
    constraint agent_pkey primary key (id),
    constraint agent_name_unique unique (name),
    constraint agent_status_known
        check (status in ('Ready', 'Failed', 'Unknown', 'Deleted', 'Unhealthy', 'BuildOnly')),
    constraint agent_acp_type_known check (acp_type in ('sync', 'async', 'agentic')),
    constraint agent_input_type_known check (agent_input_type in ('text', 'json')),
    constraint agent_registration_metadata_size check (octet_length(registration_metadata::text) <= 65536)
);

-- One for each order in which live agents are listed; that by name is served by the unique one, that by id by the key.
create index agent_live_by_creation on agent (created_at, id) where status <> 'Deleted';
create index agent_live_by_update on agent (updated_at, id) where status <> 'Deleted';
create index agent_live_by_registration on agent (registered_at, id) where status <> 'Deleted';

-- No value is stored in the clear. A key that callers present is found by its fingerprint, an HMAC whose pepper is not
-- in this database; a secret the service must read again is sealed, and bound to its row.
create table agent_api_key (
    id uuid not null,
    agent_id uuid not null,
    agent_incarnation integer not null,
    api_key_type text not null,
    name text not null,
    hint text,
    fingerprint bytea,
    fingerprint_key_id text,
    sealed_value bytea,
    sealed_key_id text,
    created_at timestamptz not null default now(),
    constraint agent_api_key_pkey primary key (id),
    constraint agent_api_key_agent_fkey foreign key (agent_id) references agent (id),
    constraint agent_api_key_name_unique unique (agent_id, agent_incarnation, api_key_type, name),
    constraint agent_api_key_type_known check (api_key_type in ('internal', 'external', 'github', 'slack')),
    constraint agent_api_key_fingerprint_if_presentable
        check ((api_key_type in ('internal', 'external')) = (fingerprint is not null)
            and (fingerprint is null) = (fingerprint_key_id is null)),
    constraint agent_api_key_sealed_if_recoverable
        check ((api_key_type in ('internal', 'github', 'slack')) = (sealed_value is not null)
            and (sealed_value is null) = (sealed_key_id is null))
);

create index agent_api_key_fingerprint on agent_api_key (fingerprint);

create index agent_api_key_of_agent_by_age on agent_api_key (agent_id, agent_incarnation, created_at, id);

-- For the job that re-seals what was sealed under a retired key of the ring. External keys, the bulk, are not in it.
create index agent_api_key_by_sealing_key on agent_api_key (sealed_key_id, id) where sealed_key_id is not null;
