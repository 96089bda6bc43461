-- The answers to requests with an Idempotency-Key, for 24 hours: the same request again gets the same answer. A scope is a
-- digest of the caller, the operation and the key. What is sealed opens for that scope only, and holds the digest of the
-- request's body, so nothing here helps to guess a body or a secret. A row without an answer is one of a transaction that
-- is under way, and no other transaction sees it.
--
-- A replica of an older version knows none of this: it does the same request a second time.
create table idempotent_answer (
    scope bytea not null,
    sealed_key_id text,
    sealed_answer bytea,
    created_at timestamptz not null default now(),
    constraint idempotent_answer_pkey primary key (scope),
    constraint idempotent_answer_sealed check ((sealed_key_id is null) = (sealed_answer is null))
);

-- What is sealed cannot be compressed.
alter table idempotent_answer alter column sealed_answer set storage external;

-- For the job that purges.
create index idempotent_answer_by_age on idempotent_answer (created_at);
