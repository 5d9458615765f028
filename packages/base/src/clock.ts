// Time as a dependency: what the clock says, waiting, and timers. The manual clock moves only when
// a test moves it, and fires timers in the order in which they are due.

export type Timer = { cancel(): void };

export type Clock = {
  /** Milliseconds since 1970. */
  now(): number;
  /** Rejects with the signal's reason when it aborts first. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  timer(ms: number, fire: () => void): Timer;
};

/** setTimeout fires at once for anything longer (24.8 days). */
const longestTimeoutMs = 2 ** 31 - 1;

function sleepWith(timer: Clock['timer']): Clock['sleep'] {
  return (ms, signal) =>
    new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason);
      const onAbort = () => {
        running.cancel();
        reject(signal.reason);
      };
      const running = timer(ms, () => {
        signal.removeEventListener('abort', onAbort);
        resolve();
      });
      signal.addEventListener('abort', onAbort, { once: true });
    });
}

function systemTimer(ms: number, fire: () => void): Timer {
  let leftMs = ms;
  let handle: NodeJS.Timeout;
  const arm = () => {
    const stepMs = Math.min(leftMs, longestTimeoutMs);
    leftMs -= stepMs;
    handle = setTimeout(() => (leftMs > 0 ? arm() : fire()), stepMs);
  };
  arm();
  return { cancel: () => clearTimeout(handle) };
}

export const systemClock: Clock = {
  now: () => Date.now(),
  timer: systemTimer,
  sleep: sleepWith(systemTimer),
};

export type ManualClock = Clock & {
  /** Moves time on, firing what becomes due; lets promises settle before, between and after. */
  advance(ms: number): Promise<void>;
  /** Timers that have not fired, sleeps included. */
  pending(): number;
};

export function manualClock(startMs = 0): ManualClock {
  let nowMs = startMs;
  const timers = new Set<{ readonly dueMs: number; readonly fire: () => void }>();
  const settle = () => new Promise<void>((resolve) => setImmediate(resolve));
  const timer: Clock['timer'] = (ms, fire) => {
    const entry = { dueMs: nowMs + Math.max(0, ms), fire };
    timers.add(entry);
    return { cancel: () => void timers.delete(entry) };
  };
  return {
    now: () => nowMs,
    timer,
    sleep: sleepWith(timer),
    pending: () => timers.size,
    async advance(ms) {
      const endMs = nowMs + ms;
      for (;;) {
        await settle();
        // Sorting is stable, so timers that are due together fire in the order they were made.
        const [next] = [...timers].sort((a, b) => a.dueMs - b.dueMs);
        if (next === undefined || next.dueMs > endMs) break;
        timers.delete(next);
        nowMs = next.dueMs;
        next.fire();
      }
      nowMs = endMs;
      await settle();
    },
  };
}
