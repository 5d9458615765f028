// The job that an idempotency key has made already. Index jobs_idempotency.
import type { UserId } from '@runsurge/model';
import type { Db } from '../db.ts';
import type { JobRow } from './job-row.ts';

export async function findJobByKey(
  db: Db,
  owner: UserId,
  idempotencyKey: string,
): Promise<JobRow | undefined> {
  const rows = await db.query<JobRow>(
    'select * from jobs where user_id = $1 and idempotency_key = $2',
    [owner, idempotencyKey],
  );
  return rows[0];
}
