import { nodeId, taskId, userId } from '@runsurge/model';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { place } from './place.ts';
import type { SchedulerNode, SchedulerTask } from './snapshot.ts';

const GB = 1e9;
const alice = userId.create();
const bob = userId.create();
const plain = { id: 'cpython-3.11', version: '3.11.7', packages: {} };
const numeric = { id: 'cpython-3.11-numpy', version: '3.11.2', packages: { numpy: '1.24' } };

function aNode(over: Partial<SchedulerNode> = {}): SchedulerNode {
  const cores = over.cores ?? 2;
  const memoryBytes = over.memoryBytes ?? 4 * GB;
  return {
    id: nodeId.create(),
    name: 'n',
    accepts: true,
    refusal: null,
    cores,
    memoryBytes,
    slots: cores,
    freeCores: cores,
    freeMemoryBytes: memoryBytes,
    environments: [plain],
    ...over,
  };
}

let clock = 0;
function aTask(over: Partial<SchedulerTask> = {}): SchedulerTask {
  clock += 1;
  return {
    id: taskId.create(),
    userId: alice,
    cores: 1,
    memoryBytes: 0.25 * GB,
    memoryLimitBytes: null,
    python: null,
    environmentId: null,
    imports: [],
    avoidNodes: [],
    queuedAtMs: clock,
    ...over,
  };
}

const placeAll = (nodes: SchedulerNode[], tasks: SchedulerTask[]) =>
  place({ nodes, tasks, coresInUse: new Map() });

describe('place', () => {
  test('gives a task that asks for nothing the share of its slot', () => {
    const { placements } = placeAll([aNode()], [aTask()]);
    expect(placements[0]?.memoryBytes).toBe(2 * GB);
  });

  test('takes the smallest node that fits', () => {
    const small = aNode({ memoryBytes: 2 * GB });
    const { placements } = placeAll([aNode({ memoryBytes: 16 * GB }), small], [aTask()]);
    expect(placements[0]?.nodeId).toBe(small.id);
  });

  test('alternates between users, whoever came first', () => {
    const tasks = [aTask(), aTask(), aTask(), aTask({ userId: bob })];
    const { placements } = placeAll([aNode()], tasks);
    expect(placements.map((p) => p.taskId)).toEqual([tasks[0]?.id, tasks[3]?.id]);
  });

  test('lets a small task pass a large one that fits nowhere now', () => {
    const large = aTask({ memoryBytes: 3 * GB });
    const small = aTask();
    const { placements, waiting } = placeAll([aNode({ freeMemoryBytes: 1 * GB })], [large, small]);
    expect(placements.map((p) => p.taskId)).toEqual([small.id]);
    expect(waiting.get(large.id)).toBeNull();
  });

  test('sends a script to the environment that has its packages', () => {
    const node = aNode({ environments: [plain, numeric] });
    const tasks = [aTask({ imports: ['numpy', 'os', 'nosuch'] }), aTask({ imports: ['os'] })];
    const { placements } = placeAll([node], tasks);
    expect(placements.map((p) => p.environmentId)).toEqual([numeric.id, plain.id]);
  });

  test('goes back to a node it failed on only when no other could run it', () => {
    const bad = aNode();
    const busy = aNode({ freeCores: 0 });
    const task = aTask({ avoidNodes: [bad.id] });
    expect(placeAll([bad, busy], [task]).placements).toEqual([]);
    expect(placeAll([bad], [task]).placements).toHaveLength(1);
  });

  test.each([
    [[], {}, 'no machine is connected'],
    [[aNode({ accepts: false, refusal: 'no sandbox works on it' })], {}, 'no sandbox works'],
    [[aNode()], { python: '3.9' }, 'no machine has Python 3.9; there are: 3.11.7'],
    [[aNode()], { memoryBytes: 64 * GB }, 'it needs 64.0 GB'],
    [
      [
        aNode({ environments: [numeric] }),
        aNode({ environments: [{ ...plain, packages: { pandas: '1' } }] }),
      ],
      { imports: ['numpy', 'pandas'] },
      'no machine has all of: numpy, pandas',
    ],
  ])('says why a task waits (%#)', (nodes, over, reason) => {
    const task = aTask(over);
    expect(placeAll(nodes, [task]).waiting.get(task.id)).toContain(reason);
  });

  test('gives no reason to a task that only waits for its turn', () => {
    const task = aTask();
    expect(placeAll([aNode({ freeCores: 0 })], [task]).waiting.get(task.id)).toBeNull();
  });

  test('never promises more than a node has, and accounts for every task', () => {
    const nodes = fc.array(
      fc.record({ cores: fc.integer({ min: 1, max: 8 }), gb: fc.integer({ min: 1, max: 16 }) }),
      { maxLength: 6 },
    );
    const tasks = fc.array(
      fc.record({
        cores: fc.integer({ min: 1, max: 4 }),
        gb: fc.integer({ min: 1, max: 8 }),
        mine: fc.boolean(),
        limited: fc.boolean(),
      }),
      { maxLength: 40 },
    );
    fc.assert(
      fc.property(nodes, tasks, (nodeSpecs, taskSpecs) => {
        const ns = nodeSpecs.map((n) => aNode({ cores: n.cores, memoryBytes: n.gb * GB }));
        const ts = taskSpecs.map((t) =>
          aTask({
            cores: t.cores,
            memoryBytes: t.gb * GB,
            memoryLimitBytes: t.limited ? t.gb * GB : null,
            userId: t.mine ? alice : bob,
          }),
        );
        const { placements, waiting } = placeAll(ns, ts);
        expect(placements.length + waiting.size).toBe(ts.length);
        for (const node of ns) {
          const mine = placements.filter((p) => p.nodeId === node.id);
          expect(mine.reduce((sum, p) => sum + p.cores, 0)).toBeLessThanOrEqual(node.cores);
          expect(mine.reduce((sum, p) => sum + p.memoryBytes, 0)).toBeLessThanOrEqual(
            node.memoryBytes,
          );
        }
      }),
    );
  });
});
