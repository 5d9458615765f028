// Every program of tests/corpus, run by plain CPython and through a pool: stdout, stderr, exit status
// and files must be the same bytes. Both run in a directory of the same path, so that tracebacks may
// name it.

import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startPool, type TestPool } from './support/pool.ts';
import { removeDir, root, start, temporaryDir } from './support/processes.ts';

const corpus = join(root, 'tests/corpus');
const plain = join(root, 'tests/support/plain.py');

/** What cannot be the same, and why; docs/running.md says so too. */
const known: Readonly<Record<string, string>> = {
  'files_deletes_itself.py': 'files of this machine are never deleted',
  'signal_sigusr1_default_kills.py': 'Node cannot end itself by SIGUSR1; the status is 128 + 10',
};
const input = Array.from({ length: 20 }, (_, i) => `${i + 1}\n`).join('');

/** What a script left in its directory: files with content and executable bit, directories. Links stay in the sandbox. */
async function tree(dir: string): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const entry of await readdir(dir, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    const name = path.slice(dir.length + 1);
    // Names that are no UTF-8 stay in the sandbox; the job says so.
    if (name.includes('__pycache__') || name.includes('\ufffd')) continue;
    if (entry.isFile()) {
      const { mode } = await stat(path);
      const content = mode & 0o400 ? (await readFile(path)).toString('base64') : 'unreadable';
      found[name] = `${(mode & 0o777).toString(8)} ${content}`;
    } else if (entry.isDirectory()) found[name] = 'directory';
  }
  return found;
}

async function observe(
  dir: string,
  run: () => Promise<{
    code: number | null;
    signal: string | null;
    stdout: Buffer;
    stderr: Buffer;
  }>,
) {
  const ended = await run();
  const files = await tree(dir);
  return {
    exit: ended.signal ?? ended.code,
    stdout: ended.stdout.toString('latin1'),
    stderr: ended.stderr.toString('latin1'),
    files,
  };
}

/** A worker of a shared pool prefers the system's Python. */
const python = existsSync('/usr/bin/python3') ? '/usr/bin/python3' : 'python3';

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

async function compare(folder: string, name: string): Promise<string | undefined> {
  const dir = join(base, name.replace(/\.py$/, ''));
  const fresh = async () => {
    await rm(dir, { recursive: true, force: true });
    await mkdir(dir);
    await cp(join(corpus, folder, name), join(dir, name));
  };
  await fresh();
  const want = await observe(
    dir,
    () => start(python, [plain, python, name], { home: base, cwd: dir, input }).ended,
  );
  await fresh();
  const got = await observe(dir, () => pool.cli(['run', name], { cwd: dir, input }));
  await rm(dir, { recursive: true, force: true });
  try {
    expect(got).toEqual(want);
    return undefined;
  } catch (thrown) {
    return `${folder}/${name}: ${thrown instanceof Error ? thrown.message.slice(0, 600) : thrown}`;
  }
}

test.each(['plain', 'traceback'])(
  'every program of %s gives the same bytes as plain CPython',
  async (folder) => {
    const names = (await readdir(join(corpus, folder)))
      .filter((name) => name.endsWith('.py') && !Object.hasOwn(known, name))
      .sort();
    expect(names.length).toBeGreaterThan(50);
    const only = process.env.RUNSURGE_CORPUS;
    const open = names.filter((name) => !only || name.includes(only));
    const differences: string[] = [];
    const one = async () => {
      for (let name = open.shift(); name; name = open.shift()) {
        const difference = await compare(folder, name);
        if (difference) differences.push(difference);
      }
    };
    await Promise.all(Array.from({ length: Math.max(2, availableParallelism()) }, one));
    expect(differences).toEqual([]);
  },
  600_000,
);
