-- Two roles and a database, for psql as an administrator of the server:
--
--   psql -d postgres -f sql/roles.sql
--
-- The owner migrates. The service reads and writes rows, and does not change tables. Neither role has a password yet.
create role agentkeys_owner login;
create role agentkeys_service login;

-- An administrator who is not a superuser must be a member of the owner to act for it below.
grant agentkeys_owner to current_user;

create database agentkeys owner agentkeys_owner encoding 'UTF8' template template0;
revoke all on database agentkeys from public;
grant connect on database agentkeys to agentkeys_service;

\connect agentkeys

-- PostgreSQL 14 lets every role create tables here.
revoke create on schema public from public;
grant usage, create on schema public to agentkeys_owner;
grant usage on schema public to agentkeys_service;

-- The service may use each table that a migration creates, now or later.
alter default privileges for role agentkeys_owner in schema public
    grant select, insert, update, delete on tables to agentkeys_service;
