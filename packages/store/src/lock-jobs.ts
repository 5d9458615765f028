// One move of a job at a time. Whoever moves a job, its task or its attempt locks the job's row first
// and looks at the rest in a later statement. In a single statement, on PostgreSQL, a cancel does not
// see the attempt that a claim is inserting at that moment, and the two wait for each other's rows.
import type { Database, Db } from './db.ts';

const jobsOf = {
  jobs: 'select unnest($1::uuid[])',
  tasks: 'select job_id from tasks where id = any($1)',
  attempts: 'select job_id from attempts where id = any($1)',
};

export async function lockJobs(
  tx: Db,
  of: keyof typeof jobsOf,
  ids: readonly string[],
): Promise<void> {
  await tx.query(`select from jobs where id in (${jobsOf[of]}) order by id for no key update`, [
    ids,
  ]);
}

/**
 * A move that is a single statement. In the embedded database, where statements of one connection
 * follow each other, it needs neither lock nor transaction, which are three round trips more.
 */
export function withJobsLocked<T>(
  db: Database,
  of: keyof typeof jobsOf,
  ids: readonly string[],
  move: (tx: Db) => Promise<T>,
): Promise<T> {
  if (db.kind === 'embedded') return move(db);
  return db.transaction(async (tx) => {
    await lockJobs(tx, of, ids);
    return move(tx);
  });
}
