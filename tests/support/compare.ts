// Runs one program by plain CPython and through a pool, in a directory of the same path (tracebacks may
// name it), and compares all that can be observed: stdout, stderr, exit status, files.
import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { expect } from 'vitest';
import type { TestPool } from './pool.ts';
import { root, start } from './processes.ts';

const plain = join(root, 'tests/support/plain.py');
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

/** What differs, or undefined. `base` is a directory of the test's own; `args` go before the name. */
export async function difference(
  pool: TestPool,
  base: string,
  program: string,
  args: readonly string[] = [],
): Promise<string | undefined> {
  const name = basename(program);
  const dir = join(base, name.replace(/\.py$/, ''));
  const fresh = async () => {
    await rm(dir, { recursive: true, force: true });
    await mkdir(dir);
    await cp(program, join(dir, name));
  };
  await fresh();
  const want = await observe(
    dir,
    () => start(python, [plain, python, name], { home: base, cwd: dir, input }).ended,
  );
  await fresh();
  const got = await observe(dir, () => pool.cli(['run', ...args, name], { cwd: dir, input }));
  await rm(dir, { recursive: true, force: true });
  try {
    expect(got).toEqual(want);
    return undefined;
  } catch (thrown) {
    return `${program}: ${thrown instanceof Error ? thrown.message.slice(0, 900) : thrown}`;
  }
}

/** The differences of many programs, some at a time. */
export async function differences(
  programs: readonly string[],
  atOnce: number,
  compare: (program: string) => Promise<string | undefined>,
): Promise<string[]> {
  const open = [...programs];
  const found: string[] = [];
  const one = async () => {
    for (let program = open.shift(); program; program = open.shift()) {
      const text = await compare(program);
      if (text) found.push(text);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, one));
  return found;
}
