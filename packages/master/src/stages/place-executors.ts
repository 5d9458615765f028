// Finds room for the executors that jobs still want, and claims it: after the drivers, which go first.
import { attemptId, type NodeId, taskId } from '@runsurge/model';
import type { grpc } from '@runsurge/protocol';
import { place, type SchedulerTask } from '@runsurge/scheduler';
import { claimExecutors, type JobRow } from '@runsurge/store';
import type { Deps } from '../deps.ts';
import { assignment } from '../dispatch.ts';
import type { NodeSession, RunningAttempt, Sessions } from '../sessions.ts';
import { type Executors, lastingMs, missingExecutors } from './executors.ts';
import type { JobStages } from './job-stages.ts';

/** A job whose driver runs on a connected node. */
export type Driven = {
  readonly stages: JobStages;
  readonly row: JobRow;
  readonly environmentId: string;
  readonly sinceMs: number;
  /** Executors that died with nothing to do, in a row. */
  failures: number;
  avoidNodes: readonly NodeId[];
  /** So many executors were asked for; more work than that wakes the scheduler. */
  asked: number;
};

export type PlacedExecutor = {
  readonly session: NodeSession;
  readonly attempt: RunningAttempt;
  readonly environmentId: string;
  readonly driver: Driven;
};

type PlaceDeps = Pick<Deps, 'db' | 'clock' | 'config'> & { readonly sessions: Sessions };
type Wanted = { readonly task: SchedulerTask; readonly driver: Driven };

function wantedBy(
  { config, sessions, clock }: PlaceDeps,
  driver: Driven,
  executors: Executors,
): readonly Wanted[] {
  const nodes = sessions.schedulerNodes().filter(({ freeCores }) => freeCores > 0);
  const free = nodes.reduce((sum, { freeCores }) => sum + freeCores, 0);
  const { spec, user_id, id } = driver.row;
  const missing = missingExecutors({
    unfinished: driver.stages.unfinished(),
    workers: spec.workers,
    have: executors.ofJob(id).filter(({ state }) => state !== 'ending').length,
    failures: driver.failures,
    lasting: spec.parallel === 'always' || clock.now() - driver.sinceMs >= lastingMs,
  });
  // Rather there again than nowhere.
  const isAvoided = nodes.every((node) => driver.avoidNodes.includes(node.id));
  return Array.from({ length: Math.min(missing, free) }, () => ({
    driver,
    task: {
      id: taskId.create(),
      userId: user_id,
      cores: spec.cores,
      memoryBytes: spec.memoryBytes ?? config.taskMemoryBytes,
      memoryLimitBytes: spec.memoryBytes,
      python: spec.python,
      environmentId: driver.environmentId,
      // Its environment has them.
      imports: [],
      avoidNodes: isAvoided ? [] : driver.avoidNodes,
      queuedAtMs: driver.sinceMs,
    },
  }));
}

export async function placeExecutors(
  deps: PlaceDeps,
  drivers: Iterable<Driven>,
  executors: Executors,
  leaseEndsAt: (ms: number) => void,
): Promise<PlacedExecutor[]> {
  const { sessions } = deps;
  const wanted = [...drivers].flatMap((driver) => wantedBy(deps, driver, executors));
  if (wanted.length === 0) return [];
  const { placements } = place({
    nodes: sessions.schedulerNodes(),
    tasks: wanted.map(({ task }) => task),
    coresInUse: sessions.coresInUse(),
  });
  const claims = placements.flatMap((placement) => {
    const driver = wanted.find(({ task }) => task.id === placement.taskId)?.driver;
    const { environmentId: environment } = placement;
    if (!driver) return [];
    return [
      { ...placement, environment, attemptId: attemptId.create(), jobId: driver.row.id, driver },
    ];
  });
  const now = deps.clock.now();
  const leaseUntil = now + deps.config.leaseMs;
  const claimed = await claimExecutors(deps.db, claims, new Date(now), new Date(leaseUntil));
  if (claimed.length > 0) leaseEndsAt(leaseUntil);
  const placed: PlacedExecutor[] = [];
  for (const { id } of claimed) {
    const claim = claims.find((each) => each.attemptId === id);
    const session = claim && sessions.get(claim.nodeId);
    // A node that left in this very moment: the lease runs out.
    if (!claim || !session) continue;
    const { driver, environmentId, cores, memoryBytes } = claim;
    const { id: jobId, user_id: userId } = driver.row;
    const attempt = { id, jobId, userId, role: 'executor' as const, cores, memoryBytes };
    session.attempts.set(id, attempt);
    placed.push({ session, attempt, environmentId, driver });
  }
  return placed;
}

/** Script and files as its driver has them; no standard input. */
export function executorAssignment(
  deps: Pick<Deps, 'config'>,
  { session, attempt, environmentId, driver }: PlacedExecutor,
): grpc.AssignTask {
  const { id, jobId, cores, memoryBytes } = attempt;
  const placement = { nodeId: session.nodeId, environmentId, cores, memoryBytes };
  return {
    ...assignment(deps, placement, { id, job_id: jobId, spec: driver.row.spec }),
    role: 'executor',
    hasStdin: false,
    stdinBlobId: '',
    stdinSizeBytes: 0,
  };
}
