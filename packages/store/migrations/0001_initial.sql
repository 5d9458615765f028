-- The first schema. States and their moves are those of packages/model/src/states.ts (a test compares).
-- Only features of PostgreSQL 15.

create table users (
  id uuid primary key,
  email text not null,
  password_hash text not null,
  roles text[] not null,
  created_at timestamptz not null,
  disabled_at timestamptz
);
create unique index users_email on users (lower(email));

create table sessions (
  id uuid primary key,
  user_id uuid not null references users on delete cascade,
  -- SHA-256 of the present refresh token and of the one before it: showing the old one again means theft.
  refresh_hash bytea not null,
  previous_hash bytea,
  user_agent text not null,
  created_at timestamptz not null,
  last_used_at timestamptz not null,
  expires_at timestamptz not null,
  revoked_at timestamptz
);
create index sessions_user on sessions (user_id);
create unique index sessions_refresh on sessions (refresh_hash);
create index sessions_previous on sessions (previous_hash);

create table api_tokens (
  id uuid primary key,
  user_id uuid not null references users on delete cascade,
  name text not null,
  token_hash bytea not null unique,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  last_used_at timestamptz,
  revoked_at timestamptz
);
create index api_tokens_user on api_tokens (user_id);

create table blobs (
  id text primary key check (id ~ '^[0-9a-f]{64}$'),
  state text not null check (state in ('uploading', 'stored', 'discarded')),
  size_bytes bigint not null,
  created_at timestamptz not null
);

-- Who may name a blob: knowing a hash is not owning the bytes.
create table blob_owners (
  blob_id text not null references blobs on delete cascade,
  user_id uuid not null references users on delete cascade,
  primary key (blob_id, user_id)
);

create table uploads (
  id uuid primary key,
  user_id uuid not null references users on delete cascade,
  blob_id text not null,
  size_bytes bigint not null,
  created_at timestamptz not null
);
-- Somebody who starts the same upload again gets the unfinished one back.
create unique index uploads_same on uploads (user_id, blob_id, size_bytes);

create table nodes (
  id uuid primary key,
  user_id uuid not null references users on delete cascade,
  name text not null,
  state text not null check (state in ('offline', 'online', 'draining', 'retired')),
  capabilities jsonb not null,
  created_at timestamptz not null,
  last_seen_at timestamptz
);
create index nodes_user on nodes (user_id);

create table jobs (
  id uuid primary key,
  user_id uuid not null references users on delete cascade,
  kind text not null check (kind in ('single', 'grouped')),
  state text not null check (state in ('submitted', 'analysing', 'queued', 'running', 'aggregating',
                                       'completed', 'rejected', 'failed', 'cancelled')),
  name text not null,
  spec jsonb not null,
  idempotency_key text,
  rerun_of uuid references jobs on delete set null,
  exit_status jsonb,
  failure jsonb,
  skipped_outputs jsonb not null default '[]',
  stdin_bytes bigint not null default 0,
  stdin_ended boolean not null default false,
  created_at timestamptz not null,
  started_at timestamptz,
  ended_at timestamptz
);
create index jobs_user on jobs (user_id, id desc);
create unique index jobs_idempotency on jobs (user_id, idempotency_key);
create index jobs_unadmitted on jobs (id) where state in ('submitted', 'analysing');

create table tasks (
  id uuid primary key,
  job_id uuid not null references jobs on delete cascade,
  user_id uuid not null references users on delete cascade,
  state text not null check (state in ('queued', 'running', 'succeeded', 'failed', 'cancelled')),
  cores int not null,
  -- The least a node must have free for it; grows when it ran out of memory.
  memory_bytes bigint not null,
  -- The limit it asked for; null means the share of the slot.
  memory_limit_bytes bigint,
  python text,
  imports text[] not null,
  -- Attempts that count against the bound on retries.
  failures int not null default 0,
  -- Where it failed for the node's own reasons; tried elsewhere first.
  avoid_nodes uuid[] not null default '{}',
  wait_reason text,
  queued_at timestamptz not null
);
create index tasks_job on tasks (job_id);
create index tasks_queued on tasks (user_id, queued_at, id) where state = 'queued';

create table attempts (
  id uuid primary key,
  task_id uuid not null references tasks on delete cascade,
  job_id uuid not null references jobs on delete cascade,
  node_id uuid not null references nodes,
  number int not null,
  state text not null check (state in ('assigned', 'running', 'succeeded', 'failed', 'lost', 'cancelled')),
  lease text not null check (lease in ('held', 'released', 'expired')),
  lease_until timestamptz not null,
  environment text not null,
  cores int not null,
  memory_bytes bigint not null,
  sandbox text,
  failure jsonb,
  usage jsonb,
  journal_bytes bigint not null default 0,
  assigned_at timestamptz not null,
  started_at timestamptz,
  ended_at timestamptz
);
create index attempts_job on attempts (job_id);
create index attempts_task on attempts (task_id);
create index attempts_node on attempts (node_id, state);
-- At most one live attempt of a task: "exactly one result each" rests on it.
create unique index attempts_live on attempts (task_id) where state in ('assigned', 'running');
create index attempts_leases on attempts (lease_until) where lease = 'held';

create table outputs (
  job_id uuid not null references jobs on delete cascade,
  path text not null,
  kind text not null check (kind in ('file', 'directory')),
  blob_id text,
  size_bytes bigint not null,
  mode int not null,
  primary key (job_id, path)
);
