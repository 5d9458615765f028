// submitted -> analysing -> queued: the analysis is stored as the task's requirements, and the task
// of the driver joins the queue in the same statement.
import { type JobId, jobMoves, type TaskId, type UserId } from '@runsurge/model';
import type { Db } from '../db.ts';
import { from } from '../moves.ts';
import type { JobRow } from './job-row.ts';

export async function startAnalysis(db: Db, id: JobId): Promise<boolean> {
  const rows = await db.query(
    `update jobs set state = 'analysing' where id = $1 and state in (${from(jobMoves, 'analysing')}) returning id`,
    [id],
  );
  return rows.length > 0;
}

export type NewTask = {
  readonly id: TaskId;
  readonly jobId: JobId;
  readonly userId: UserId;
  readonly cores: number;
  readonly memoryBytes: number;
  readonly memoryLimitBytes: number | null;
  readonly python: string | null;
  readonly imports: readonly string[];
  /** Whether the script runs as a driver, which hands work out. */
  readonly spreads: boolean;
};

export async function queueJob(db: Db, task: NewTask, now: Date): Promise<boolean> {
  const rows = await db.query(
    `with moved as (
       update jobs set state = 'queued', spreads = $10 where id = $2 and state in ('analysing') returning id)
     insert into tasks (id, job_id, user_id, state, cores, memory_bytes, memory_limit_bytes, python, imports, queued_at)
     select $1, id, $3, 'queued', $4, $5, $6, $7, $8, $9 from moved returning id`,
    [
      task.id,
      task.jobId,
      task.userId,
      task.cores,
      task.memoryBytes,
      task.memoryLimitBytes,
      task.python,
      task.imports,
      now,
      task.spreads,
    ],
  );
  return rows.length > 0;
}

/** Jobs whose analysis a dead master did not finish; it is pure, so it is simply done again. */
export async function unadmittedJobs(db: Db): Promise<JobRow[]> {
  return db.query<JobRow>(
    `select * from jobs where state in ('submitted', 'analysing') order by id limit 1000`,
  );
}

/** Of a job that has no task yet; later on it fails with its attempt (queue/give-up.ts). */
export async function failJob(
  db: Db,
  id: JobId,
  failure: { kind: string; message: string },
  now: Date,
): Promise<boolean> {
  const rows = await db.query(
    `update jobs set state = 'failed', failure = $2, ended_at = $3
     where id = $1 and state in ('submitted', 'analysing') returning id`,
    [id, failure, now],
  );
  return rows.length > 0;
}
