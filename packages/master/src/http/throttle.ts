// Slows down guessing: so many tries per key in a window of time, then none until the window is over.
// In memory; a restarted master forgets, which costs an attacker more than it gives.
import type { Clock } from '@runsurge/base';
import { AppError } from '@runsurge/model';

export type Throttle = {
  /** Counts a try. TOO_MANY_REQUESTS, with the seconds to wait, when there were too many. */
  take(key: string): void;
  /** That try does not count after all. */
  giveBack(key: string): void;
  /** None of its tries counts after all. */
  forget(key: string): void;
};

export type ThrottleOptions = {
  readonly clock: Pick<Clock, 'now'>;
  readonly tries: number;
  readonly windowMs: number;
};

export class TooManyTries extends AppError {
  readonly retryAfterSeconds: number;
  constructor(retryAfterSeconds: number) {
    super('TOO_MANY_REQUESTS', 'there were too many tries', {
      remedy: `wait ${retryAfterSeconds} seconds`,
    });
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** Bounds the memory that many different keys can take. */
const maxKeys = 20_000;

export function makeThrottle({ clock, tries, windowMs }: ThrottleOptions): Throttle {
  /** In the order in which the windows end. */
  const windows = new Map<string, { count: number; readonly endMs: number }>();

  function dropOld(nowMs: number): void {
    for (const [key, { endMs }] of windows) {
      if (endMs > nowMs && windows.size < maxKeys) return;
      windows.delete(key);
    }
  }

  return {
    forget: (key) => void windows.delete(key),
    giveBack(key) {
      const window = windows.get(key);
      if (window) window.count -= 1;
    },
    take(key) {
      const nowMs = clock.now();
      dropOld(nowMs);
      const window = windows.get(key) ?? { count: 0, endMs: nowMs + windowMs };
      if (window.count >= tries) throw new TooManyTries(Math.ceil((window.endMs - nowMs) / 1000));
      window.count += 1;
      windows.set(key, window);
    },
  };
}
