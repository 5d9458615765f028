// Looks at a job again each time it changes; changes that come while somebody looks are one.
import { makeWake, type Timer } from '@runsurge/base';
import type { JobId } from '@runsurge/model';
import type { Change } from '../changes.ts';
import type { Deps } from '../deps.ts';

export type JobWatch = {
  /** Resolves at once when there was a change since the last call. Rejects when the signal aborts. */
  changed(): Promise<void>;
  /** False when there was none for so long. */
  changedWithin(ms: number): Promise<boolean>;
};

export function watchJob(
  { changes, clock }: Pick<Deps, 'changes' | 'clock'>,
  job: JobId,
  signal: AbortSignal,
  isOfInterest: (change: Change) => boolean,
): JobWatch {
  const wake = makeWake();
  // Subscribed here, before the caller's first look, so that nothing falls between.
  const all = changes.watch(job, signal);
  void (async () => {
    for await (const change of all) if (isOfInterest(change)) wake.wake();
  })();

  // One wait at a time, kept when the time is over: the next call goes on with it.
  let waiting: Promise<void> | undefined;
  function changed(): Promise<void> {
    waiting ??= wake.wait(signal).finally(() => {
      waiting = undefined;
    });
    return waiting;
  }

  return {
    changed,
    async changedWithin(ms) {
      let timer: Timer | undefined;
      const expired = new Promise<false>((resolve) => {
        timer = clock.timer(ms, () => resolve(false));
      });
      try {
        return await Promise.race([changed().then(() => true), expired]);
      } finally {
        timer?.cancel();
      }
    },
  };
}
