// Attempts end here: with a result, with a failure, or because nobody heard of them any more. The
// store decides the race; this file tells everyone who must know.
import {
  type AttemptId,
  type AttemptState,
  type Failure,
  failureKinds,
  type NodeId,
  type Usage,
} from '@runsurge/model';
import { completeAttempt, giveUpAttempt, type Outcome } from '@runsurge/store';
import type { Deps } from './deps.ts';
import type { Sessions } from './sessions.ts';

export type SettleDeps = Pick<
  Deps,
  'db' | 'clock' | 'log' | 'changes' | 'journals' | 'endedInputs' | 'stages' | 'wakeScheduler'
> & { readonly sessions: Sessions };

export const journalOf = (attempt: AttemptId) => `${attempt}.out`;

function release(deps: SettleDeps, node: NodeId, attempt: AttemptId): void {
  deps.journals.end(journalOf(attempt));
  const session = deps.sessions.get(node);
  const job = session?.attempts.get(attempt)?.jobId;
  // Who reads it later on finds in the database that it is complete.
  if (job) deps.endedInputs.delete(job);
  session?.attempts.delete(attempt);
  // Its room was given to the next when its end was reported; there is nothing new to decide.
  if (!session?.ended.delete(attempt)) deps.wakeScheduler();
}

export async function settleSuccess(
  deps: SettleDeps,
  node: NodeId,
  attempt: AttemptId,
  outcome: Outcome,
): Promise<void> {
  const job = await completeAttempt(deps.db, attempt, node, outcome, new Date(deps.clock.now()));
  release(deps, node, attempt);
  if (!job) return;
  deps.stages.driverEnded(job);
  deps.log.info({ jobId: job, attemptId: attempt, exit: outcome.exit }, 'job completed');
  deps.changes.stateOf(job);
}

/**
 * What to do about an attempt that ran out of memory: twice as much next time, as far as a connected
 * machine has it. Null when nobody has more, so that the job fails now and says why.
 */
function moreMemory(deps: SettleDeps, had: number | undefined): number | null {
  if (had === undefined) return null;
  const largest = deps.sessions.largestMemoryBytes();
  const noticeablyMore = 1.2;
  return largest > had * noticeablyMore ? Math.min(2 * had, largest) : null;
}

export async function settleFailure(
  deps: SettleDeps,
  attempt: AttemptId,
  to: Extract<AttemptState, 'failed' | 'lost'>,
  failure: Failure,
  details: { node?: NodeId; usage?: Usage; expired?: boolean } = {},
): Promise<void> {
  const { node, usage, expired } = details;
  const had = node && deps.sessions.get(node)?.attempts.get(attempt)?.memoryBytes;
  const nextMemoryBytes =
    failureKinds[failure.kind] === 'more-memory' ? moreMemory(deps, had) : null;
  const given = await giveUpAttempt(deps.db, attempt, to, failure, new Date(deps.clock.now()), {
    ...(node ? { node } : {}),
    ...(usage ? { usage } : {}),
    lease: expired ? 'expired' : 'released',
    nextMemoryBytes,
  });
  if (node) release(deps, node, attempt);
  if (!given) return;
  release(deps, given.nodeId, attempt);
  if (given.next === 'ended') deps.stages.executorLost(attempt);
  else deps.stages.driverEnded(given.jobId);
  deps.wakeScheduler();
  deps.log.info(
    { jobId: given.jobId, attemptId: attempt, nodeId: given.nodeId, failure, next: given.next },
    'attempt given up',
  );
  deps.changes.stateOf(given.jobId);
}

// The walk ends here.
