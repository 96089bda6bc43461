-- No key that is created without these properties is in any of these indexes, so creating it costs what it did. Building
-- them lets other requests read keys, and makes those that write keys wait.
set local statement_timeout = 0;

-- Finds the outgoing value of a key that is in an overlap.
create index agent_api_key_previous_fingerprint on agent_api_key (previous_fingerprint)
    where previous_fingerprint is not null;

-- For the job that re-seals, and for the one that removes values whose overlap is over.
create index agent_api_key_by_previous_sealing_key on agent_api_key (previous_sealed_key_id, id)
    where previous_sealed_key_id is not null;
create index agent_api_key_by_end_of_overlap on agent_api_key (previous_expires_at, id)
    where previous_expires_at is not null;

-- For the job that purges, the gauge of expiring keys, and the warnings.
create index agent_api_key_by_expiry on agent_api_key (expires_at, id) where expires_at is not null;

-- For the lists of an agent's keys that expire or are disabled.
create index agent_api_key_of_agent_by_expiry on agent_api_key (agent_id, agent_incarnation, expires_at)
    where expires_at is not null;
create index agent_api_key_of_agent_disabled on agent_api_key (agent_id, agent_incarnation, created_at, id)
    where not enabled;
