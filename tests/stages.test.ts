// Drivers and executors as real processes: a script hands tasks out, executors on other nodes do
// them, and whatever dies in the middle, every task is answered once.
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { type StagePool, startStagePool } from './support/stages/pool.ts';

let pool: StagePool | undefined;
afterEach(async () => {
  await pool?.close();
  pool = undefined;
});

async function peakMemory(pid: number | undefined): Promise<number> {
  const text = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/VmHWM:\s+(\d+)/.exec(text)?.[1]) * 1024;
}

const numbers = (count: number) => Array.from({ length: count }, (_, i) => i).join(' ');

async function until<T>(what: string, look: () => Promise<T | undefined | false>): Promise<T> {
  for (const end = performance.now() + 15_000; performance.now() < end; await sleep(20)) {
    const found = await look();
    if (found) return found;
  }
  throw new Error(`never: ${what}`);
}

/** The node that runs the script of a job. */
const nodeOfDriver = (of: StagePool, id: string) =>
  until('a driver', async () => {
    const { attempts } = await of.client().job(id);
    return attempts.findLast(({ kind, state }) => kind === 'driver' && state === 'running')
      ?.nodeName;
  });

const done = (of: StagePool, id: string, count: number) =>
  until(`${count} tasks done`, async () => {
    const { items } = await of.client().jobStages(id);
    return items.reduce((sum, { succeeded }) => sum + succeeded, 0) >= count;
  });

describe('a script hands tasks out', () => {
  test('and goes on with their results', async () => {
    pool = await startStagePool({ workers: 3 });
    const { job, stdout, stderr } = await pool.run(`
import stage_driver as d
print(d.start["mode"], d.start["executors"], d.plan["regions"], d.earlier)
d.send({"t": "decision", "region": 1, "line": 3, "decision": "spread"})
d.wait_for(1)
found, heads = d.run([b"echo %d" % i for i in range(20)])
print(*[each.decode() for each in found])
print({head["node"] for head in heads} <= {"w0", "w1", "w2"}, {head["replayed"] for head in heads})
`);
    expect([stderr, job.state, job.exit]).toEqual(['', 'completed', { kind: 'code', code: 0 }]);
    expect(stdout).toBe(`auto 0 [{'id': 0, 'parallel': 'yes'}] []\n${numbers(20)}\nTrue {False}\n`);

    const report = await pool.client().jobReport(job.id);
    expect(report.regions).toEqual([{ region: 1, line: 3, decision: 'spread' }]);
    expect(report.stages).toMatchObject([
      {
        region: 1,
        occurrence: 0,
        label: 'a loop',
        line: 3,
        state: 'closed',
        tasks: 20,
        succeeded: 20,
      },
    ]);
    expect(await pool.client().jobPlan(job.id)).toMatchObject({
      plan: { regions: [{ id: 0, parallel: 'yes' }] },
      missing: null,
      spreads: true,
    });
    const ended = await until('executors to end', async () => {
      const { items } = await (pool as StagePool).client().jobAttempts(job.id);
      return items.every(({ endedAt }) => endedAt !== null) && items;
    });
    const [driver, ...executors] = ended.map(({ kind, state }) => `${kind} ${state}`);
    expect([driver, new Set(executors)]).toEqual([
      'driver succeeded',
      new Set(['executor succeeded']),
    ]);
  });

  test('of which there are thousands', async () => {
    pool = await startStagePool({ workers: 3 });
    const { stdout, stderr } = await pool.run(`
import stage_driver as d
found, heads = d.run([b"echo %d" % i for i in range(10000)])
print(found == [b"%d" % i for i in range(10000)])
`);
    expect([stderr, stdout]).toEqual(['', 'True\n']);
  });

  test('and what they share, large or small, and gets results of 50 MB', async () => {
    pool = await startStagePool({ workers: 3 });
    const { stdout, stderr } = await pool.run(`
import stage_driver as d, hashlib
d.wait_for(1)
for i, size in enumerate((0, 1000, 100_000, 5_000_000, 5_000_000)):
    common = bytes(range(256)) * (size // 256) + b"x" * (size % 256)
    found, _ = d.run([b"common "] * 6, stage=i, occurrence=i, common=common)
    assert set(found) == {b"%d %s" % (size, hashlib.sha256(common).hexdigest().encode())}, (size, found)
payloads = [b"size " + bytes([i]) * 400_000 for i in range(8)]
found, _ = d.run(payloads, stage=10, occurrence=10)
assert found == [b"%d %s" % (len(p), hashlib.sha256(p).hexdigest().encode()) for p in payloads]
found, _ = d.run([b"big 50000000"] * 3, stage=11, occurrence=11)
print([each == bytes(50_000_000) for each in found])
`);
    expect([stderr, stdout]).toEqual(['', '[True, True, True]\n']);
  });

  test('but runs as ever when it may not, or when there is nothing to hand out', async () => {
    pool = await startStagePool({ workers: 1 });
    const script =
      'import os, sys\nprint([k for k in os.environ if "RUNSURGE" in k or "TEST_" in k])\n';
    const mention = '# stage_driver\n';
    expect((await pool.run(mention + script, { parallel: 'never' })).stdout).toBe('[]\n');
    expect((await pool.run(script)).stdout).toBe('[]\n');
    expect((await pool.run(mention + script)).stdout).toBe("['TEST_CHANNEL']\n");
  });

  test('faster than anybody can take them, without anything growing', async () => {
    pool = await startStagePool({ workers: 2 });
    const { stdout, stderr } = await pool.run(`
import stage_driver as d
d.wait_for(1)
payloads = [b"echo " + b"%d " % i * 15000 for i in range(1500)]
found, heads = d.run(payloads)
print([b"echo " + each for each in found] == payloads, sum(map(len, payloads)) > 90_000_000)
`);
    expect([stderr, stdout]).toEqual(['', 'True True\n']);
    const worker = [...pool.workers.values()].map(({ pid }) => peakMemory(pid));
    expect(Math.max(...(await Promise.all(worker)))).toBeLessThan(400e6);
  });

  test('as its plan says, which may be large, or missing', async () => {
    pool = await startStagePool({ workers: 1 });
    const large = await pool.run(
      'import stage_driver as d\n# large plan\nprint(len(d.plan["regions"]))\n',
    );
    expect([large.stderr, large.stdout]).toEqual(['', '20000\n']);
    const { plan } = await pool.client().jobPlan(large.job.id);
    expect((plan as { regions: unknown[] }).regions).toHaveLength(20_000);
    const plain = await pool.run('print("all the same")  # no plan\n');
    expect([plain.job.state, plain.stdout]).toEqual(['completed', 'all the same\n']);
    expect(await pool.client().jobPlan(plain.job.id)).toEqual({
      plan: null,
      missing: 'the analyzer cannot',
      spreads: false,
    });
  });

  test('and does what it wants when nobody is there to take them', async () => {
    pool = await startStagePool({ workers: 1 });
    const { stdout, stderr } = await pool.run(`
import stage_driver as d
d.open_stage(1)
d.task(1, 0, b"echo 0")
print([(h["ok"], h["why"]) for h, p in d.results(1)])
`);
    expect([stderr, stdout]).toEqual(['', "[(False, 'no executor was there')]\n"]);
  });

  test('and hears why a task failed', async () => {
    pool = await startStagePool({ workers: 2 });
    const { stdout } = await pool.run(`
import stage_driver as d
d.wait_for(1)
d.open_stage(1)
d.task(1, 0, b"nonsense")
print([(h["ok"], h["why"]) for h, p in d.results(1)])
`);
    expect(stdout).toBe(`[(False, "ValueError(b'nonsense')")]\n`);
  });

  test('and does not get more slots than it may have', async () => {
    pool = await startStagePool({ workers: 4 });
    const { job } = await pool.run(
      `
import stage_driver as d
d.run([b"sleep 20"] * 40)
`,
      { workers: 3 },
    );
    expect(job.attempts.filter(({ kind }) => kind === 'executor')).toHaveLength(2);
  });
});

describe('an executor', () => {
  test('that dies is replaced, and what it had is done again', async () => {
    pool = await startStagePool({ workers: 3 });
    const { stdout, stderr, job } = await pool.run(`
import stage_driver as d
d.wait_for(1)
d.open_stage(1)
for i in range(30): d.task(1, i, b"die" if i == 7 else b"echo %d" % i)
got = {h["index"]: (h["ok"], h.get("why")) for h, p in d.results(30)}
print(got.pop(7), set(got.values()), len(got))
`);
    expect([stderr, stdout]).toEqual(['', "(False, 'it was lost 3 times') {(True, None)} 29\n"]);
    const said = new Set(job.attempts.flatMap(({ failure }) => (failure ? [failure.message] : [])));
    expect([...said]).toEqual(['the executor ended (exit 7)\nI am dying']);
  });

  test('that says nonsense is ended, and another does its work', async () => {
    pool = await startStagePool({ workers: 2 });
    const { stdout, stderr } = await pool.run(`
import stage_driver as d
d.wait_for(1)
d.open_stage(1)
d.task(1, 0, b"garbage")
print([(h["ok"], h["why"]) for h, p in d.results(1)])
`);
    expect([stderr, stdout]).toEqual(['', "[(False, 'it was lost 3 times')]\n"]);
  });

  test('whose node dies loses nothing', async () => {
    pool = await startStagePool({ workers: 3, config: { reconnectMs: 500 } });
    const job = await pool.submit(`
import stage_driver as d
d.wait_for(1)
found, heads = d.run([b"pid 0.03"] * 100)
print(len(found), all(h["ok"] for h in heads))
`);
    const driver = await nodeOfDriver(pool, job.id);
    await done(pool, job.id, 10);
    await pool.killWorker(driver === 'w0' ? 'w1' : 'w0');
    expect((await pool.finish(job)).stdout).toBe('100 True\n');
  });

  test('that is slow is overtaken by another', async () => {
    pool = await startStagePool({ workers: 3 });
    const { stdout } = await pool.run(`
import stage_driver as d
d.wait_for(1)
d.run([b"sleep 20"] * 10)
d.wait_for(2)
[name, *_], _ = d.run([b"name"], stage=2, occurrence=1)
found, _ = d.run([b"slow " + name] * 8, stage=3, occurrence=2)
print(found)
`);
    expect(stdout).toBe(`[${Array(8).fill("b'done'").join(', ')}]\n`);
  }, 20_000);

  test('lets its node leave', async () => {
    pool = await startStagePool({ workers: 3 });
    const job = await pool.submit(`
import stage_driver as d
d.wait_for(1)
found, heads = d.run([b"sleep 30"] * 60, outstanding=4)
print(sum(h["ok"] for h in heads))
`);
    const driver = await nodeOfDriver(pool, job.id);
    await done(pool, job.id, 5);
    const leaving = pool.workers.get(driver === 'w0' ? 'w1' : 'w0');
    leaving?.kill('SIGUSR2');
    await until('it left', async () => leaving?.exitCode === 0);
    expect((await pool.finish(job)).stdout).toBe('60\n');
  });

  test('makes room when the script of another job waits', async () => {
    pool = await startStagePool({ workers: 2 });
    const spread = await pool.submit(`
import stage_driver as d
d.wait_for(1)
found, heads = d.run([b"sleep 100"] * 30, outstanding=4)
print(sum(h["ok"] for h in heads))
`);
    await done(pool, spread.id, 2);
    const started = performance.now();
    const other = await pool.run('print("me too")');
    expect([other.stdout, performance.now() - started < 2_000]).toEqual(['me too\n', true]);
    expect((await pool.finish(spread)).job.state).toBe('completed');
  });
});

describe('whatever dies', () => {
  const script = `
import stage_driver as d
print("started", flush=True)
found, heads = d.run([b"pid 0.05 "] * 60)
print(len(found), all(h["ok"] for h in heads))
print(all(n == 1 for one in d.earlier for _, n in one["tasks"]))
known = {i for one in d.earlier for i, _ in one["tasks"]}
print(sum(h["replayed"] for h in heads) > 0, known == {h["index"] for h in heads if h["replayed"]})
`;

  test('a driver is started again, and takes what is known from the records', async () => {
    pool = await startStagePool({ workers: 3, config: { reconnectMs: 500 } });
    const job = await pool.submit(script);
    const driver = await nodeOfDriver(pool, job.id);
    await done(pool, job.id, 15);
    await pool.killWorker(driver);
    const ended = await pool.finish(job);
    expect([ended.stderr, ended.stdout]).toEqual(['', 'started\n60 True\nTrue\nTrue True\n']);
    const report = await pool.client().jobReport(job.id);
    expect(report.stages).toHaveLength(1);
    expect(report.stages[0]).toMatchObject({ tasks: 60, succeeded: 60, state: 'closed' });
    expect(report.stages[0]?.replayed).toBeGreaterThanOrEqual(15);
  });

  test('also large results are known, whoever had them', async () => {
    pool = await startStagePool({ workers: 3, config: { reconnectMs: 500 } });
    const job = await pool.submit(`
import stage_driver as d
d.wait_for(1)
sizes = [10, 20_000, 200_000, 2_000_000]
found, heads = d.run([b"big %d" % size for size in sizes] * 2, common=b"c" * 100_000)
print([each == bytes(size) for each, size in zip(found, sizes * 2)], {h["replayed"] for h in heads}, flush=True)
d.open_stage(2, occurrence=1)
d.task(2, 0, b"sleep 2000")
list(d.results(1))
`);
    const driver = await nodeOfDriver(pool, job.id);
    await done(pool, job.id, 8);
    await pool.killWorker(driver);
    const ended = await pool.finish(job);
    expect(ended.stderr).toBe('');
    // What a reader saw of the first run is not said again; the log of the second is the one kept.
    const log = [];
    for await (const bytes of pool.client().readLog(job.id)) log.push(Buffer.from(bytes));
    expect(Buffer.concat(log).toString()).toBe(`[${Array(8).fill('True').join(', ')}] {True}\n`);
  });

  test('a master is started again, and the work goes on', async () => {
    pool = await startStagePool({ workers: 3 });
    const job = await pool.submit(script);
    await done(pool, job.id, 10);
    await pool.restartMaster(500);
    const ended = await pool.finish(job);
    expect([ended.stderr, ended.stdout.slice(0, 16)]).toEqual(['', 'started\n60 True\n']);
    expect(ended.job.attempts.filter(({ kind }) => kind === 'driver')).toHaveLength(1);
  });
});

describe('a driver', () => {
  test('that says nonsense loses its channel and goes on alone', async () => {
    pool = await startStagePool({ workers: 2 });
    const { stdout, stderr, job } = await pool.run(`
import stage_driver as d, os
d.wait_for(1)
os.write(d.end, b"nonsense" * 1000)
try: d.hear()
except EOFError: print("alone")
`);
    expect([stderr, stdout, job.state]).toEqual(['', 'alone\n', 'completed']);
  });

  test('that is cancelled takes its executors with it', async () => {
    pool = await startStagePool({ workers: 3 });
    const job = await pool.submit(`
import stage_driver as d
d.wait_for(1)
d.run([b"sleep 20"] * 20 + [b"sleep 60000"] * 4)
`);
    await done(pool, job.id, 20);
    const started = performance.now();
    await pool.client().cancelJob(job.id);
    const master = pool.master();
    await until('free slots', async () => {
      const { items } = await (pool as StagePool).client().nodes();
      return items.every(({ id }) => master.deps.freeSlots(id) === 1);
    });
    expect(performance.now() - started).toBeLessThan(1_000);
    const states = (await pool.client().job(job.id)).attempts.map(({ state }) => state);
    expect(new Set(states)).toEqual(new Set(['cancelled']));
  });
});
