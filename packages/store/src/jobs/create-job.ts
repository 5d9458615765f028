// A submission becomes a row. The same idempotency key gives the same job, however often it is sent.
import type { Db } from '../db.ts';
import type { JobRow } from './job-row.ts';

export async function createJob(
  db: Db,
  job: Pick<
    JobRow,
    'id' | 'user_id' | 'kind' | 'name' | 'spec' | 'idempotency_key' | 'rerun_of' | 'created_at'
  >,
): Promise<{ job: JobRow; isNew: boolean }> {
  const inserted = await db.query<JobRow>(
    `insert into jobs (id, user_id, kind, state, name, spec, idempotency_key, rerun_of, created_at, stdin_ended)
     values ($1, $2, $3, 'submitted', $4, $5, $6, $7, $8, $9)
     on conflict (user_id, idempotency_key) do nothing returning *`,
    [
      job.id,
      job.user_id,
      job.kind,
      job.name,
      job.spec,
      job.idempotency_key,
      job.rerun_of,
      job.created_at,
      job.spec.stdin !== 'stream',
    ],
  );
  if (inserted[0]) return { job: inserted[0], isNew: true };
  const [earlier] = await db.query<JobRow>(
    'select * from jobs where user_id = $1 and idempotency_key = $2',
    [job.user_id, job.idempotency_key],
  );
  if (!earlier) throw new Error('a job with this key was there and is gone');
  return { job: earlier, isNew: false };
}
