// The life of an attempt after it was claimed. Every write names attempt and node and a state it may
// come from; zero rows means that the attempt was given up meanwhile, which is not an error.
import {
  type AttemptId,
  attemptMoves,
  type ExitStatus,
  type FailureKind,
  type JobId,
  type JobState,
  jobMoves,
  type NodeId,
  taskMoves,
  type Usage,
  type UserId,
} from '@runsurge/model';
import { type Database, type Db, jsonText } from '../db.ts';
import type { TaskKind } from '../jobs/read-jobs.ts';
import { withJobsLocked } from '../lock-jobs.ts';
import { from } from '../moves.ts';

export type LiveAttempt = {
  id: AttemptId;
  job_id: JobId;
  task_id: string;
  user_id: UserId;
  kind: TaskKind;
  /** Of its job: whether its driver hands work out. */
  spreads: boolean;
  job_state: JobState;
  node_id: NodeId;
  environment: string;
  cores: number;
  memory_bytes: number;
};

const selectLive = `select a.id, a.job_id, a.task_id, j.user_id, t.kind, j.spreads, j.state as job_state,
       a.node_id, a.environment, a.cores, a.memory_bytes
     from attempts a join jobs j on j.id = a.job_id join tasks t on t.id = a.task_id`;

export async function liveAttempt(
  db: Db,
  id: AttemptId,
  node: NodeId,
): Promise<LiveAttempt | undefined> {
  const rows = await db.query<LiveAttempt>(
    `${selectLive}
     where a.id = $1 and a.node_id = $2 and a.state in ('assigned', 'running')`,
    [id, node],
  );
  return rows[0];
}

export async function liveAttemptsOfNode(db: Db, node: NodeId): Promise<LiveAttempt[]> {
  return db.query<LiveAttempt>(
    `${selectLive}
     where a.node_id = $1 and a.state in ('assigned', 'running')`,
    [node],
  );
}

export async function startAttempt(
  db: Db,
  id: AttemptId,
  node: NodeId,
  sandbox: string,
  now: Date,
): Promise<JobId | undefined> {
  const rows = await db.query<{ job_id: JobId }>(
    `update attempts set state = 'running', sandbox = $3, started_at = $4
     where id = $1 and node_id = $2 and state in (${from(attemptMoves, 'running')}) returning job_id`,
    [id, node, sandbox, now],
  );
  return rows[0]?.job_id;
}

export type Outcome = {
  readonly exit: ExitStatus;
  readonly usage: Usage;
  readonly journalBytes: number;
  readonly outputs: readonly {
    readonly path: string;
    readonly kind: 'file' | 'directory';
    readonly blobId: string | null;
    readonly sizeBytes: number;
    readonly mode: number;
  }[];
  readonly skipped: readonly { readonly path: string; readonly why: string }[];
};

/** attempt, task and job end together with the outputs, or not at all. Returns the job, or nothing if the race was lost. */
export async function completeAttempt(
  db: Database,
  id: AttemptId,
  node: NodeId,
  outcome: Outcome,
  now: Date,
): Promise<JobId | undefined> {
  return withJobsLocked(db, 'attempts', [id], (tx) => complete(tx, id, node, outcome, now));
}

async function complete(
  tx: Db,
  id: AttemptId,
  node: NodeId,
  outcome: Outcome,
  now: Date,
): Promise<JobId | undefined> {
  const [row] = await tx.query<{ job_id: JobId }>(
    `with a as (
       update attempts set state = 'succeeded', lease = 'released', usage = $3, journal_bytes = $4, ended_at = $5
       where id = $1 and node_id = $2 and state in (${from(attemptMoves, 'succeeded')})
       returning task_id, job_id),
     t as (update tasks set state = 'succeeded' where id in (select task_id from a)
           and state in (${from(taskMoves, 'succeeded')})),
     o as (insert into outputs (job_id, path, kind, blob_id, size_bytes, mode)
           select a.job_id, u.* from a, unnest($8::text[], $9::text[], $10::text[], $11::bigint[], $12::int[]) u)
     update jobs set state = 'completed', exit_status = $6, skipped_outputs = $7::jsonb, ended_at = $5
     where id in (select job_id from a) and state in (${from(jobMoves, 'completed')})
     returning id as job_id`,
    [
      id,
      node,
      outcome.usage,
      outcome.journalBytes,
      now,
      outcome.exit,
      jsonText(outcome.skipped),
      outcome.outputs.map((o) => o.path),
      outcome.outputs.map((o) => o.kind),
      outcome.outputs.map((o) => o.blobId),
      outcome.outputs.map((o) => o.sizeBytes),
      outcome.outputs.map((o) => o.mode),
    ],
  );
  return row?.job_id;
}

/** Whether an earlier attempt of this job's script ended this way. */
export async function hasFailedWith(db: Db, job: JobId, kind: FailureKind): Promise<boolean> {
  const rows = await db.query(
    `select 1 from attempts a join tasks t on t.id = a.task_id
     where a.job_id = $1 and t.kind = 'driver' and a.failure ->> 'kind' = $2 limit 1`,
    [job, kind],
  );
  return rows.length > 0;
}
