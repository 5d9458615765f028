// Which attempt's output is "the output of the job", and which one to go on with when that attempt is
// lost. Pure.
import { type AttemptState, attemptMoves, isFinal } from '@runsurge/model';

export type Candidate = {
  readonly id: string;
  readonly number: number;
  readonly state: AttemptState;
  readonly hasOutput: boolean;
};

/** The one that succeeded; else the newest that has any output. In order of `number`, as they come. */
export function attemptToShow<C extends Candidate>(attempts: readonly C[]): C | undefined {
  return (
    attempts.find(({ state }) => state === 'succeeded') ??
    attempts.findLast(({ hasOutput }) => hasOutput)
  );
}

/**
 * What a follower reads now: like `attemptToShow`, but also an attempt that may still say something,
 * and nothing at or before the last one it read to its end.
 */
export function attemptToFollow<C extends Candidate>(
  attempts: readonly C[],
  lastRead: number,
): C | undefined {
  const newer = attempts.filter(({ number }) => number > lastRead);
  return attemptToShow(newer) ?? newer.findLast(({ state }) => !isFinal(attemptMoves, state));
}
