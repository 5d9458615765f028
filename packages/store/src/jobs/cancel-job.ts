// The consumer gives a job up: it, its task and its live attempts end as cancelled in one step.
// Returns the attempts that still run somewhere, so that their nodes can be told.
import {
  type AttemptId,
  attemptMoves,
  type JobId,
  jobMoves,
  type NodeId,
  taskMoves,
  type UserId,
} from '@runsurge/model';
import type { Database, Db } from '../db.ts';
import { lockJobs } from '../lock-jobs.ts';
import { from } from '../moves.ts';

export type StoppedAttempt = { id: AttemptId; node_id: NodeId };

type Cancelled = { readonly cancelled: boolean; readonly stopped: StoppedAttempt[] };

export async function cancelJob(
  db: Database,
  owner: UserId,
  id: JobId,
  now: Date,
): Promise<Cancelled> {
  return db.transaction(async (tx) => {
    await lockJobs(tx, 'jobs', [id]);
    return cancel(tx, owner, id, now);
  });
}

async function cancel(tx: Db, owner: UserId, id: JobId, now: Date): Promise<Cancelled> {
  const rows = await tx.query<{ id: AttemptId | null; node_id: NodeId | null }>(
    `with job as (
       update jobs set state = 'cancelled', ended_at = $3
       where id = $1 and user_id = $2 and state in (${from(jobMoves, 'cancelled')}) returning id),
     task as (
       update tasks set state = 'cancelled', wait_reason = null
       where job_id in (select id from job) and state in (${from(taskMoves, 'cancelled')})),
     stopped as (
       update attempts set state = 'cancelled', lease = 'released', ended_at = $3
       where job_id in (select id from job) and state in (${from(attemptMoves, 'cancelled')})
       returning id, node_id)
     select s.id, s.node_id from job left join stopped s on true`,
    [id, owner, now],
  );
  return {
    cancelled: rows.length > 0,
    stopped: rows.flatMap((row) =>
      row.id !== null && row.node_id !== null ? [{ id: row.id, node_id: row.node_id }] : [],
    ),
  };
}
