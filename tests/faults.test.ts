// kill -9 at random moments - of workers, of the master, of what runs in the sandbox - while a script
// runs. Whatever dies: the job ends as if nothing had happened, with one result, and nothing is left.
// RUNSURGE_FAULTS=20 kills each kind twenty times; the default is a slice that CI has time for.
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startPool, type TestPool } from './support/pool.ts';
import { removeDir, temporaryDir, tracesAfter } from './support/processes.ts';

const times = Number(process.env.RUNSURGE_FAULTS ?? 4);
const steps = 25;
const script = `
import time
for step in range(${steps}):
    print("step", step, flush=True)
    time.sleep(0.06)
open("result.txt", "w").write("done")
`;
const expected = `${Array.from({ length: steps }, (_, i) => `step ${i}`).join('\n')}\n`;
const longestMs = 2_500;

let pool: TestPool;
let dir: string;
const everyPid = new Set<number>();
const remember = () => {
  for (const { child } of pool.workers) if (child.pid) everyPid.add(child.pid);
};

beforeAll(async () => {
  pool = await startPool({ workers: 2 });
  dir = await temporaryDir();
  await writeFile(join(dir, 'steps.py'), script);
  remember();
});
afterAll(async () => {
  await pool?.close();
  expect(await tracesAfter([...everyPid])).toEqual([]);
  await removeDir(dir);
});

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function killWorker(): Promise<void> {
  const index = Math.random() < 0.5 ? 0 : 1;
  const worker = pool.workers[index];
  worker?.child.kill('SIGKILL');
  await worker?.ended;
  await pool.startWorker(index);
  remember();
}

async function killMaster(): Promise<void> {
  pool.master.child.kill('SIGKILL');
  await pool.master.ended;
  await pause(Math.random() * 500);
  await pool.startMaster();
}

/** Any process of a sandbox of ours: the script, the agent, what holds its namespaces. */
async function killSandboxed(): Promise<void> {
  const owners = pool.workers.map(({ child }) => child.pid);
  const victims: number[] = [];
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const groups = await readFile(`/proc/${pid}/cgroup`, 'utf8').catch(() => '');
    if (owners.some((owner) => groups.includes(`/runsurge/${owner}-`))) victims.push(Number(pid));
  }
  const victim = victims[Math.floor(Math.random() * victims.length)];
  if (victim === undefined) return;
  try {
    process.kill(victim, 'SIGKILL');
  } catch {
    // It ended by itself in this moment.
  }
}

test.each([
  ['a worker', killWorker],
  ['the master', killMaster],
  ['the sandboxed Python', killSandboxed],
])(
  'a job survives kill -9 of %s',
  async (_what, kill) => {
    for (let i = 0; i < times; i++) {
      const job = pool.spawn(['run', 'steps.py', '--report', 'report.json'], { cwd: dir });
      await pause(Math.random() * longestMs);
      await kill();
      const ended = await job.ended;
      expect([ended.stderr.toString(), ended.code, ended.stdout.toString()]).toEqual([
        '',
        0,
        expected,
      ]);
      expect(await readFile(join(dir, 'result.txt'), 'utf8')).toBe('done');
      const report = JSON.parse(await readFile(join(dir, 'report.json'), 'utf8'));
      const succeeded = report.attempts.filter(
        (a: { state: string; kind: string }) => a.state === 'succeeded' && a.kind === 'driver',
      );
      expect(succeeded).toHaveLength(1);
    }
  },
  times * 60_000,
);
