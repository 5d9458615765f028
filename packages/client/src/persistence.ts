// Patience with a pool that is away for a while: waits longer after each failure, until there was no
// progress for too long. `retry` of @runsurge/base does the same for single calls, but knows no
// progress, and costs 40 ms to load.
import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '@runsurge/model';

export type Patience = {
  readonly signal: AbortSignal;
  /** How long without any progress. */
  readonly patienceMs: number;
  readonly isWorthIt?: (error: AppError) => boolean;
};

export type Persistence = {
  /** Waits before the next try, or throws what it was given when there is to be none. */
  failed(thrown: unknown): Promise<void>;
  progressed(): void;
};

const firstDelayMs = 100;
const longestDelayMs = 5000;

export function isAway(error: AppError): boolean {
  return error.code === 'UNAVAILABLE' || error.code === 'TIMED_OUT';
}

export function makePersistence({ signal, patienceMs, isWorthIt = isAway }: Patience): Persistence {
  let failures = 0;
  // Not the wall clock, which may be set meanwhile.
  let sinceMs = performance.now();
  return {
    progressed() {
      failures = 0;
      sinceMs = performance.now();
    },
    async failed(thrown) {
      signal.throwIfAborted();
      const error = AppError.from(thrown);
      const limitMs = Math.min(longestDelayMs, firstDelayMs * 2 ** failures);
      failures += 1;
      // Half of it at least, so that a pool that comes back is not run down by a thousand clients.
      const delayMs = limitMs / 2 + (Math.random() * limitMs) / 2;
      const isLate = performance.now() + delayMs - sinceMs > patienceMs;
      if (isLate || !isWorthIt(error)) throw error;
      await sleep(delayMs, undefined, { signal }).catch(() => signal.throwIfAborted());
    },
  };
}

export async function persist<T>(run: () => Promise<T>, patience: Patience): Promise<T> {
  const persistence = makePersistence(patience);
  for (;;) {
    try {
      return await run();
    } catch (thrown) {
      await persistence.failed(thrown);
    }
  }
}
