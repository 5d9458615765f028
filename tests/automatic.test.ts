// Automatic mode: the programs of tests/automatic/programs spread over executors, always, must give
// the same bytes as plain CPython. Under the driver alone all of them; through pools of 1, 2 and 4
// workers a part, or all with RUNSURGE_AUTOMATIC=all.
import { execFile } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { difference, differences } from './support/compare.ts';
import { startPool, type TestPool } from './support/pool.ts';
import { removeDir, root, temporaryDir } from './support/processes.ts';

const folder = join(root, 'tests/automatic/programs');
const all = process.env.RUNSURGE_AUTOMATIC === 'all';
const atOnceUnderDriver = 12;

type Answer = { name: string; same: boolean; spread: number; why: string };

async function programsOf(name: string): Promise<string[]> {
  const found = (await readdir(join(folder, name))).filter((one) => one.endsWith('.py')).sort();
  return found.map((one) => join(folder, name, one));
}

/** check.py writes a line for each program, and ends with 1 if any differs. */
async function underDriver(programs: readonly string[]): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (let at = 0; at < programs.length; at += atOnceUnderDriver) {
    const some = programs.slice(at, at + atOnceUnderDriver);
    const { stdout } = await promisify(execFile)('python3', [
      join(root, 'tests/automatic/check.py'),
      ...some,
    ]).catch((failed: { stdout?: string; stderr?: string }) => {
      if (!failed.stdout) throw failed;
      return { stdout: failed.stdout };
    });
    answers.push(
      ...stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Answer),
    );
  }
  return answers;
}

const wrongOf = (answers: readonly Answer[]) =>
  answers.filter((one) => !one.same).map((one) => `${one.name}: ${one.why}`);

describe('under the driver alone', () => {
  test('independent programs are the same, and nearly all of them spread', async () => {
    const answers = await underDriver(await programsOf('parallel'));
    expect(wrongOf(answers)).toEqual([]);
    const inOrder = answers.filter((one) => one.spread === 0).map((one) => one.name);
    // Those that use pools of their own are run as they are.
    expect(inOrder.filter((name) => !/^(futures|mp_pool)_/.test(name)).length).toBeLessThan(4);
  }, 300_000);

  test('programs that must stay in order are the same', async () => {
    expect(wrongOf(await underDriver(await programsOf('ordered')))).toEqual([]);
  }, 300_000);

  test('programs that were once wrong are the same', async () => {
    expect(wrongOf(await underDriver(await programsOf('found')))).toEqual([]);
  }, 300_000);

  test('numeric kernels are the same', async () => {
    const answers = await underDriver(await programsOf('kernels'));
    expect(wrongOf(answers)).toEqual([]);
    expect(answers.filter((one) => one.spread > 0).length).toBeGreaterThan(10);
  }, 120_000);
});

describe.each([1, 2, 4])('in a pool of %i workers', (workers) => {
  let pool: TestPool;
  let base: string;
  beforeAll(async () => {
    pool = await startPool({ workers });
    base = await temporaryDir();
  });
  afterAll(async () => {
    await pool?.close();
    await removeDir(base);
  });

  test('programs are the same', async () => {
    const programs = [...(await programsOf('parallel')), ...(await programsOf('ordered'))];
    const some = all ? programs : programs.filter((_, i) => i % 12 === workers);
    const args = ['--parallel', 'always'];
    expect(await differences(some, 2, (one) => difference(pool, base, one, args))).toEqual([]);
  }, 900_000);
});
