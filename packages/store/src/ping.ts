// Whether the database answers.
import type { Db } from './db.ts';

export async function pingDatabase(db: Db): Promise<void> {
  await db.query('select 1');
}
