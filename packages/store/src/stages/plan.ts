// The plan of a job: what the analyzer found, once, before the job was queued.
import type { BlobId, JobId } from '@runsurge/model';
import type { Db } from '../db.ts';

/** A large plan lies in a blob; a script without one runs from top to bottom. */
export type PlanRow = {
  job_id: JobId;
  plan: unknown;
  blob_id: BlobId | null;
  size_bytes: number;
  missing: string | null;
};

/** May be done again, by a master that takes over a job that was half admitted. */
export async function storePlan(db: Db, row: PlanRow): Promise<void> {
  await db.query(
    `insert into plans (job_id, plan, blob_id, size_bytes, missing) values ($1, $2, $3, $4, $5)
     on conflict (job_id) do update set plan = excluded.plan, blob_id = excluded.blob_id,
       size_bytes = excluded.size_bytes, missing = excluded.missing`,
    [row.job_id, row.plan, row.blob_id, row.size_bytes, row.missing],
  );
}

export async function planOf(db: Db, job: JobId): Promise<PlanRow | undefined> {
  const rows = await db.query<PlanRow>('select * from plans where job_id = $1', [job]);
  return rows[0];
}
