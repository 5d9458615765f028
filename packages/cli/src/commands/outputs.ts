// `runsurge outputs ID`: lists the files a job wrote, or fetches them all.
import type { Output } from '@runsurge/protocol/rest';
import { withPool } from '../connection.ts';
import { saveOutputs } from '../save-outputs.ts';
import { table } from '../table.ts';
import { showBytes } from '../values.ts';

type Options = { pool?: string; to?: string; json?: boolean };

export async function outputs(id: string, options: Options): Promise<void> {
  await withPool(options.pool, async (client) => {
    if (options.to !== undefined) {
      const { files, problems } = await saveOutputs(client, id, options.to);
      process.stdout.write(`${files} file(s) in ${options.to}\n`);
      for (const problem of problems) process.stderr.write(`runsurge: ${problem}\n`);
      if (problems.length > 0) process.exitCode = 4;
      return;
    }
    const found: Output[] = [];
    for await (const output of client.outputs(id)) found.push(output);
    if (options.json) {
      process.stdout.write(`${JSON.stringify(found, null, 2)}\n`);
      return;
    }
    const rows = found.map((output) => [
      output.kind === 'directory' ? '-' : showBytes(output.sizeBytes),
      output.kind === 'directory' ? `${output.path}/` : output.path,
    ]);
    process.stdout.write(
      rows.length === 0 ? 'It wrote no files.\n' : table(['SIZE', 'PATH'], rows),
    );
  });
}
