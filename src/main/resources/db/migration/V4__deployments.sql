-- The deployments of an agent, such as previews of it. At most one serves production: the one that the agent's row names.
-- An id is its platform's, so two agents may use the same one. A deployment belongs to an incarnation of its agent, as
-- keys do: deleting the agent ends it too. A replica of an older version knows none of this: while it runs beside a newer
-- one, a preview that registers with it takes over production, as it did before.
create table deployment (
    agent_id uuid not null,
    agent_incarnation integer not null,
    id text not null,
    docker_image text not null,
    registration_metadata jsonb,
    status text not null,
    acp_url text,
    sgp_deploy_id text,
    helm_release_name text,
    created_at timestamptz not null default now(),
    promoted_at timestamptz,
    expires_at timestamptz,
    constraint deployment_pkey primary key (agent_id, agent_incarnation, id),
    constraint deployment_agent_fkey foreign key (agent_id) references agent (id),
    constraint deployment_status_known check (status in ('Pending', 'Ready', 'Failed')),
    constraint deployment_registration_metadata_size check (octet_length(registration_metadata::text) <= 1048576)
);

create index deployment_of_agent_by_age on deployment (agent_id, agent_incarnation, created_at, id)
    where expires_at is null;

-- The card of an agent is large. Rows that are there meet the old limit, so they meet this one.
alter table agent
    drop constraint agent_registration_metadata_size,
    add constraint agent_registration_metadata_size
        check (octet_length(registration_metadata::text) <= 1048576) not valid;
