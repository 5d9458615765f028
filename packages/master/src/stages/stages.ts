// The stages of all jobs: who drives, who executes, and what they say to each other. The doors that
// the rest of the master uses: sessions tell what workers say and when they come and go, the
// dispatcher asks for executors to be placed, whoever settles an attempt says so.
import { AppError, type AttemptId, type JobId } from '@runsurge/model';
import type { grpc } from '@runsurge/protocol';
import {
  type EarlierStage,
  type ExecutorEnd,
  earlierStages,
  endExecutor,
  findJobs,
  hasStages,
  liveAttempt,
} from '@runsurge/store';
import type { StageProgress } from '../changes.ts';
import type { Deps } from '../deps.ts';
import type { NodeSession, RunningAttempt, Sessions } from '../sessions.ts';
import { type Executor, lastingMs, makeExecutors, whoToDrain } from './executors.ts';
import { openJobStages } from './job-stages.ts';
import { type Driven, executorAssignment, placeExecutors } from './place-executors.ts';
import { makePost } from './post.ts';
import { makeRecorder } from './recorder.ts';
import { checkedWord } from './words.ts';

type StagesDeps = Pick<
  Deps,
  'db' | 'blobs' | 'clock' | 'log' | 'changes' | 'config' | 'wakeScheduler'
> & {
  readonly sessions: Sessions;
};

/** A driver that starts over hears of so many; in the widest case they are 1.6 MB. */
const mostEarlierTasks = 20_000;

export type Stages = ReturnType<typeof openStages>;

export function openStages(deps: StagesDeps) {
  const { db, clock, log } = deps;
  const post = makePost();
  const recorder = makeRecorder(deps);
  const executors = makeExecutors();
  const driven = new Map<JobId, Driven>();

  /** Only what is ready for the job that asks: a worker's word about another's executor finds nothing. */
  const readyExecutor = (job: JobId) => (id: string) => {
    const executor = executors.get(id as AttemptId); // ids from our own map
    return executor?.jobId === job ? executor : undefined;
  };

  async function driverStarted(session: NodeSession, attempt: RunningAttempt): Promise<void> {
    const before = driven.get(attempt.jobId);
    if (before?.stages.driver.session === session) return;
    const [row] = await findJobs(db, [attempt.jobId]);
    const live = await liveAttempt(db, attempt.id, session.nodeId);
    if (!row || !live || !session.attempts.has(attempt.id)) return;
    // A stage that is opened again must be found, and not be made a second time under another id.
    await recorder.flush();
    const hasHistory = await hasStages(db, row.id);
    const driver = { session, attempt: attempt.id, jobId: row.id, userId: attempt.userId };
    const stages = openJobStages(
      {
        ...deps,
        post,
        recorder,
        executor: readyExecutor(row.id),
        release: (id) => endNow(executors.get(id as AttemptId)), // as above
      },
      driver,
      hasHistory,
    );
    driven.set(row.id, {
      stages,
      row,
      environmentId: live.environment,
      sinceMs: clock.now(),
      failures: 0,
      avoidNodes: [],
      asked: 1,
    });
    for (const executor of executors.ofJob(row.id)) {
      if (executor.state === 'ready') stages.ready(executor.attempt);
    }
    deps.wakeScheduler();
    clock.timer(lastingMs, () => driven.has(row.id) && deps.wakeScheduler());
  }

  function executorHere(session: NodeSession, { id, jobId, userId }: RunningAttempt): void {
    const address = { session, attempt: id };
    executors.add({ ...address, jobId, userId, blobs: new Map(), state: 'starting' });
  }

  /** The driver is gone, with its node or for good; what its executors do is of no use any more. */
  function driverGone(job: JobId, isOver: boolean): void {
    const found = driven.get(job);
    found?.stages.close(isOver);
    driven.delete(job);
  }

  function endNow(executor: Executor | undefined): void {
    if (!executor || executor.state === 'ending') return;
    executor.state = 'ending';
    post.send(executor, { $case: 'end', value: {} });
  }

  /** Finishes what it runs, and is ended. */
  function drain(executor: Executor): void {
    const stages = driven.get(executor.jobId)?.stages;
    const isReady = executor.state === 'ready';
    executor.state = 'draining';
    if (stages && isReady) stages.drain(executor.attempt);
    else endNow(executor);
  }

  function wakeForMore(found: Driven): void {
    const unfinished = found.stages.unfinished();
    if (unfinished <= found.asked) return;
    found.asked = unfinished;
    deps.wakeScheduler();
  }

  async function executorSays(executor: Executor, word: grpc.StageWord['kind']): Promise<void> {
    const found = driven.get(executor.jobId);
    if (word?.$case === 'ready') {
      if (executor.state !== 'starting') return;
      executor.state = 'ready';
      found?.stages.ready(executor.attempt);
    } else if (word?.$case === 'result' && found) {
      if (await found.stages.result(executor.attempt, word.value)) found.failures = 0;
    }
  }

  async function placeMore(leaseEndsAt: (ms: number) => void): Promise<void> {
    const placed = await placeExecutors(deps, driven.values(), executors, leaseEndsAt);
    for (const each of placed) {
      const { session, attempt, driver } = each;
      executorHere(session, attempt);
      const value = executorAssignment(deps, each);
      session.send({ kind: { $case: 'assign', value } });
      log.info(
        { jobId: attempt.jobId, attemptId: attempt.id, nodeId: session.nodeId },
        'executor assigned',
      );
      // Its driver went while it was claimed.
      if (driven.get(attempt.jobId) !== driver) endNow(executors.get(attempt.id));
    }
  }

  return {
    driverStarted,

    /** After a reconnect: what this node still runs, before it says anything. */
    async connected(session: NodeSession): Promise<void> {
      for (const attempt of session.attempts.values()) {
        if (attempt.role === 'executor') executorHere(session, attempt);
        if (attempt.role === 'driver') await driverStarted(session, attempt);
      }
    },

    disconnected(session: NodeSession): void {
      for (const executor of executors.all()) {
        if (executor.session !== session) continue;
        executors.remove(executor.attempt);
        driven.get(executor.jobId)?.stages.gone(executor.attempt);
      }
      for (const [job, { stages }] of driven) {
        if (stages.driver.session !== session) continue;
        driverGone(job, false);
        for (const executor of executors.ofJob(job)) {
          if (executor.state === 'ending') continue;
          executor.state = 'starting';
          executor.blobs.clear();
          post.send(executor, { $case: 'reset', value: {} });
        }
      }
    },

    /** What a driver or an executor says. What makes no sense is not obeyed. */
    async says(
      session: NodeSession,
      attempt: RunningAttempt,
      words: readonly grpc.StageWord[],
    ): Promise<void> {
      const executor = executors.get(attempt.id);
      const found = driven.get(attempt.jobId);
      for (const { kind } of words) {
        if (!kind) continue;
        try {
          const word = checkedWord(kind);
          if (word.$case === 'ready' || word.$case === 'result') {
            if (executor?.session === session) await executorSays(executor, word);
          } else if (found?.stages.driver.attempt === attempt.id) {
            await found.stages.driverSays(word);
          }
        } catch (thrown) {
          if (AppError.from(thrown).code === 'UNAVAILABLE') throw thrown;
          log.warn({ err: thrown, attemptId: attempt.id, nodeId: session.nodeId }, 'not obeyed');
        }
      }
      if (found) wakeForMore(found);
    },

    /** An executor has ended: by itself, or because it was told to. */
    async executorEnded(
      session: NodeSession,
      attempt: RunningAttempt,
      end: ExecutorEnd,
    ): Promise<void> {
      const executor = executors.get(attempt.id);
      const wasTold = executor?.state === 'ending';
      executors.remove(attempt.id);
      session.attempts.delete(attempt.id);
      session.ended.delete(attempt.id);
      const found = driven.get(attempt.jobId);
      // One that dies at its work is the work's fault, which has a bound of its own.
      const wasIdle = executor?.state === 'starting' || found?.stages.isIdle(attempt.id);
      found?.stages.gone(attempt.id);
      if (found && wasIdle && !wasTold) {
        found.failures += 1;
        found.avoidNodes = [...new Set([...found.avoidNodes, session.nodeId])];
      }
      // Told to go before it had come up: it did all that was asked of it.
      const wasEarly = wasTold && end.state === 'failed' && end.failure.kind === 'cancelled';
      const usage = { wallMs: 0, cpuMs: 0, peakRssBytes: 0, averageRssBytes: 0, ...end.usage };
      const stored: ExecutorEnd = wasEarly ? { state: 'succeeded', usage } : end;
      await endExecutor(db, attempt.id, session.nodeId, stored, new Date(clock.now()));
      log.info({ jobId: attempt.jobId, attemptId: attempt.id, end: end.state }, 'executor ended');
      deps.changes.stateOf(attempt.jobId);
      deps.wakeScheduler();
    },

    /** Its lease ran out. */
    executorLost(attempt: AttemptId): void {
      const executor = executors.get(attempt);
      executors.remove(attempt);
      if (executor) driven.get(executor.jobId)?.stages.gone(attempt);
    },

    /** The attempt of a job's script has ended, and the job with it or not: its executors go. */
    driverEnded(job: JobId): void {
      driverGone(job, true);
      for (const executor of executors.ofJob(job)) endNow(executor);
    },

    /** Its attempts were cancelled, and their nodes told. */
    cancelled(job: JobId): void {
      driverGone(job, true);
      for (const executor of executors.ofJob(job)) executors.remove(executor.attempt);
    },

    /** Looked at after every placement of drivers; `waiting` of these found no room. */
    async place(waiting: number, leaseEndsAt: (ms: number) => void): Promise<void> {
      if (waiting === 0) return placeMore(leaseEndsAt);
      const isIdle = ({ attempt, jobId }: Executor) =>
        driven.get(jobId)?.stages.isIdle(attempt) ?? true;
      for (const executor of whoToDrain(executors.all(), waiting, isIdle)) drain(executor);
    },

    /** The node takes nothing new, and waits for what it runs. */
    draining(session: NodeSession): void {
      for (const executor of executors.all()) {
        if (executor.session === session && executor.state !== 'ending') drain(executor);
      }
    },

    wantsMore: () => driven.size > 0 || executors.all().length > 0,
    /** A blob that this attempt was given, or may be. */
    mayRead(attempt: AttemptId, job: JobId, blob: string): boolean {
      const executor = executors.get(attempt);
      if (executor) return [...executor.blobs.values()].includes(blob);
      const stages = driven.get(job)?.stages;
      return stages?.driver.attempt === attempt && stages.mayRead(blob);
    },
    /** What a driver that starts over has to cut as it was cut before. */
    async earlier(job: JobId): Promise<EarlierStage[]> {
      // Whatever the master has heard counts, also of the last moment.
      await recorder.flush();
      return earlierStages(db, job, mostEarlierTasks);
    },
    progress: (job: JobId): StageProgress[] => driven.get(job)?.stages.progress() ?? [],
    flush: () => recorder.flush(),
    async close(): Promise<void> {
      for (const job of [...driven.keys()]) driverGone(job, false);
      await recorder.close();
    },
  };
}
