// What a pool does about the expected troubles: a script that needs a larger machine, a machine that is
// asked to leave, a database that goes away and comes back.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startPool, type TestPool } from './support/pool.ts';
import { missingPostgres, startPostgres } from './support/postgres.ts';
import { removeDir, temporaryDir } from './support/processes.ts';

let dir: string;
let pool: TestPool | undefined;
beforeEach(async () => {
  dir = await temporaryDir();
});
afterEach(async () => {
  await pool?.close();
  pool = undefined;
  await removeDir(dir);
});

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const report = async (found: { stdout: Buffer }) => JSON.parse(found.stdout.toString());

test('a script that runs out of memory is retried where there is more', async () => {
  pool = await startPool({ workers: 0 });
  await pool.startWorker(0, '300MB');
  await pool.startWorker(1, '1200MB');
  await writeFile(join(dir, 'big.py'), 'a = bytearray(600_000_000)\nprint(len(a), a[7])\n');
  const ended = await pool.cli(['run', 'big.py'], { cwd: dir });
  expect([ended.stderr.toString(), ended.stdout.toString()]).toEqual(['', '600000000 0\n']);
  const [job] = await report(await pool.cli(['jobs', '--json']));
  const { attempts } = await report(await pool.cli(['job', job.id, '--json']));
  const ends = attempts.map((a: { state: string; failure: { kind: string } | null }) => [
    a.state,
    a.failure?.kind,
  ]);
  expect(ends).toEqual([
    ['failed', 'out-of-memory'],
    ['succeeded', undefined],
  ]);
});

test('a script that no machine has the memory for fails and says so', async () => {
  pool = await startPool({ workers: 0 });
  await pool.startWorker(0, '300MB');
  await writeFile(join(dir, 'big.py'), 'a = bytearray(900_000_000)\n');
  const ended = await pool.cli(['run', 'big.py'], { cwd: dir });
  expect(ended.code).toBe(4);
  expect(ended.stderr.toString()).toMatch(/memory/);
});

test('a worker that is asked to stop finishes what it runs, takes nothing new, and leaves', async () => {
  pool = await startPool({ workers: 1 });
  await writeFile(
    join(dir, 'slow.py'),
    'import time\nprint("on", flush=True)\ntime.sleep(1.5)\nprint("off")\n',
  );
  const running = pool.spawn(['run', 'slow.py'], { cwd: dir });
  await running.says(/on/);
  const [worker] = pool.workers;
  worker?.child.kill('SIGTERM');
  await pause(300);
  const later = pool.spawn(['run', 'slow.py'], { cwd: dir });
  expect((await running.ended).stdout.toString()).toBe('on\noff\n');
  expect((await worker?.ended)?.code).toBe(0);
  await pool.startWorker(0);
  expect((await later.ended).stdout.toString()).toBe('on\noff\n');
});

const missing = await missingPostgres();
describe.skipIf(missing)(`on PostgreSQL${missing ? ` (skipped: ${missing})` : ''}`, () => {
  test('the database is killed in the middle of a job and comes back: the job ends right', async () => {
    const postgres = await startPostgres();
    if ('missing' in postgres) throw new Error(postgres.missing);
    try {
      pool = await startPool({ workers: 1, env: { RUNSURGE_DATABASE_URL: postgres.url } });
      await writeFile(
        join(dir, 'steps.py'),
        'import time\nfor i in range(20):\n    print(i, flush=True)\n    time.sleep(0.1)\n',
      );
      const running = pool.spawn(['run', 'steps.py'], { cwd: dir });
      await running.says(/3/);
      await postgres.kill('SIGKILL');
      await pause(1500);
      await postgres.restart();
      const ended = await running.ended;
      expect(ended.stderr.toString()).toBe('');
      expect(ended.stdout.toString()).toBe(Array.from({ length: 20 }, (_, i) => `${i}\n`).join(''));
      expect(ended.code).toBe(0);
      await pool.close();
      pool = undefined;
    } finally {
      await postgres.stop();
    }
  });
});
