// Every program of tests/corpus, run by plain CPython and through a pool: stdout, stderr, exit status
// and files must be the same bytes.
import { readdir } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { difference, differences } from './support/compare.ts';
import { startPool, type TestPool } from './support/pool.ts';
import { removeDir, root, temporaryDir } from './support/processes.ts';

const corpus = join(root, 'tests/corpus');

/** What cannot be the same, and why; docs/running.md says so too. */
const known: Readonly<Record<string, string>> = {
  'files_deletes_itself.py': 'files of this machine are never deleted',
  'signal_sigusr1_default_kills.py': 'Node cannot end itself by SIGUSR1; the status is 128 + 10',
};

let pool: TestPool;
let base: string;
beforeAll(async () => {
  pool = await startPool({ workers: 2 });
  base = await temporaryDir();
});
afterAll(async () => {
  await pool?.close();
  await removeDir(base);
});

test.each(['plain', 'traceback'])(
  'every program of %s gives the same bytes as plain CPython',
  async (folder) => {
    const names = (await readdir(join(corpus, folder)))
      .filter((name) => name.endsWith('.py') && !Object.hasOwn(known, name))
      .sort();
    expect(names.length).toBeGreaterThan(50);
    const only = process.env.RUNSURGE_CORPUS;
    const programs = names
      .filter((name) => !only || name.includes(only))
      .map((name) => join(corpus, folder, name));
    const atOnce = Math.max(2, availableParallelism());
    expect(await differences(programs, atOnce, (one) => difference(pool, base, one))).toEqual([]);
  },
  600_000,
);
