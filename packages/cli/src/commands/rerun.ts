// `runsurge rerun ID`: prints the id of the new job.
import { withPool } from '../connection.ts';

export async function rerun(id: string, options: { pool?: string }): Promise<void> {
  const job = await withPool(options.pool, (client) => client.rerunJob(id));
  process.stdout.write(`${job.id}\n`);
}
