// `runsurge logs ID`: what a job printed, each stream where it belongs.
import { withPool } from '../connection.ts';

export async function logs(
  id: string,
  options: { pool?: string; follow?: boolean },
): Promise<void> {
  await withPool(options.pool, async (client) => {
    if (options.follow) {
      for await (const { stream, bytes } of client.followLog(id)) {
        (stream === 'stdout' ? process.stdout : process.stderr).write(bytes);
      }
      return;
    }
    for await (const bytes of client.readLog(id, { stream: 'stdout' })) process.stdout.write(bytes);
    for await (const bytes of client.readLog(id, { stream: 'stderr' })) process.stderr.write(bytes);
  });
}
