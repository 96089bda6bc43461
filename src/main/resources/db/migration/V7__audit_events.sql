-- One row for each change, written in the statement or transaction of the change itself: neither is there without the
-- other. Rows are only added, and deleted when their time is over; the role of the service needs no right to update them.
-- No foreign keys, because an event outlives what it tells of. A value of a key, its hint or its fingerprint is never in
-- a row.
create table audit_event (
    at timestamptz not null default now(),
    id uuid not null default gen_random_uuid(),
    action text not null,
    agent_id uuid,
    api_key_id uuid,
    -- What changed, if it is neither an agent nor a key.
    resource_id text,
    actor text not null,
    actor_mode text not null,
    actor_agent_id uuid,
    actor_api_key_id uuid,
    role text,
    changes json not null,
    request_id text,
    address text,
    constraint audit_event_pkey primary key (at, id)
);

-- One for each question that is asked of the trail, the newest events first.
create index audit_event_of_agent on audit_event (agent_id, at, id) where agent_id is not null;
create index audit_event_of_api_key on audit_event (api_key_id, at, id) where api_key_id is not null;
create index audit_event_by_actor on audit_event (actor, at, id);
create index audit_event_by_action on audit_event (action, at, id);
