// Empties a database of everything that was ever submitted: jobs with what belongs to them, and the
// records of their bytes. Accounts and nodes stay. For the pool that one `run` makes for itself.
import type { Db } from './db.ts';

export async function forgetSubmissions(db: Db): Promise<void> {
  await db.query(
    'truncate jobs, tasks, attempts, outputs, plans, stages, stage_tasks, decisions, blobs, blob_owners, uploads',
  );
}
