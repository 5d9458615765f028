// Performs what the machine decides: keeps the session, runs attempts, beats the heart. All state
// that matters is in machine.ts; what is here are handles to things that run.
import { setMaxListeners } from 'node:events';
import { statfs } from 'node:fs/promises';
import { loadavg } from 'node:os';
import type { Clock, Log } from '@runsurge/base';
import { AppError, type AttemptId, attemptId } from '@runsurge/model';
import type { grpc } from '@runsurge/protocol';
import { openLink } from './link.ts';
import { type Event, type Instruction, initialState, step } from './machine.ts';
import { makeOutbox, type Outbox } from './outbox.ts';
import type { AttemptDeps } from './run-attempt.ts';
import { runAttempt } from './run-attempt.ts';
import { type Ending, runExecutor } from './run-executor.ts';
import type { OpenLine } from './stages/line.ts';
import { openLine } from './stages/open-line.ts';

export type AgentDeps = AttemptDeps & {
  readonly sessionClient: grpc.MasterServiceClient;
  readonly capabilities: grpc.Capabilities;
  readonly diskDir: string;
  readonly minFreeBytes: number;
  readonly clock: Clock;
  readonly log: Log;
};

export type Agent = {
  /** Resolves when drained or closed, rejects when the master does not want this node any more. */
  readonly ended: Promise<void>;
  /** Takes no new work, finishes what runs, then ends. */
  drain(): void;
  /** Stops everything at once. */
  close(): Promise<void>;
};

type Running = {
  readonly outbox: Outbox;
  readonly line: OpenLine | undefined;
  readonly stop: AbortController;
  done: Promise<void>;
};

const defaultHeartbeatMs = 3_000;
/** How long a closing worker waits for the master to have heard of what it gave up. */
const reportWithinMs = 1_000;

export function startAgent(deps: AgentDeps): Agent {
  const { cores, memoryBytes } = deps.capabilities;
  let state = initialState({ cores, memoryBytes });
  let heartbeatMs = defaultHeartbeatMs;
  let beating: { cancel(): void } | undefined;
  let left = false;
  const running = new Map<AttemptId, Running>();
  const clearing = new Set<Promise<void>>();
  const closing = new AbortController();

  const link = openLink(
    deps.sessionClient,
    {
      hello: () => ({
        capabilities: deps.capabilities,
        attemptIds: [...state.attempts.keys()],
        draining: state.draining,
      }),
      onMessage,
      onDisconnect: () => {
        for (const { outbox, line } of running.values()) {
          outbox.pause();
          line?.disconnected();
        }
        handle({ kind: 'disconnected' });
      },
    },
    deps,
  );

  function handle(event: Event): void {
    const next = step(state, event);
    state = next.state;
    for (const instruction of next.instructions) perform(instruction);
  }

  function onMessage(kind: NonNullable<grpc.MasterMessage['kind']>): void {
    if (kind.$case === 'welcome') {
      heartbeatMs = kind.value.heartbeatMs;
      const resumed = new Map<AttemptId, number>();
      for (const one of kind.value.resumed) {
        const id = attemptId.parse(one.attemptId);
        if (id) resumed.set(id, one.journalBytes);
      }
      handle({ kind: 'connected', resumed });
      return beat();
    }
    if (kind.$case === 'drain') return handle({ kind: 'drain' });
    const id = attemptId.parse(kind.value.attemptId);
    if (!id) return;
    if (kind.$case === 'assign') return handle({ kind: 'assigned', id, task: kind.value });
    if (kind.$case === 'cancel') return handle({ kind: 'cancelled', id });
    if (kind.$case === 'settled') return handle({ kind: 'settled', id });
    if (kind.$case === 'stageOrders') return obey(id, kind.value.orders);
    if (kind.$case === 'outputAck') running.get(id)?.outbox.acknowledge(kind.value.journalBytes);
  }

  function obey(id: AttemptId, orders: readonly grpc.StageOrder[]): void {
    const line = running.get(id)?.line;
    for (const { kind } of orders) if (kind) line?.order(kind);
  }

  function perform(instruction: Instruction): void {
    if (instruction.kind === 'leave') {
      left = true;
      link.close();
      return;
    }
    const { id } = instruction;
    switch (instruction.kind) {
      case 'accept':
        return link.send({ $case: 'accepted', value: { attemptId: id } });
      case 'refuse':
        deps.log.warn({ attemptId: id, why: instruction.why }, 'task refused');
        return link.send({ $case: 'refused', value: { attemptId: id, reason: instruction.why } });
      case 'run':
        return run(id, instruction.task);
      case 'stop':
        return running.get(id)?.stop.abort();
      case 'resume':
        return resume(id, instruction.journalBytes);
      case 'report':
        return link.send(instruction.report);
      case 'forget':
        running.delete(id);
        return;
    }
  }

  /** A master that has lost output it had acknowledged (a power cut) cannot get it again from here. */
  function resume(id: AttemptId, journalBytes: number): void {
    const attempt = running.get(id);
    try {
      attempt?.outbox.resume(journalBytes);
      attempt?.line?.connected();
    } catch (thrown) {
      deps.log.error({ err: thrown, attemptId: id }, 'attempt cannot go on');
      attempt?.stop.abort(AppError.from(thrown));
    }
  }

  function run(id: AttemptId, task: grpc.AssignTask): void {
    const outbox = makeOutbox((offset, records) =>
      link.send({
        $case: 'output',
        value: { attemptId: id, offset, records: Buffer.from(records) },
      }),
    );
    const stop = new AbortController();
    setMaxListeners(0, stop.signal);
    deps.log.info({ attemptId: id, jobId: task.jobId }, 'attempt started');
    const ending: Ending = { wasTold: false, hurry: () => undefined };
    const line = openLine(
      deps,
      task,
      id,
      {
        send: (value) => link.send({ $case: 'stageTalk', value }),
        onEnd(wasTold) {
          ending.wasTold ||= wasTold;
          ending.hurry();
        },
      },
      stop.signal,
    );
    const hooks = {
      outbox,
      line,
      clearing: (done: Promise<void>) => {
        const over = done
          .catch((thrown) =>
            deps.log.error({ err: thrown, attemptId: id }, 'a sandbox could not be removed'),
          )
          .finally(() => clearing.delete(over));
        clearing.add(over);
      },
      started: (sandbox: string) =>
        link.send({ $case: 'start', value: { attemptId: id, sandbox } }),
      progress: (sample: { rssBytes: number; cpuMs: number; atMs: number }) =>
        link.send({ $case: 'progress', value: { attemptId: id, ...sample } }),
    };
    const end =
      task.role === 'executor' && line
        ? runExecutor(deps, id, task, hooks, { line, ending }, stop.signal)
        : runAttempt(deps, id, task, hooks, stop.signal);
    const done = end.then((report) => {
      line?.flush();
      deps.log.info({ attemptId: id, report: report.$case }, 'attempt ended');
      handle({ kind: 'finished', id, report });
    });
    running.set(id, { outbox, line, stop, done });
  }

  async function sendHeartbeat(): Promise<void> {
    const { bavail, bsize } = await statfs(deps.diskDir);
    const freeDiskBytes = bavail * bsize;
    const low = freeDiskBytes < deps.minFreeBytes;
    handle({ kind: 'refusing', why: low ? 'its disk is full' : null });
    link.send({
      $case: 'heartbeat',
      value: {
        attemptIds: [...state.attempts.keys()],
        load: loadavg()[0] ?? 0,
        freeMemoryBytes: 0,
        freeDiskBytes,
        draining: state.draining,
      },
    });
  }

  function beat(): void {
    beating?.cancel();
    sendHeartbeat().catch((thrown) => deps.log.warn({ err: thrown }, 'heartbeat failed'));
    if (!left) beating = deps.clock.timer(heartbeatMs, beat);
  }

  const ended = link.ended.finally(() => {
    left = true;
    beating?.cancel();
  });
  ended.catch(() => undefined);

  return {
    ended,
    drain() {
      handle({ kind: 'drain' });
      if (!left) beat();
    },
    async close() {
      // What ran here is reported as lost with this machine, so that it is started elsewhere at once.
      const leaving = new AppError('WRONG_STATE', 'the machine left the pool');
      handle({ kind: 'drain' });
      for (const { stop } of running.values()) stop.abort(leaving);
      await Promise.all([...running.values()].map(({ done }) => done));
      await Promise.race([ended, deps.clock.sleep(reportWithinMs, closing.signal)]).catch(
        () => undefined,
      );
      closing.abort();
      left = true;
      link.close();
      beating?.cancel();
      await ended.catch(() => undefined);
      await Promise.all(clearing);
    },
  };
}

// The walk goes on in packages/worker/src/run-attempt.ts: one attempt from its files to its report.
