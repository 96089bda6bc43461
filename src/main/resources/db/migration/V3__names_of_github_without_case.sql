-- To GitHub, Org/Repo and org/repo are the same repository, so an event finds the key of either name, and an agent has
-- one key for both. Those that older versions let in beside another stay and are found too: each is told from the others
-- by its number. What is created from now on has number 0, also by an older version that does not know the column.
alter table agent_api_key add column same_github_name integer not null default 0;

update agent_api_key k
set same_github_name = older.keys
from (
    select id,
           row_number() over (
               partition by agent_id, agent_incarnation, lower(name collate "C") order by created_at, id) - 1 as keys
    from agent_api_key
    where api_key_type = 'github'
) older
where k.id = older.id and older.keys > 0;

-- Of these keys only: no other takes longer to create. The collation makes case the same on every database.
create unique index agent_api_key_github_name
    on agent_api_key (agent_id, agent_incarnation, lower(name collate "C"), same_github_name)
    where api_key_type = 'github';
