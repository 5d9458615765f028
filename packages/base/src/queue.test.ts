import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeQueue, serial } from './queue.ts';

const live = new AbortController().signal;
const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

async function all<T>(source: AsyncIterable<T>): Promise<T[]> {
  const items = [];
  for await (const item of source) items.push(item);
  return items;
}

describe('a queue', () => {
  it('keeps the order of many producers that have to wait for room', () =>
    fc.assert(
      fc.asyncProperty(fc.array(fc.nat()), fc.integer({ min: 1, max: 5 }), async (items, room) => {
        const queue = makeQueue<number>(room);
        const pushes = items.map((item) => queue.push(item, live));
        expect(queue.size()).toBe(Math.min(room, items.length));
        const consumed = all(queue);
        await Promise.all(pushes);
        queue.close();
        expect(await consumed).toEqual(items);
      }),
    ));

  it('slows its producer to the pace of its consumer', async () => {
    const queue = makeQueue<number>(2);
    let pushed = 0;
    const producing = (async () => {
      for (; pushed < 5; pushed += 1) await queue.push(pushed, live);
      queue.close();
    })();
    await settled();
    expect(pushed).toBe(2);
    const items = queue[Symbol.asyncIterator]();
    expect(await items.next()).toEqual({ value: 0, done: false });
    await settled();
    expect(pushed).toBe(3);
    for (let item = await items.next(); !item.done; item = await items.next());
    await producing;
  });

  it('gives what is queued before its failure, and refuses more', async () => {
    const queue = makeQueue<string>(2);
    await queue.push('a', live);
    queue.fail(new Error('broken'));
    const got: string[] = [];
    const consuming = (async () => {
      for await (const item of queue) got.push(item);
    })();
    await expect(consuming).rejects.toThrow('broken');
    expect(got).toEqual(['a']);
    await expect(queue.push('b', live)).rejects.toThrow('broken');
  });

  it('lets no producer hang when it is cancelled, closed, or left by the consumer', async () => {
    const queue = makeQueue<string>(1);
    await queue.push('a', live);
    const stop = new AbortController();
    const cancelled = queue.push('b', stop.signal);
    stop.abort(new Error('gone'));
    await expect(cancelled).rejects.toThrow('gone');
    const left = [queue.push('c', live), queue.push('d', live)];
    const refused = Promise.allSettled(left);
    for await (const _ of queue) break;
    expect((await refused).map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
  });
});

describe('functions of one key', () => {
  it('run one after the other, those of different keys side by side', async () => {
    const inOrder = serial();
    const trace: string[] = [];
    const step = (name: string) => async () => {
      trace.push(`${name} starts`);
      await settled();
      trace.push(`${name} ends`);
      return name;
    };
    const runs = [inOrder('a', step('a1')), inOrder('a', step('a2')), inOrder('b', step('b1'))];
    expect(await Promise.all(runs)).toEqual(['a1', 'a2', 'b1']);
    expect(trace.indexOf('a2 starts')).toBeGreaterThan(trace.indexOf('a1 ends'));
    expect(trace.indexOf('b1 starts')).toBeLessThan(trace.indexOf('a1 ends'));
  });

  it('run even when the one before has failed', async () => {
    const inOrder = serial();
    const failed = inOrder('a', () => Promise.reject(new Error('no')));
    const next = inOrder('a', async () => 'yes');
    await expect(failed).rejects.toThrow('no');
    expect(await next).toBe('yes');
  });
});
