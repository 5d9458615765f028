-- Jobs whose script hands work out: its plan, the executors that help its driver, and what they did.

-- A driver is the script itself; an executor only helps it, and never decides how its job ends.
alter table tasks add column kind text not null default 'driver' check (kind in ('driver', 'executor'));

-- Whether its script runs as a driver.
alter table jobs add column spreads boolean not null default false;

-- Not in `jobs`, whose rows are read all the time.
create table plans (
  job_id uuid primary key references jobs on delete cascade,
  -- As JSON, or a large one as a blob, or why there is none.
  plan jsonb,
  blob_id text,
  size_bytes bigint not null,
  missing text
);

create table stages (
  id uuid primary key,
  job_id uuid not null references jobs on delete cascade,
  region int not null,
  occurrence int not null,
  input_hash text not null,
  -- Its number in the run that opened it last, for the order.
  number int not null,
  label text not null,
  line int not null,
  state text not null check (state in ('open', 'closed')),
  opened_at timestamptz not null,
  closed_at timestamptz
);
-- A driver that starts over finds its stages again by what they are.
create unique index stages_same on stages (job_id, region, occurrence, input_hash);

create table stage_tasks (
  stage_id uuid not null references stages on delete cascade,
  index int not null,
  state text not null check (state in ('queued', 'running', 'succeeded', 'failed', 'cancelled')),
  items int not null,
  -- The last one that had it.
  node_id uuid references nodes,
  -- Executors that had it, without copies of slow ones.
  attempts int not null,
  ms int,
  -- How often the result was given to a driver that started over.
  replays int not null,
  -- SHA-256 of what it got: its own bytes and what it shares with its stage.
  payload_hash bytea not null,
  common_hash bytea,
  result bytea,
  result_blob text,
  result_bytes bigint,
  primary key (stage_id, index)
);

-- What drivers decided at run time; a driver that says one again says it with the same number.
create table decisions (
  attempt_id uuid not null references attempts on delete cascade,
  number int not null,
  decision jsonb not null,
  primary key (attempt_id, number)
);
