// Executors: tasks of a job that only help its driver. They never wait in the queue: a task is made
// together with its attempt, when there is room for it. How they end says nothing about the job.
import {
  type AttemptId,
  attemptMoves,
  type Failure,
  type JobId,
  type NodeId,
  type TaskId,
  taskMoves,
  type Usage,
} from '@runsurge/model';
import type { Database, Db } from '../db.ts';
import { lockJobs } from '../lock-jobs.ts';
import { from } from '../moves.ts';
import type { Claim, Claimed } from '../queue/claim.ts';

export type ExecutorClaim = Claim & { readonly jobId: JobId };

export type ClaimedExecutor = Pick<Claimed, 'id' | 'job_id' | 'node_id'>;

/** Leaves out those whose job does not run any more. */
export async function claimExecutors(
  db: Database,
  claims: readonly ExecutorClaim[],
  now: Date,
  leaseUntil: Date,
): Promise<ClaimedExecutor[]> {
  if (claims.length === 0) return [];
  return db.transaction(async (tx) => {
    await lockJobs(
      tx,
      'jobs',
      claims.map((claim) => claim.jobId),
    );
    return take(tx, claims, now, leaseUntil);
  });
}

async function take(
  tx: Db,
  claims: readonly ExecutorClaim[],
  now: Date,
  leaseUntil: Date,
): Promise<ClaimedExecutor[]> {
  return tx.query<ClaimedExecutor>(
    `with claim as (
       select c.*, j.user_id from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::text[], $6::int[], $7::bigint[])
         as c (attempt_id, task_id, job_id, node_id, environment, cores, memory_bytes)
         join jobs j on j.id = c.job_id where j.state = 'running'),
     made as (
       insert into tasks (id, job_id, user_id, kind, state, cores, memory_bytes, imports, queued_at)
       select task_id, job_id, user_id, 'executor', 'running', cores, memory_bytes, '{}', $8 from claim)
     insert into attempts (id, task_id, job_id, node_id, number, state, lease, lease_until, environment,
                           cores, memory_bytes, assigned_at)
     select attempt_id, task_id, job_id, node_id, 1, 'assigned', 'held', $9, environment, cores, memory_bytes, $8
     from claim returning id, job_id, node_id`,
    [
      claims.map((c) => c.attemptId),
      claims.map((c) => c.taskId),
      claims.map((c) => c.jobId),
      claims.map((c) => c.nodeId),
      claims.map((c) => c.environment),
      claims.map((c) => c.cores),
      claims.map((c) => c.memoryBytes),
      now,
      leaseUntil,
    ],
  );
}

export type ExecutorEnd =
  | { readonly state: 'succeeded'; readonly usage: Usage }
  | { readonly state: 'failed' | 'lost'; readonly failure: Failure; readonly usage?: Usage };

/** False when it had ended already. */
export async function endExecutor(
  db: Database,
  id: AttemptId,
  node: NodeId,
  end: ExecutorEnd,
  now: Date,
): Promise<boolean> {
  return db.transaction(async (tx) => {
    await lockJobs(tx, 'attempts', [id]);
    const [row] = await tx.query<{ task_id: TaskId }>(
      `update attempts set state = $3, lease = 'released', failure = $4, usage = $5, ended_at = $6
       where id = $1 and node_id = $2 and state in (${from(attemptMoves, end.state)}) returning task_id`,
      [id, node, end.state, end.state === 'succeeded' ? null : end.failure, end.usage ?? null, now],
    );
    if (!row) return false;
    const to = end.state === 'succeeded' ? 'succeeded' : 'failed';
    await tx.query(
      `update tasks set state = $2 where id = $1 and state in (${from(taskMoves, to)})`,
      [row.task_id, to],
    );
    return true;
  });
}
