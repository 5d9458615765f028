// For streams that outlive a short absence of the database: asks again until it answers. A stream
// whose database stays away ends in the middle, and its client dials again.
import { retry } from '@runsurge/base';
import { AppError } from '@runsurge/model';
import type { Deps } from '../deps.ts';

const patienceMs = 60_000;

export function whenBack<T>(
  { clock }: Pick<Deps, 'clock'>,
  signal: AbortSignal,
  ask: () => Promise<T>,
): Promise<T> {
  return retry(ask, {
    deadlineMs: patienceMs,
    baseMs: 200,
    maxMs: 2000,
    signal,
    clock,
    // Few streams per master: no herd that jitter would have to spread.
    random: () => 1,
    isRetryable: (thrown) => AppError.from(thrown).code === 'UNAVAILABLE',
  });
}
