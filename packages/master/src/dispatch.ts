// The scheduler loop: woken by changes, it takes a snapshot, asks the pure scheduler, claims what it
// decided, and sends the assignments. It never polls; a database that is away is tried again.
import { setMaxListeners } from 'node:events';
import type { Wake } from '@runsurge/base';
import { attemptId, type UserId } from '@runsurge/model';
import type { grpc } from '@runsurge/protocol';
import { type Placement, place, type SchedulerTask } from '@runsurge/scheduler';
import {
  type Claimed,
  claimTasks,
  planOf,
  type QueuedTask,
  queuedTasks,
  recordWaitReasons,
} from '@runsurge/store';
import type { Deps } from './deps.ts';
import type { Sessions } from './sessions.ts';

type DispatchDeps = Pick<Deps, 'db' | 'clock' | 'log' | 'config' | 'changes' | 'stages'> & {
  readonly sessions: Sessions;
  readonly wake: Wake;
  /** A lease ends then; the lease keeper must look not later. */
  readonly leaseEndsAt: (ms: number) => void;
};

/** Beyond the free slots, so many tasks of a user get a reason why they wait. */
const lookAhead = 16;
const largestSnapshot = 500;
const pauseAfterErrorMs = 1_000;

function schedulerTask(row: QueuedTask): SchedulerTask {
  return {
    id: row.id,
    userId: row.user_id,
    cores: row.cores,
    memoryBytes: row.memory_bytes,
    memoryLimitBytes: row.memory_limit_bytes,
    python: row.python,
    environmentId: null,
    imports: row.imports,
    avoidNodes: row.avoid_nodes,
    queuedAtMs: row.queued_at.getTime(),
  };
}

/** As a plain script gets it; what a driver or an executor gets beyond is added by the callers. */
export function assignment(
  deps: Pick<Deps, 'config'>,
  placement: Omit<Placement, 'taskId'>,
  claimed: Pick<Claimed, 'id' | 'job_id' | 'spec'>,
): grpc.AssignTask {
  const { spec } = claimed;
  const { config } = deps;
  return {
    attemptId: claimed.id,
    jobId: claimed.job_id,
    environmentId: placement.environmentId,
    files: spec.files.map((file) => ({
      path: file.path,
      blobId: file.blob,
      sizeBytes: file.sizeBytes,
      mode: file.mode,
    })),
    workdir: spec.workdir,
    extraDirs: [...spec.extraDirs],
    args: [spec.script, ...spec.args],
    env: { ...spec.env },
    hasStdin: spec.stdin === 'stream',
    stdinBlobId: typeof spec.stdin === 'string' ? '' : spec.stdin.blob,
    stdinSizeBytes: typeof spec.stdin === 'string' ? 0 : spec.stdin.sizeBytes,
    limits: {
      memoryBytes: placement.memoryBytes,
      processes: config.taskProcesses,
      fileBytes: config.taskDiskBytes,
      diskBytes: config.taskDiskBytes,
      outputBytes: config.taskOutputBytes,
      wallMs: spec.timeoutMs ?? config.taskTimeoutMs,
      cores: placement.cores,
    },
    role: '',
    parallel: '',
    plan: undefined,
    earlier: Buffer.alloc(0),
  };
}

/** What makes a script a driver: its plan; and, when it starts over, what is known already. */
async function driverPart(
  deps: DispatchDeps,
  { job_id, spec, spreads, number }: Claimed,
): Promise<Partial<grpc.AssignTask>> {
  const row = spreads ? await planOf(deps.db, job_id) : undefined;
  if (!row) return {};
  const inline = Buffer.from(row.blob_id === null ? JSON.stringify(row.plan) : '');
  const plan = { inline, blobId: row.blob_id ?? '', sizeBytes: row.size_bytes };
  const earlier = number > 1 ? await deps.stages.earlier(job_id) : [];
  return {
    role: 'driver',
    parallel: spec.parallel,
    plan,
    earlier: Buffer.from(earlier.length > 0 ? JSON.stringify(earlier) : ''),
  };
}

async function assignAll(
  deps: DispatchDeps,
  placements: readonly Placement[],
  tasks: readonly QueuedTask[],
): Promise<void> {
  const now = deps.clock.now();
  const leaseUntil = now + deps.config.leaseMs;
  const claims = placements.map((placement) => ({
    attemptId: attemptId.create(),
    taskId: placement.taskId,
    nodeId: placement.nodeId,
    environment: placement.environmentId,
    cores: placement.cores,
    memoryBytes: placement.memoryBytes,
  }));
  const claimed = await claimTasks(deps.db, claims, new Date(now), new Date(leaseUntil));
  if (claimed.length === 0) return;
  deps.leaseEndsAt(leaseUntil);
  const users = new Map<string, UserId>(tasks.map((task) => [task.id, task.user_id]));
  for (const one of claimed) {
    const placement = placements.find((candidate) => candidate.taskId === one.task_id);
    const session = deps.sessions.get(one.node_id);
    const userId = users.get(one.task_id);
    deps.changes.stateOf(one.job_id);
    // A node that left in this very moment: the lease runs out and the task is placed again.
    if (!placement || !session || !userId) continue;
    session.attempts.set(one.id, {
      id: one.id,
      jobId: one.job_id,
      userId,
      role: one.spreads ? 'driver' : 'plain',
      cores: placement.cores,
      memoryBytes: placement.memoryBytes,
    });
    const value = { ...assignment(deps, placement, one), ...(await driverPart(deps, one)) };
    session.send({ kind: { $case: 'assign', value } });
    deps.log.info({ jobId: one.job_id, attemptId: one.id, nodeId: one.node_id }, 'task assigned');
  }
}

/** One look at the queue. Exported for tests; `runDispatcher` calls it whenever it is woken. */
export async function dispatchOnce(deps: DispatchDeps): Promise<void> {
  const waiting = await dispatchDrivers(deps);
  // After them: an executor only helps a job that runs already.
  if (deps.stages.wantsMore()) await deps.stages.place(waiting, deps.leaseEndsAt);
}

/** How many wait only for their turn. */
async function dispatchDrivers(deps: DispatchDeps): Promise<number> {
  const nodes = deps.sessions.schedulerNodes();
  const freeCores = nodes.reduce((sum, node) => sum + Math.max(0, node.freeCores), 0);
  const rows = await queuedTasks(deps.db, freeCores + lookAhead, largestSnapshot);
  if (rows.length === 0) return 0;
  const { placements, waiting } = place({
    nodes,
    tasks: rows.map(schedulerTask),
    coresInUse: deps.sessions.coresInUse(),
  });
  await assignAll(deps, placements, rows);
  const known = new Map(rows.map((row) => [row.id, row.wait_reason]));
  const news = new Map([...waiting].filter(([id, reason]) => known.get(id) !== reason));
  for (const job of await recordWaitReasons(deps.db, news)) deps.changes.stateOf(job);
  return [...waiting.values()].filter((reason) => reason === null).length;
}

export async function runDispatcher(deps: DispatchDeps, signal: AbortSignal): Promise<void> {
  setMaxListeners(0, signal);
  while (!signal.aborted) {
    try {
      await deps.wake.wait(signal);
      await dispatchOnce(deps);
    } catch (thrown) {
      if (signal.aborted) return;
      deps.log.warn({ err: thrown }, 'scheduling failed, will try again');
      await deps.clock.sleep(pauseAfterErrorMs, signal).catch(() => undefined);
      deps.wake.wake();
    }
  }
}

// The walk goes on in packages/worker/src/machine.ts: the worker accepts the assignment, or refuses it.
