// Tries again what may work later: capped exponential delays with full jitter, within a budget of
// attempts or of time. What is worth another try is the caller's word, or else the error table's.
import { AppError } from '@runsurge/model';
import type { Clock } from './clock.ts';

type Budget =
  | { readonly attempts: number; readonly deadlineMs?: number }
  | { readonly attempts?: number; readonly deadlineMs: number };

export type RetryOptions = Budget & {
  /** Mean of the first delay is half of it; it doubles with each failure. */
  readonly baseMs?: number;
  readonly maxMs?: number;
  readonly signal: AbortSignal;
  readonly clock: Pick<Clock, 'now' | 'sleep'>;
  /** In [0, 1). */
  readonly random: () => number;
  readonly isRetryable?: (thrown: unknown) => boolean;
};

/** The default of `isRetryable`: what the table of error codes says. */
export function saysRetry(thrown: unknown): boolean {
  return AppError.from(thrown).meaning.retry;
}

/** Resolves with the first success; rejects with the last failure, or with the signal's reason. */
export async function retry<T>(
  run: (attempt: number) => Promise<T>,
  options: RetryOptions,
): Promise<T> {
  const { signal, clock, random, isRetryable = saysRetry } = options;
  const { attempts = Number.POSITIVE_INFINITY, deadlineMs = Number.POSITIVE_INFINITY } = options;
  const { baseMs = 100, maxMs = 10_000 } = options;
  const endMs = clock.now() + deadlineMs;
  for (let attempt = 1; ; attempt += 1) {
    signal.throwIfAborted();
    try {
      return await run(attempt);
    } catch (thrown) {
      // Full jitter: spreads a thousand workers that lost the same master best.
      const delayMs = random() * Math.min(maxMs, baseMs * 2 ** (attempt - 1));
      const isLast = attempt >= attempts || clock.now() + delayMs > endMs;
      if (signal.aborted || isLast || !isRetryable(thrown)) throw thrown;
      await clock.sleep(delayMs, signal);
    }
  }
}
