// What a consumer sees of their jobs. Every query names the owner: a foreign job is not there.
import type { AttemptState, Failure, JobId, JobState, Usage, UserId } from '@runsurge/model';
import type { Db } from '../db.ts';
import type { JobRow, JobWithReason } from './job-row.ts';

const select = `select j.*, t.wait_reason from jobs j
  left join tasks t on t.job_id = j.id and t.state = 'queued' and t.kind = 'driver'`;

export async function getJob(db: Db, owner: UserId, id: JobId): Promise<JobWithReason | undefined> {
  const rows = await db.query<JobWithReason>(`${select} where j.id = $1 and j.user_id = $2`, [
    id,
    owner,
  ]);
  return rows[0];
}

/** For the master itself, which acts for nobody in particular. */
export async function findJobs(db: Db, ids: readonly JobId[]): Promise<JobRow[]> {
  return db.query<JobRow>('select * from jobs where id = any($1)', [ids]);
}

export async function listJobs(
  db: Db,
  owner: UserId,
  filter: { state: JobState | null; text: string | null; after: JobId | null; limit: number },
): Promise<JobWithReason[]> {
  return db.query<JobWithReason>(
    `${select} where j.user_id = $1 and ($2::text is null or j.state = $2)
       and ($3::text is null or position(lower($3) in lower(j.name)) > 0)
       and ($4::uuid is null or j.id < $4)
     order by j.id desc limit $5`,
    [owner, filter.state, filter.text, filter.after, filter.limit],
  );
}

/** A driver is the script itself; an executor helps it. */
export type TaskKind = 'driver' | 'executor';

export type AttemptRow = {
  id: string;
  job_id: JobId;
  kind: TaskKind;
  number: number;
  state: AttemptState;
  node_id: string;
  node_name: string;
  sandbox: string | null;
  environment: string;
  memory_bytes: number;
  journal_bytes: number;
  assigned_at: Date;
  started_at: Date | null;
  ended_at: Date | null;
  failure: Failure | null;
  usage: Usage | null;
};

export async function attemptsOfJob(db: Db, id: JobId): Promise<AttemptRow[]> {
  return db.query<AttemptRow>(
    `select a.id, a.job_id, t.kind, a.number, a.state, a.node_id, n.name as node_name, a.sandbox, a.environment,
       a.memory_bytes, a.journal_bytes, a.assigned_at, a.started_at, a.ended_at, a.failure, a.usage
     from attempts a join nodes n on n.id = a.node_id join tasks t on t.id = a.task_id
     where a.job_id = $1 order by t.kind, a.number, a.id`,
    [id],
  );
}

export type OutputRow = {
  path: string;
  kind: 'file' | 'directory';
  blob_id: string | null;
  size_bytes: number;
  mode: number;
};

export async function listOutputs(
  db: Db,
  job: JobId,
  after: string | null,
  limit: number,
): Promise<OutputRow[]> {
  return db.query<OutputRow>(
    `select path, kind, blob_id, size_bytes, mode from outputs
     where job_id = $1 and ($2::text is null or path collate "C" > $2) order by path collate "C" limit $3`,
    [job, after, limit],
  );
}

export async function findOutput(db: Db, job: JobId, path: string): Promise<OutputRow | undefined> {
  const rows = await db.query<OutputRow>(
    'select path, kind, blob_id, size_bytes, mode from outputs where job_id = $1 and path = $2',
    [job, path],
  );
  return rows[0];
}
