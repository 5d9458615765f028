// `--verify`: runs a script once more in the same pool, spreading nothing, and compares what can be
// observed of the two: output, standard error, status, files.
import { createHash } from 'node:crypto';
import type { Client } from '@runsurge/client';
import type { Job } from '@runsurge/protocol/rest';

type Observed = {
  readonly stdout: string;
  readonly stderr: string;
  readonly exit: string;
  readonly files: string;
};

async function observe(client: Client, job: Job): Promise<Observed> {
  const hashOf = async (stream: 'stdout' | 'stderr') => {
    const hash = createHash('sha256');
    for await (const bytes of client.readLog(job.id, { stream })) hash.update(bytes);
    return hash.digest('hex');
  };
  const files: string[] = [];
  for await (const { path, kind, ...rest } of client.outputs(job.id)) {
    files.push(JSON.stringify([path, kind, rest]));
  }
  return {
    stdout: await hashOf('stdout'),
    stderr: await hashOf('stderr'),
    exit: JSON.stringify([job.state, job.exit]),
    files: files.sort().join('\n'),
  };
}

/** What differs between two jobs: empty when nothing does. */
export async function differences(client: Client, one: Job, other: Job): Promise<string[]> {
  const [a, b] = [await observe(client, one), await observe(client, other)];
  const names = {
    stdout: 'standard output',
    stderr: 'standard error',
    exit: 'the exit status',
    files: 'the files written',
  };
  return (Object.keys(names) as (keyof typeof names)[])
    .filter((key) => a[key] !== b[key])
    .map((key) => names[key]);
}
