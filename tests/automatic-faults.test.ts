// kill -9 of nodes and of the master while a real script is spread over three machines. Whatever dies:
// the same bytes as plain CPython, each once, and a driver that starts over takes what is recorded.
// RUNSURGE_FAULTS=20 does each so often and takes examples/ as well; the default is a slice for CI.
import { readdirSync } from 'node:fs';
import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Client, makeClient } from '@runsurge/client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startPool, type TestPool } from './support/pool.ts';
import { removeDir, root, start, temporaryDir, tracesAfter } from './support/processes.ts';

const times = Number(process.env.RUNSURGE_FAULTS ?? 1);

/** About four seconds each, in which nothing is computed: many may run on one machine. */
const programs = {
  'prints.py': `
import time


def weigh(number):
    time.sleep(0.15)
    return number % 7 / 3


total = 0
for number in range(24):
    weight = weigh(number)
    print(f"{number:>2} weighs {weight}", flush=True)
    total += weight
print("together", total)
`,
  'rounds.py': `
import time

points = [((i * 7919) % 1009 / 10, (i * 104729) % 997 / 10) for i in range(24)]
centres = points[:3]


def nearest(point, centres):
    time.sleep(0.03)
    distances = [(point[0] - x) ** 2 + (point[1] - y) ** 2 for x, y in centres]
    return distances.index(min(distances))


for step in range(6):
    owners = [nearest(point, centres) for point in points]
    print("round", step, owners, flush=True)
    for k in range(3):
        mine = [p for p, owner in zip(points, owners) if owner == k] or [centres[k]]
        centres[k] = (sum(x for x, _ in mine) / len(mine), sum(y for _, y in mine) / len(mine))
print(centres)
`,
  'mapped.py': `
import time


def slow_square(number):
    time.sleep(0.15)
    return number * number / 3


found = list(map(slow_square, range(24)))
print(found)
with open("found.txt", "w") as file:
    file.writelines(f"{one!r}\\n" for one in found)
`,
};

let pool: TestPool;
let client: Client;
let dir: string;
const everyPid = new Set<number>();

async function aClient(): Promise<Client> {
  const text = await readFile(join(pool.home, 'runsurge/pools.json'), 'utf8');
  const { pools } = JSON.parse(text);
  const [known] = Object.values(pools) as { caCertificate: string; token: string }[];
  if (!known) throw new Error('nobody is logged in');
  return makeClient({ baseUrl: pool.url, ca: known.caCertificate, token: known.token });
}

beforeAll(async () => {
  pool = await startPool({ workers: 3, env: { RUNSURGE_RECONNECT_MS: '700' } });
  client = await aClient();
  dir = await temporaryDir();
  for (const { child } of pool.workers) everyPid.add(child.pid ?? 0);
});
afterAll(async () => {
  client?.close();
  await pool?.close();
  expect(await tracesAfter([...everyPid])).toEqual([]);
  await removeDir(dir);
});

async function until<T>(what: string, look: () => Promise<T | undefined>): Promise<T> {
  for (const end = performance.now() + 60_000; performance.now() < end; await sleep(20)) {
    const found = await look();
    if (found !== undefined) return found;
  }
  throw new Error(`never: ${what}`);
}

/** The worker that runs the script of a job, and one that helps it. */
async function placesOf(job: string): Promise<{ driver: number; executor: number }> {
  const nodes = await Promise.all(
    pool.workers.map(async (worker) => (await worker.says(/This machine is node (\S+?)[\s.,]/))[1]),
  );
  return until('a driver and an executor', async () => {
    const { items } = await client.jobAttempts(job);
    const [driver, executor] = (['driver', 'executor'] as const).map((kind) => {
      const running = items.findLast((one) => one.kind === kind && one.state === 'running');
      return nodes.indexOf(running?.nodeId ?? '-');
    });
    if (driver === undefined || executor === undefined || driver < 0 || executor < 0) return;
    return { driver, executor };
  });
}

async function kill(...indexes: number[]): Promise<number[]> {
  for (const index of indexes) pool.workers[index]?.child.kill('SIGKILL');
  for (const index of indexes) await pool.workers[index]?.ended;
  return indexes;
}

/** Each gives the workers that are dead afterwards. */
const faults = {
  'the node of the driver': async (job: string) => kill((await placesOf(job)).driver),
  'the node of an executor': async (job: string) => kill((await placesOf(job)).executor),
  both: async (job: string) => {
    const { driver, executor } = await placesOf(job);
    return kill(driver, executor);
  },
  /** The script, what holds its sandbox, or the executor beside it. */
  'a sandboxed process': async () => {
    const owners = pool.workers.map(({ child }) => child.pid);
    const victims: number[] = [];
    for (const pid of (await readdir('/proc')).filter((one) => /^\d+$/.test(one))) {
      const groups = await readFile(`/proc/${pid}/cgroup`, 'utf8').catch(() => '');
      if (owners.some((owner) => groups.includes(`/runsurge/${owner}-`))) victims.push(Number(pid));
    }
    const victim = victims[Math.floor(Math.random() * victims.length)];
    try {
      if (victim !== undefined) process.kill(victim, 'SIGKILL');
    } catch {
      // It ended by itself in this moment.
    }
    return [];
  },
  'the master': async () => {
    pool.master.child.kill('SIGKILL');
    await pool.master.ended;
    await sleep(Math.random() * 500);
    await pool.startMaster();
    return [];
  },
};

/** How many of its tasks are recorded; undefined once the script has ended. */
async function recorded(job: string): Promise<number | undefined> {
  const { state } = await client.job(job);
  if (state === 'completed' || state === 'failed') return undefined;
  const { items } = await client.jobStages(job, { limit: 100 });
  return items.reduce((sum, { succeeded }) => sum + succeeded, 0);
}

type Fault = keyof typeof faults;
const kinds = Object.keys(faults) as Fault[];
/** Where a driver starts over. */
const losesDriver: readonly Fault[] = ['the node of the driver', 'both'];
/** What plain CPython says; the programs say the same each time. */
const plain = new Map<string, Buffer>();

async function survives(
  place: string,
  name: string,
  args: readonly string[],
  fault: Fault,
  atTask: number,
): Promise<void> {
  const before = (await client.jobs({ limit: 1 })).items[0]?.id;
  const ran =
    plain.get(name) ??
    (await start('/usr/bin/python3', [name], { home: place, cwd: place }).ended).stdout;
  plain.set(name, ran);
  const wanted = ran.toString();
  const options = ['--report', 'report.json', ...args];
  const run = pool.spawn(['run', ...options, name], { cwd: place });
  const job = await until('a job', async () => {
    const [newest] = (await client.jobs({ limit: 1 })).items;
    return newest && newest.id !== before ? newest.id : undefined;
  });
  const count = await until('some results', async () => {
    const found = await recorded(job);
    return found === undefined ? 'it has ended' : found >= atTask ? found : undefined;
  });
  const dead = count === 'it has ended' ? [] : await faults[fault](job);
  const ended = await run.ended;
  for (const index of dead) {
    await pool.startWorker(index);
    everyPid.add(pool.workers[index]?.child.pid ?? 0);
  }
  const words = [ended.stderr.toString(), ended.code, ended.stdout.toString()];
  expect(words).toEqual(['', 0, wanted]);
  const log: Buffer[] = [];
  for await (const bytes of client.readLog(job)) log.push(Buffer.from(bytes));
  expect(Buffer.concat(log).toString()).toBe(wanted);
  const report = JSON.parse(await readFile(join(place, 'report.json'), 'utf8'));
  const drivers = report.attempts.filter((one: { kind: string }) => one.kind === 'driver');
  expect(drivers.filter((one: { state: string }) => one.state === 'succeeded')).toHaveLength(1);
  const replayed = report.stages.reduce(
    (sum: number, one: { replayed: number }) => sum + one.replayed,
    0,
  );
  if (times > 1) console.log(name, fault, { count, replayed, drivers: drivers.length });
  if (fault === 'the master') expect(drivers).toHaveLength(1);
  // Whatever was recorded when it died, and not only some of it.
  if (losesDriver.includes(fault) && drivers.length > 1) {
    expect(replayed).toBeGreaterThanOrEqual(Number(count));
  }
}

const slice = [
  'prints.py the node of the driver',
  'rounds.py both',
  'mapped.py the node of an executor',
  'rounds.py the master',
];

describe.each(Object.keys(programs) as (keyof typeof programs)[])(
  '%s survives the loss',
  (name) => {
    const some = kinds.filter((fault) => times > 1 || slice.includes(`${name} ${fault}`));
    test.each(some)(
      'of %s',
      async (fault) => {
        for (let i = 0; i < times; i++) {
          const place = join(dir, `${name}-${fault.replaceAll(' ', '-')}-${i}`);
          await mkdir(place);
          await writeFile(join(place, name), programs[name]);
          await survives(
            place,
            name,
            ['--parallel', 'always'],
            fault,
            2 + Math.floor(Math.random() * 10),
          );
        }
      },
      times * 60_000,
    );
  },
);

/** As a user runs them: with inputs, and spread where that gains something. Each loss in turn. */
describe.runIf(times > 1)('an example survives whatever is lost', () => {
  const examples = readdirSync(join(root, 'examples')).filter((name) => name.endsWith('.py'));
  test.each(examples)(
    '%s',
    async (name) => {
      const source = await readFile(join(root, 'examples', name), 'utf8');
      const inputs = [...source.matchAll(/--input examples\/data\/(\S+)/g)].map(
        ([, file]) => `${file}`,
      );
      for (let i = 0; i < times; i++) {
        const place = join(dir, `${name}-${i}`);
        await mkdir(place);
        await writeFile(join(place, name), source);
        for (const file of inputs) await cp(join(root, 'examples/data', file), join(place, file));
        const fault = kinds[i % kinds.length] ?? 'both';
        const options = inputs.flatMap((file) => ['--input', file]);
        await survives(place, name, options, fault, 1 + Math.floor(Math.random() * 10));
      }
    },
    times * 120_000,
  );
});
