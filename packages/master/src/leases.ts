// Watches leases: an attempt whose lease ran out is lost, and its task goes elsewhere. One timer, set
// to the earliest end; nothing polls.
import { latestTimer } from '@runsurge/base';
import { expiredAttempts, nextLeaseEnd } from '@runsurge/store';
import { type SettleDeps, settleFailure } from './settle.ts';

export type LeaseKeeper = {
  /** Some lease may end then. */
  endsAt(ms: number): void;
  close(): void;
};

const pauseAfterErrorMs = 1_000;

export function keepLeases(deps: SettleDeps): LeaseKeeper {
  let closed = false;

  async function expire(): Promise<void> {
    const lost = await expiredAttempts(deps.db, new Date(deps.clock.now()));
    for (const attempt of lost) {
      await settleFailure(
        deps,
        attempt,
        'lost',
        { kind: 'node-lost', message: 'the machine was not heard of any more' },
        { expired: true },
      );
    }
    const next = await nextLeaseEnd(deps.db);
    if (next && !closed) timer.at(next.getTime());
  }

  const timer = latestTimer(deps.clock, () => {
    expire().catch((thrown) => {
      if (closed) return;
      deps.log.warn({ err: thrown }, 'leases could not be checked, will try again');
      timer.at(deps.clock.now() + pauseAfterErrorMs);
    });
  });

  return {
    endsAt: (ms) => timer.at(ms),
    close() {
      closed = true;
      timer.clear();
    },
  };
}
