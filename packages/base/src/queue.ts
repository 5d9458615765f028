// Order between asynchronous producers and consumers: a bounded queue that slows its producers, and
// a per-key mutex that runs functions one after the other.
import { AppError } from '@runsurge/model';
import { makeWake } from './wake.ts';

/** For one consumer: iterate it once. */
export type Queue<T> = AsyncIterable<T> & {
  /** Resolves when there was room. Rejects after `close` or `fail`, and when the signal aborts first. */
  push(item: T, signal: AbortSignal): Promise<void>;
  /** No more items; the consumer still gets what is queued. */
  close(): void;
  /** The consumer gets what is queued, then the error. */
  fail(error: unknown): void;
  size(): number;
};

type End = { readonly kind: 'closed' } | { readonly kind: 'failed'; readonly error: unknown };

export function makeQueue<T>(capacity: number): Queue<T> {
  const items: T[] = [];
  /** Producers that found no room, first come first served; each brings its item in and goes on. */
  const producers = new Set<{ enter(): void; refuse(): void }>();
  const arrival = makeWake();
  const never = new AbortController().signal;
  let end: End | undefined;

  function endError(ended: End): unknown {
    if (ended.kind === 'failed') return ended.error;
    return new AppError('CANCELLED', 'the queue is closed');
  }

  function finish(how: End): void {
    if (end !== undefined) return;
    end = how;
    for (const producer of producers) producer.refuse();
    arrival.wake();
  }

  function waitForRoom(item: T, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const leave = () => {
        producers.delete(producer);
        signal.removeEventListener('abort', onAbort);
      };
      const onAbort = () => {
        leave();
        reject(signal.reason);
      };
      const producer = {
        enter() {
          leave();
          items.push(item);
          resolve();
        },
        refuse() {
          leave();
          reject(end === undefined ? undefined : endError(end));
        },
      };
      signal.addEventListener('abort', onAbort, { once: true });
      producers.add(producer);
    });
  }

  async function* consume(): AsyncGenerator<T, void, undefined> {
    try {
      for (;;) {
        if (items.length > 0) {
          const [next] = items.splice(0, 1);
          const [producer] = producers;
          producer?.enter();
          yield next as T; // there is an item, though T itself may include undefined
        } else if (end?.kind === 'failed') throw end.error;
        else if (end !== undefined) return;
        else await arrival.wait(never);
      }
    } finally {
      // A consumer that leaves lets no producer wait for ever.
      finish({ kind: 'closed' });
    }
  }

  return {
    async push(item, signal) {
      signal.throwIfAborted();
      if (end !== undefined) throw endError(end);
      if (items.length >= capacity) return waitForRoom(item, signal);
      items.push(item);
      arrival.wake();
    },
    close: () => finish({ kind: 'closed' }),
    fail: (error) => finish({ kind: 'failed', error }),
    size: () => items.length,
    [Symbol.asyncIterator]: consume,
  };
}

export type Serial = <T>(key: string, run: () => Promise<T>) => Promise<T>;

/** Functions of one key run in the order of their calls, those of different keys side by side. */
export function serial(): Serial {
  const tails = new Map<string, Promise<unknown>>();
  return (key, run) => {
    const before = tails.get(key) ?? Promise.resolve();
    const result = before.then(run, run);
    const tail = result.then(ignore, ignore);
    tails.set(key, tail);
    void tail.then(() => {
      if (tails.get(key) === tail) tails.delete(key);
    });
    return result;
  };
}

function ignore(): void {}
