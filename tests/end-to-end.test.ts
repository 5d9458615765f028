// The three things a newcomer does: run a script with nothing else, take the pieces apart, and find
// out what happened. Real processes, real TLS, real sandboxes.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startPool, type TestPool } from './support/pool.ts';
import {
  removeDir,
  root,
  runsurge,
  runsurgeToEnd,
  start,
  temporaryDir,
  tracesAfter,
} from './support/processes.ts';

let dir: string;
beforeEach(async () => {
  dir = await temporaryDir();
});
afterEach(() => removeDir(dir));

const plain = (args: string[], cwd: string, input = '') =>
  start('python3', args, { home: dir, cwd, input }).ended;

describe('run without a pool', () => {
  test('gives what plain Python gives, output files included, and leaves nothing behind', async () => {
    const [a, b] = [join(dir, 'a'), join(dir, 'b')];
    for (const each of [a, b]) await mkdir(each);
    const script = join(root, 'examples/word_frequencies.py');
    const book = join(root, 'examples/data/book.txt');
    await writeFile(join(a, 'book.txt'), await readFile(book));
    const want = await plain([script], a);
    const running = runsurge(['run', script, '--input', book], { home: dir, cwd: b });
    const got = await running.ended;
    expect(got.stderr.toString()).toBe(want.stderr.toString());
    expect(got.stdout.equals(want.stdout)).toBe(true);
    expect(got.code).toBe(0);
    const csv = 'frequencies.csv';
    expect((await readFile(join(b, csv))).equals(await readFile(join(a, csv)))).toBe(true);
    expect(await tracesAfter([running.child.pid ?? 0])).toEqual([]);
  });

  test('ends as the script ends: status, signal, traceback', async () => {
    await writeFile(join(dir, 'x.py'), 'import sys\nsys.exit(int(sys.argv[1]))\n');
    await writeFile(join(dir, 'k.py'), 'import os, signal\nos.kill(os.getpid(), signal.SIGSEGV)\n');
    await writeFile(join(dir, 't.py'), 'def f():\n    return {}["x"]\n\nf()\n');
    const run = (...args: string[]) => runsurgeToEnd(['run', ...args], { home: dir });
    expect((await run('x.py', '--', '7')).code).toBe(7);
    expect((await run('k.py')).signal).toBe('SIGSEGV');
    const [want, got] = [await plain(['t.py'], dir), await run('t.py')];
    expect(got.stderr.toString()).toBe(want.stderr.toString());
    expect(got.code).toBe(1);
  });

  test('shows output while the script runs, and hands it standard input as it comes', async () => {
    await writeFile(
      join(dir, 'echo.py'),
      'print("ready")\nfor line in iter(input, "end"):\n    print(line.upper())\n',
    );
    const running = runsurge(['run', 'echo.py'], { home: dir, input: 'open' });
    await running.says(/ready/);
    running.child.stdin?.write('first\n');
    await running.says(/FIRST/);
    running.child.stdin?.write('end\n');
    // Standard input stays open: a script that has ended does not wait for it.
    expect((await running.ended).code).toBe(0);
  });

  test('Ctrl-C stops the script and cleans up', async () => {
    await writeFile(join(dir, 's.py'), 'import time\nprint("on")\ntime.sleep(600)\n');
    const running = runsurge(['run', 's.py'], { home: dir });
    await running.says(/on/);
    const asked = Date.now();
    running.child.kill('SIGINT');
    expect((await running.ended).code).toBe(130);
    expect(Date.now() - asked).toBeLessThan(10_000);
    expect(await tracesAfter([running.child.pid ?? 0])).toEqual([]);
  });

  test('two at once in one home do not disturb each other', async () => {
    await writeFile(join(dir, 'p.py'), 'import sys\nprint(sys.argv[1] * 3)\n');
    const both = await Promise.all(
      ['a', 'b'].map((word) => runsurgeToEnd(['run', 'p.py', '--', word], { home: dir })),
    );
    expect(both.map((ended) => ended.stdout.toString())).toEqual(['aaa\n', 'bbb\n']);
  });

  test.each([
    [['run', 'missing.py'], 'missing.py does not exist'],
    [['run', '.'], 'is not a file'],
    [['run', 'x.py', '--input', 'nope.csv'], 'nope.csv does not exist'],
    [['run', 'x.py', '--memory', 'lots'], 'expected a size'],
    [['run', 'x.py', '--parallel', 'maybe'], 'Allowed choices are auto, always, never'],
    [['jobs'], 'which pool?'],
    [['jobs', '--pool', 'ftp://x'], 'is not the URL of a pool'],
    [['frobnicate'], "unknown command 'frobnicate'"],
  ])('says what is wrong with %j and ends with 2', async (args, message) => {
    await writeFile(join(dir, 'x.py'), 'print(1)\n');
    const ended = await runsurgeToEnd(args, { home: dir });
    expect(ended.stderr.toString()).toContain(message);
    expect(ended.code).toBe(2);
    expect(ended.stdout.length).toBe(0);
  });
});

describe('the pieces apart', () => {
  let pool: TestPool;
  beforeAll(async () => {
    pool = await startPool();
  });
  afterAll(async () => {
    const pids = pool?.workers.map(({ child }) => child.pid ?? 0) ?? [];
    await pool?.close();
    expect(await tracesAfter(pids)).toEqual([]);
  });

  const submit = async (source: string, ...more: string[]) => {
    await writeFile(join(dir, 'job.py'), source);
    const ended = await pool.cli(['run', 'job.py', '--detach', ...more], { cwd: dir });
    expect(ended.stderr.toString()).toBe('');
    return ended.stdout.toString().trim();
  };
  const job = async (id: string) =>
    JSON.parse((await pool.cli(['job', id, '--json'])).stdout.toString());
  const until = async (id: string, states: string[]) => {
    for (;;) {
      const now = await job(id);
      if (states.includes(now.state)) return now;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  };

  test('a job can be watched, listed, repeated, and its files fetched', async () => {
    const id = await submit('print("hello")\nopen("made.txt", "w").write("content")\n');
    const log = await pool.cli(['logs', '-f', id]);
    expect(log.stdout.toString()).toBe('hello\n');
    expect((await until(id, ['completed'])).attempts).toHaveLength(1);
    expect((await pool.cli(['jobs'])).stdout.toString()).toContain(id);
    const to = join(dir, 'out');
    await pool.cli(['outputs', id, '--to', to]);
    expect(await readFile(join(to, 'made.txt'), 'utf8')).toBe('content');
    const again = (await pool.cli(['rerun', id])).stdout.toString().trim();
    expect(again).not.toBe(id);
    expect((await until(again, ['completed'])).rerunOf).toBe(id);
    expect((await pool.cli(['nodes'])).stdout.toString()).toContain('online');
  });

  test('what was piped into a job is there at its start, and again when it is repeated', async () => {
    await writeFile(
      join(dir, 'reads.py'),
      'import select, sys\nprint(select.select([0], [], [], 0)[0], sys.stdin.read())\n',
    );
    const first = await pool.cli(['run', 'reads.py'], { cwd: dir, input: 'piped' });
    expect(first.stdout.toString()).toBe('[0] piped\n');
    const [{ id }] = JSON.parse(
      (await pool.cli(['jobs', '--json', '--limit', '1'])).stdout.toString(),
    );
    const again = (await pool.cli(['rerun', id])).stdout.toString().trim();
    expect((await pool.cli(['logs', '-f', again])).stdout.toString()).toBe('[0] piped\n');
  });

  test('a job that is cancelled stops at once', async () => {
    const id = await submit('import time\nprint("on", flush=True)\ntime.sleep(600)\n');
    const log = pool.spawn(['logs', '-f', id]);
    await log.says(/on/);
    const asked = Date.now();
    expect((await pool.cli(['cancel', id])).stdout.toString()).toContain('is cancelled');
    expect((await log.ended).code).toBe(0);
    expect(Date.now() - asked).toBeLessThan(5_000);
  });

  test('a job that needs more than any machine lends says so', async () => {
    const id = await submit('print(1)', '--memory', '900GB');
    const waiting = await until(id, ['queued']);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect((await job(waiting.id)).waitReason).toContain('it needs 900.0 GB');
    await pool.cli(['cancel', id]);
  });

  test('a script that takes too much memory, time or output is ended, and the reason told', async () => {
    const run = async (source: string, ...more: string[]) => {
      await writeFile(join(dir, 'limit.py'), source);
      return pool.cli(['run', 'limit.py', ...more], { cwd: dir });
    };
    const memory = await run('a = bytearray(800_000_000)\nprint(len(a))\n', '--memory', '200MB');
    expect(memory.stderr.toString()).toMatch(/memory/);
    expect(memory.code).toBe(4);
    const time = await run('while True: pass\n', '--timeout', '1');
    expect(time.stderr.toString()).toMatch(/longer than its limit/);
    expect(time.code).toBe(4);
  });

  test('another user does not see jobs, logs, outputs or machines', async () => {
    const id = await submit('print("secret")\n');
    await until(id, ['completed']);
    const other = await pool.newUser('second@example.org');
    for (const args of [
      ['job', id],
      ['logs', id],
      ['outputs', id],
      ['cancel', id],
      ['rerun', id],
    ]) {
      const ended = await pool.cli(args, { home: other });
      expect([args[0], ended.code, ended.stdout.toString()]).toEqual([args[0], 2, '']);
    }
    expect((await pool.cli(['jobs', '--json'], { home: other })).stdout.toString()).toBe('[]\n');
    expect((await pool.cli(['nodes', '--json'], { home: other })).stdout.toString()).toBe('[]\n');
  });
});
