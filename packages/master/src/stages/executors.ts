// The executors of all jobs as far as their nodes are connected: which there are, which are ready, and
// how many more a job could use. Making and ending them is here; what they run is in job-stages.ts.
import type { AttemptId, JobId, UserId } from '@runsurge/model';
import type { Address } from './post.ts';

export type Executor = Address & {
  readonly jobId: JobId;
  readonly userId: UserId;
  readonly blobs: Map<string, string>;
  /** `starting`: or busy with what was given before a break. `ending`: it was told to go. */
  state: 'starting' | 'ready' | 'draining' | 'ending';
};

export type Executors = {
  add(executor: Executor): void;
  get(id: AttemptId): Executor | undefined;
  remove(id: AttemptId): void;
  ofJob(job: JobId): Executor[];
  all(): Executor[];
};

export function makeExecutors(): Executors {
  const byId = new Map<AttemptId, Executor>();
  return {
    add(executor) {
      byId.set(executor.attempt, executor);
    },
    get: (id) => byId.get(id),
    remove(id) {
      byId.delete(id);
    },
    ofJob: (job) => [...byId.values()].filter((each) => each.jobId === job),
    all: () => [...byId.values()],
  };
}

/** What makes a job want executors. */
export type Wish = {
  readonly unfinished: number;
  /** Slots that the job may hold with its driver; null: no bound of its own. */
  readonly workers: number | null;
  readonly have: number;
  /** In a row, without a result between them. */
  readonly failures: number;
  /** Whether its driver has run for a while, or is to spread whatever it gains. */
  readonly lasting: boolean;
};

/** An executor that fails again and again would fail for ever: the script's imports do not work there, say. */
const mostFailures = 3;

/**
 * Most scripts with a loop end in less than this: a sandbox for each of them would be for nothing. A
 * region worth spreading takes longer to be found out anyway.
 */
export const lastingMs = 150;

/** How many more it wants now: one before there is any work, so that the first stage need not wait. */
export function missingExecutors({ unfinished, workers, have, failures, lasting }: Wish): number {
  if (failures >= mostFailures) return 0;
  const wanted = Math.max(lasting ? 1 : 0, unfinished);
  const most = workers === null ? wanted : Math.min(wanted, workers - 1);
  return Math.max(0, most - have);
}

/** Who goes when others need room: first what has nothing to do. */
export function whoToDrain(
  executors: readonly Executor[],
  count: number,
  isIdle: (executor: Executor) => boolean,
): Executor[] {
  const leaving = executors.filter(({ state }) => state === 'draining' || state === 'ending');
  const staying = executors.filter(({ state }) => state === 'ready' || state === 'starting');
  const idleFirst = staying.sort((a, b) => Number(isIdle(b)) - Number(isIdle(a)));
  return idleFirst.slice(0, Math.max(0, count - leaving.length));
}
