// A sign of life on a stream that has nothing to say, so that a client can tell a quiet job from a dead
// connection, and proxies do not cut it.
import type { Clock, Timer } from '@runsurge/base';

export const heartbeatMs = 15_000;

export async function* withHeartbeat<T>(
  source: AsyncIterable<T>,
  beat: T,
  everyMs: number,
  clock: Pick<Clock, 'timer'>,
): AsyncGenerator<T, void, undefined> {
  const items = source[Symbol.asyncIterator]();
  let next = items.next();
  try {
    for (;;) {
      let timer: Timer | undefined;
      const silence = new Promise<'silence'>((resolve) => {
        timer = clock.timer(everyMs, () => resolve('silence'));
      });
      const first = await Promise.race([next, silence]).finally(() => timer?.cancel());
      if (first === 'silence') {
        yield beat;
        continue;
      }
      if (first.done) return;
      yield first.value;
      next = items.next();
    }
  } finally {
    // A reader that leaves does not wait for the item that is still to come, nor for its failure.
    next.catch(() => {});
    items.return?.().catch(() => {});
  }
}
