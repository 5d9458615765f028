// Placements become attempts: task queued -> running, job -> running, a lease held from now on.
// A task that somebody else took or cancelled meanwhile is left out; losing that race is no error.
import {
  type AttemptId,
  type JobId,
  jobMoves,
  type NodeId,
  type TaskId,
  taskMoves,
} from '@runsurge/model';
import type { Database, Db } from '../db.ts';
import type { JobSpec } from '../jobs/job-row.ts';
import { withJobsLocked } from '../lock-jobs.ts';
import { from } from '../moves.ts';

export type Claim = {
  readonly attemptId: AttemptId;
  readonly taskId: TaskId;
  readonly nodeId: NodeId;
  readonly environment: string;
  readonly cores: number;
  readonly memoryBytes: number;
};

export type Claimed = {
  id: AttemptId;
  task_id: TaskId;
  job_id: JobId;
  node_id: NodeId;
  /** Of the attempts of its task; the first is 1. */
  number: number;
  /** What to run; never changes, so reading it here saves asking for the job. */
  spec: JobSpec;
  spreads: boolean;
};

export async function claimTasks(
  db: Database,
  claims: readonly Claim[],
  now: Date,
  leaseUntil: Date,
): Promise<Claimed[]> {
  if (claims.length === 0) return [];
  const tasks = claims.map((claim) => claim.taskId);
  return withJobsLocked(db, 'tasks', tasks, (tx) => take(tx, claims, now, leaseUntil));
}

async function take(
  tx: Db,
  claims: readonly Claim[],
  now: Date,
  leaseUntil: Date,
): Promise<Claimed[]> {
  return tx.query<Claimed>(
    `with claim as (
       select * from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::int[], $6::bigint[])
         as c (attempt_id, task_id, node_id, environment, cores, memory_bytes)),
     taken as (
       update tasks t set state = 'running', wait_reason = null from claim
       where t.id = claim.task_id and t.state in (${from(taskMoves, 'running')})
       returning t.id, t.job_id),
     started as (
       update jobs set state = 'running', started_at = coalesce(started_at, $7)
       where id in (select job_id from taken) and state in (${from(jobMoves, 'running')})),
     attempt as (
       insert into attempts (id, task_id, job_id, node_id, number, state, lease, lease_until,
                             environment, cores, memory_bytes, assigned_at)
       select c.attempt_id, t.id, t.job_id, c.node_id,
              1 + (select count(*) from attempts a where a.task_id = t.id),
              'assigned', 'held', $8, c.environment, c.cores, c.memory_bytes, $7
       from claim c join taken t on t.id = c.task_id
       returning id, task_id, job_id, node_id, number)
     select a.*, j.spec, j.spreads from attempt a join jobs j on j.id = a.job_id`,
    [
      claims.map((c) => c.attemptId),
      claims.map((c) => c.taskId),
      claims.map((c) => c.nodeId),
      claims.map((c) => c.environment),
      claims.map((c) => c.cores),
      claims.map((c) => c.memoryBytes),
      now,
      leaseUntil,
    ],
  );
}
