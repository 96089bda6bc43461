-- The keys of the ring that this database was used with. A replica whose ring has another secret under such an id, or
-- lacks one that live keys depend on, refuses to start. The check value is derived from the secret under a label of its
-- own: it is good for nothing but this comparison.
create table key_ring_key (
    id text not null,
    check_value bytea,
    lost_since timestamptz,
    fingerprinted_keys bigint,
    sealed_secrets bigint,
    counted_at timestamptz,
    first_seen_at timestamptz not null default now(),
    constraint key_ring_key_pkey primary key (id)
);

-- One pass over all keys, which may take longer than a role allows its statements.
set local statement_timeout = 0;

-- The first start with a ring that has these ids adds their check values.
insert into key_ring_key (id)
select distinct used.id
from agent_api_key k
cross join lateral (values (k.fingerprint_key_id), (k.sealed_key_id)) as used (id)
where used.id is not null;
