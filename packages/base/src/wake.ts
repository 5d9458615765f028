// Waiting without polling: a latch that merges many wakes into one, and a timer that remembers only
// the earliest moment somebody asked for.
import type { Clock, Timer } from './clock.ts';

export type Wake = {
  /** Ends every wait that is under way; with none, makes the next one return at once. */
  wake(): void;
  wait(signal: AbortSignal): Promise<void>;
};

export function makeWake(): Wake {
  let awake = false;
  let waiting = new Set<() => void>();
  return {
    wake() {
      const woken = waiting;
      waiting = new Set();
      awake = woken.size === 0;
      for (const resume of woken) resume();
    },
    wait(signal) {
      return new Promise((resolve, reject) => {
        if (signal.aborted) return reject(signal.reason);
        if (awake) {
          awake = false;
          return resolve();
        }
        const onAbort = () => {
          waiting.delete(resume);
          reject(signal.reason);
        };
        const resume = () => {
          signal.removeEventListener('abort', onAbort);
          resolve();
        };
        signal.addEventListener('abort', onAbort, { once: true });
        waiting.add(resume);
      });
    },
  };
}

export type LatestTimer = {
  /** Fires at `dueMs` on the clock, unless an earlier moment is already set. */
  at(dueMs: number): void;
  clear(): void;
};

export function latestTimer(clock: Pick<Clock, 'now' | 'timer'>, fire: () => void): LatestTimer {
  let armed: { readonly dueMs: number; readonly timer: Timer } | undefined;
  const clear = () => {
    armed?.timer.cancel();
    armed = undefined;
  };
  return {
    clear,
    at(dueMs) {
      if (armed !== undefined && armed.dueMs <= dueMs) return;
      clear();
      const timer = clock.timer(Math.max(0, dueMs - clock.now()), () => {
        armed = undefined;
        fire();
      });
      armed = { dueMs, timer };
    },
  };
}
