// `runsurge cancel ID`.
import { withPool } from '../connection.ts';
import { stateOf } from '../job-words.ts';

export async function cancel(id: string, options: { pool?: string }): Promise<void> {
  const job = await withPool(options.pool, (client) => client.cancelJob(id));
  process.stdout.write(`${job.id} is ${stateOf(job)}\n`);
}
