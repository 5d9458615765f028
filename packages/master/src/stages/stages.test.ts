// Drivers and executors that may be lying: sessions made by hand over a real database.
import { createHash } from 'node:crypto';
import type { AttemptId, JobId, NodeId } from '@runsurge/model';
import type { grpc } from '@runsurge/protocol';
import { findNode, recordBlob } from '@runsurge/store';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  aJob,
  aNode,
  anAttempt,
  aUser,
  type TestMaster,
  type TestUser,
  testMaster,
} from '../http/fixtures.ts';
import { makeSessions, type NodeSession, type RunningAttempt } from '../sessions.ts';
import { openStages, type Stages } from './stages.ts';

const environment = { id: 'cpython-3.11-x86_64', implementation: 'cpython', version: '3.11.2' };

let master: TestMaster;
let user: TestUser;
const sessions = makeSessions();
let stages: Stages;
beforeAll(async () => {
  master = await testMaster();
  user = await aUser(master);
  stages = openStages({ ...master.deps, sessions });
});
afterAll(async () => {
  await stages.close();
  await master.close();
});

type Orders = NonNullable<grpc.StageOrder['kind']>[];
type Node = { session: NodeSession; orders: Orders; assigned: grpc.AssignTask[] };

async function aConnectedNode(name: string): Promise<Node> {
  const id: NodeId = await aNode(master, user);
  const row = await findNode(master.deps.db, id);
  if (!row) throw new Error('no node');
  const orders: Orders = [];
  const assigned: grpc.AssignTask[] = [];
  const environments = [{ ...environment, architecture: 'x86_64', packages: {} }];
  const session: NodeSession = {
    nodeId: id,
    name,
    capabilities: { ...row.capabilities, cores: 2, environments },
    attempts: new Map(),
    ended: new Set(),
    draining: false,
    send({ kind }) {
      if (kind?.$case === 'assign') assigned.push(kind.value);
      if (kind?.$case !== 'stageOrders') return;
      for (const order of kind.value.orders) if (order.kind) orders.push(order.kind);
    },
    end: () => undefined,
  };
  sessions.add(session);
  return { session, orders, assigned };
}

function run(on: Node, id: AttemptId, jobId: JobId, role: RunningAttempt['role']): RunningAttempt {
  const userId = user.id as RunningAttempt['userId']; // made by the store
  const attempt = { id, jobId, userId, role, cores: 1, memoryBytes: 1e9 };
  on.session.attempts.set(id, attempt);
  return attempt;
}

/** A driver on one node and its executor, ready, on another. */
async function aPair() {
  const { db } = master.deps;
  const [home, away] = [await aConnectedNode('home'), await aConnectedNode('away')];
  const job = await aJob(master, user);
  const always = `update jobs set spreads = true, spec = spec || '{"parallel": "always"}' where id = $1`;
  await db.query(always, [job.id]);
  const driver = run(home, await anAttempt(master, job.id, home.session.nodeId), job.id, 'driver');
  await stages.driverStarted(home.session, driver);
  await stages.place(0, () => undefined);
  const place = [home, away].find(({ assigned }) => assigned.length > 0);
  const executor = [...(place?.session.attempts.values() ?? [])].find(
    ({ role }) => role === 'executor',
  );
  if (!place || !executor) throw new Error('no executor was placed');
  const say = (of: Node, attempt: RunningAttempt, ...kinds: grpc.StageWord['kind'][]) =>
    stages.says(
      of.session,
      attempt,
      kinds.map((kind) => ({ kind })),
    );
  await say(place, executor, { $case: 'ready', value: {} });
  const open = { region: 1, occurrence: 0, hash: 'h', label: '', line: 1 };
  await say(home, driver, { $case: 'open', value: { stage: 1, ...open } });
  const end = () => {
    stages.cancelled(job.id);
    for (const { session } of [home, away]) sessions.remove(session);
  };
  return { job, home, away, place, driver, executor, say, end };
}

const inline = (text: string) => ({ inline: Buffer.from(text), blobId: '', sizeBytes: 0 });
const task = (index: number, content: grpc.Content = inline(`work ${index}`)) =>
  ({ $case: 'task', value: { stage: 1, index, items: 1, content } }) as const;
const result = (key: number, outcome = 'ok') =>
  ({ $case: 'result', value: { key, outcome, ms: 1, content: inline('done') } }) as const;
const turn = () => new Promise((resolve) => setImmediate(resolve));
const keys = ({ orders }: Node) =>
  orders.flatMap((order) => (order.$case === 'task' ? [order.value.key] : []));
const results = ({ orders }: Node) =>
  orders.flatMap((order) => (order.$case === 'result' ? [order.value] : []));

describe('a result', () => {
  it('goes from the executor that was given the task to the driver', async () => {
    const { home, place, driver, executor, say, end } = await aPair();
    await say(home, driver, task(0));
    await turn();
    await say(place, executor, result(keys(place)[0] ?? 0));
    await turn();
    expect(results(home)).toMatchObject([
      { stage: 1, index: 0, ok: true, node: place.session.name },
    ]);
    end();
  });

  it('counts for nothing from anybody else, or twice, or when it makes no sense', async () => {
    const one = await aPair();
    const two = await aPair();
    await one.say(one.home, one.driver, task(0));
    await two.say(two.home, two.driver, task(0));
    await turn();
    const key = keys(one.place)[0] ?? 0;
    await one.say(two.place, two.executor, result(key + 1_000));
    await one.say(one.home, one.driver, result(key));
    await one.say(one.place, one.executor, result(key, 'wonderful'));
    const other = await aConnectedNode('other');
    await one.say(other, one.executor, result(key));
    await turn();
    expect([results(one.home), results(two.home)]).toEqual([[], []]);
    await one.say(one.place, one.executor, result(key), result(key));
    await turn();
    expect(results(one.home)).toHaveLength(1);
    sessions.remove(other.session);
    one.end();
    two.end();
  });
});

describe('a task', () => {
  it('from a plain script, or for a stage that is not open, is not run', async () => {
    const { home, place, driver, job, say, end } = await aPair();
    const plain = { ...driver, id: 'x' as AttemptId, role: 'plain' } as const;
    await say(home, plain, task(0));
    await say(home, driver, { $case: 'task', value: { ...task(0).value, stage: 7 } });
    await say(home, driver, { $case: 'task', value: { ...task(0).value, index: 2 ** 31 } });
    await turn();
    expect(keys(place)).toEqual([]);
    expect(results(home)).toMatchObject([{ stage: 7, ok: false, why: 'the stage is not open' }]);
    expect(stages.progress(job.id)).toMatchObject([{ tasks: 0 }]);
    end();
  });

  it('gives its executor, and nobody else, its blob, until it is answered', async () => {
    const { home, place, driver, executor, job, say, end } = await aPair();
    const bytes = Buffer.from('large');
    const blobId = createHash('sha256').update(bytes).digest('hex');
    const content = { inline: Buffer.alloc(0), blobId, sizeBytes: 5 };
    await say(home, driver, task(0, content));
    await turn();
    expect(results(home)).toMatchObject([{ ok: false, why: 'its content did not arrive' }]);
    expect(stages.mayRead(executor.id, job.id, blobId)).toBe(false);
    const stored = blobId as Parameters<typeof recordBlob>[1];
    await recordBlob(master.deps.db, stored, 5, driver.userId, new Date());
    await say(home, driver, task(1, content));
    await turn();
    expect([
      stages.mayRead(executor.id, job.id, blobId),
      stages.mayRead(driver.id, job.id, blobId),
      stages.mayRead('x' as AttemptId, job.id, blobId),
    ]).toEqual([true, false, false]);
    await say(place, executor, result(keys(place)[0] ?? 0));
    expect(stages.mayRead(executor.id, job.id, blobId)).toBe(false);
    end();
  });
});

describe('a session that breaks', () => {
  it('of a driver voids what its executors have', async () => {
    const { home, place, driver, say, end } = await aPair();
    await say(home, driver, task(0));
    await turn();
    stages.disconnected(home.session);
    await turn();
    expect(place.orders.map(({ $case }) => $case)).toEqual(
      place === home ? ['task'] : ['task', 'reset'],
    );
    end();
  });
});

describe('what a driver was saying when its session broke', () => {
  it("gives no work to executors that are another run's by now", async () => {
    const { home, place, driver, say, end } = await aPair();
    const bytes = Buffer.from('late');
    const blobId = createHash('sha256').update(bytes).digest('hex');
    const stored = blobId as Parameters<typeof recordBlob>[1];
    await recordBlob(master.deps.db, stored, 4, driver.userId, new Date());
    const late = say(home, driver, task(0, { inline: Buffer.alloc(0), blobId, sizeBytes: 4 }));
    stages.disconnected(home.session);
    await late;
    await turn();
    expect(keys(place)).toEqual([]);
    end();
  });
});

describe('a driver that waits', () => {
  it('gets the room of an executor', async () => {
    const { place, executor, end } = await aPair();
    await stages.place(1, () => undefined);
    await turn();
    expect(place.orders.map(({ $case }) => $case)).toContain('end');
    const usage = { wallMs: 1, cpuMs: 1, peakRssBytes: 1, averageRssBytes: 1 };
    await stages.executorEnded(place.session, executor, { state: 'succeeded', usage });
    expect(place.session.attempts.has(executor.id)).toBe(false);
    end();
  });
});
