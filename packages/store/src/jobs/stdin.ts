// How much of a job's standard input has arrived, and whether that is all.
import type { JobId } from '@runsurge/model';
import type { Db } from '../db.ts';

export async function recordStdin(
  db: Db,
  job: JobId,
  bytes: number,
  ended: boolean,
): Promise<void> {
  await db.query(
    'update jobs set stdin_bytes = greatest(stdin_bytes, $2), stdin_ended = stdin_ended or $3 where id = $1',
    [job, bytes, ended],
  );
}
