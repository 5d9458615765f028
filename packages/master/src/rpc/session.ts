// One worker's session: the hello that opens it, then its messages in order. What an attempt says is
// handled one message after the other; different attempts do not wait for each other.
import { constants } from 'node:os';
import { serial } from '@runsurge/base';
import { AppError, type AttemptId, attemptId, type NodeId } from '@runsurge/model';
import type { grpc } from '@runsurge/protocol';
import {
  findNode,
  hasFailedWith,
  liveAttemptsOfNode,
  moveNode,
  type Outcome,
  renewLeases,
  shortenLeases,
  startAttempt,
} from '@runsurge/store';
import type { Deps } from '../deps.ts';
import type { LeaseKeeper } from '../leases.ts';
import type { NodeSession, RunningAttempt, Sessions } from '../sessions.ts';
import { journalOf, settleFailure, settleSuccess } from '../settle.ts';
import { capabilitiesFrom } from './capabilities.ts';
import { failureFrom, outcomeFrom, usageFrom } from './results.ts';

export type SessionDeps = Deps & { readonly sessions: Sessions; readonly leases: LeaseKeeper };

type Stream = {
  readonly send: (message: grpc.MasterMessage) => void;
  readonly end: (reason: string) => void;
};

const now = (deps: SessionDeps) => new Date(deps.clock.now());
const parseIds = (ids: readonly string[]): AttemptId[] =>
  ids.map((id) => attemptId.parse(id)).filter((id) => id !== undefined);

async function renew(deps: SessionDeps, node: NodeId, attempts: readonly AttemptId[]) {
  if (attempts.length === 0) return;
  const until = deps.clock.now() + deps.config.leaseMs;
  await renewLeases(deps.db, node, attempts, new Date(until));
  deps.leases.endsAt(until);
}

/** Settles what the database says this node runs against what it says itself, then lets it in. */
async function open(
  deps: SessionDeps,
  node: NodeId,
  hello: grpc.Hello,
  stream: Stream,
): Promise<NodeSession> {
  const capabilities = capabilitiesFrom(hello.capabilities);
  const state = hello.draining ? 'draining' : 'online';
  const row = await findNode(deps.db, node);
  if (!row || !(await moveNode(deps.db, node, 'online', now(deps), capabilities))) {
    throw new AppError('FORBIDDEN', 'this node was retired', {
      remedy: 'enrol the machine again: runsurge worker --pool URL --enrol',
    });
  }
  if (state === 'draining') await moveNode(deps.db, node, 'draining', now(deps));
  const claimed = new Set(hello.attemptIds);
  const session: NodeSession = {
    nodeId: node,
    name: row.name,
    capabilities,
    attempts: new Map(),
    ended: new Set(),
    draining: hello.draining,
    ...stream,
  };
  const resumed: grpc.ResumedAttempt[] = [];
  const earlier = deps.sessions.get(node);
  if (earlier) deps.stages.disconnected(earlier);
  for (const live of await liveAttemptsOfNode(deps.db, node)) {
    const isUseless = live.kind === 'executor' && live.job_state !== 'running';
    if (!claimed.has(live.id) || isUseless) {
      const message = 'the worker was restarted while it ran';
      await settleFailure(deps, live.id, 'lost', { kind: 'node-lost', message }, { node });
      continue;
    }
    session.attempts.set(live.id, {
      id: live.id,
      jobId: live.job_id,
      userId: live.user_id,
      role: live.kind === 'executor' ? 'executor' : live.spreads ? 'driver' : 'plain',
      cores: live.cores,
      memoryBytes: live.memory_bytes,
    });
    resumed.push({
      attemptId: live.id,
      journalBytes: await deps.journals.size(journalOf(live.id)),
    });
  }
  await renew(deps, node, [...session.attempts.keys()]);
  deps.sessions.add(session);
  stream.send({
    kind: { $case: 'welcome', value: { resumed, heartbeatMs: deps.config.heartbeatMs } },
  });
  await deps.stages.connected(session);
  if (session.draining) deps.stages.draining(session);
  deps.log.info({ nodeId: node, name: row.name, resumed: resumed.length }, 'node connected');
  deps.wakeScheduler();
  return session;
}

async function heartbeat(
  deps: SessionDeps,
  session: NodeSession,
  beat: grpc.Heartbeat,
): Promise<void> {
  if (beat.draining && !session.draining) {
    session.draining = true;
    deps.stages.draining(session);
    await moveNode(deps.db, session.nodeId, 'draining', now(deps));
    deps.wakeScheduler();
  }
  await renew(deps, session.nodeId, parseIds(beat.attemptIds));
}

/**
 * SIGKILL that neither a limit nor a cancel explains: the script itself, or somebody on that machine.
 * Nobody can tell, so it is run once more; the second time it is the script's own end.
 */
function wasKilled({ exit }: Outcome): boolean {
  return exit.kind === 'signal' && exit.signal === constants.signals.SIGKILL;
}

/** True when this says how an executor ended: by itself, or because it was told to. */
async function executorEnds(
  deps: SessionDeps,
  session: NodeSession,
  running: RunningAttempt,
  kind: NonNullable<grpc.WorkerMessage['kind']>,
): Promise<boolean> {
  if (kind.$case === 'complete') {
    const usage = usageFrom(kind.value.usage);
    await deps.stages.executorEnded(session, running, { state: 'succeeded', usage });
  } else if (kind.$case === 'failed') {
    const failure = failureFrom(kind.value);
    const usage = usageFrom(kind.value.usage);
    await deps.stages.executorEnded(session, running, { state: 'failed', failure, usage });
  } else if (kind.$case === 'refused') {
    const failure = { kind: 'refused' as const, message: kind.value.reason };
    await deps.stages.executorEnded(session, running, { state: 'failed', failure });
  } else return false;
  return true;
}

/** Everything that names an attempt. One that is not this session's any more is told to stop. */
async function aboutAttempt(
  deps: SessionDeps,
  session: NodeSession,
  id: AttemptId,
  kind: NonNullable<grpc.WorkerMessage['kind']>,
): Promise<void> {
  const running = session.attempts.get(id);
  const settled = () => session.send({ kind: { $case: 'settled', value: { attemptId: id } } });
  if (!running) {
    if (kind.$case === 'complete' || kind.$case === 'failed' || kind.$case === 'refused') {
      return settled();
    }
    return session.send({ kind: { $case: 'cancel', value: { attemptId: id } } });
  }
  if (running.role === 'executor' && (await executorEnds(deps, session, running, kind))) {
    return settled();
  }
  switch (kind.$case) {
    case 'start': {
      const job = await startAttempt(deps.db, id, session.nodeId, kind.value.sandbox, now(deps));
      if (job) deps.changes.stateOf(job);
      if (running.role === 'driver') await deps.stages.driverStarted(session, running);
      return;
    }
    case 'stageTalk':
      return deps.stages.says(session, running, kind.value.words);
    case 'output': {
      const { offset, records } = kind.value;
      const journalBytes = await deps.journals.append(journalOf(id), offset, records);
      return session.send({
        kind: { $case: 'outputAck', value: { attemptId: id, journalBytes } },
      });
    }
    case 'progress': {
      const { rssBytes, cpuMs, atMs } = kind.value;
      return deps.changes.sampleOf(running.jobId, { attemptId: id, rssBytes, cpuMs, atMs });
    }
    case 'complete': {
      const outcome = await outcomeFrom(deps, running, kind.value);
      if (wasKilled(outcome) && !(await hasFailedWith(deps.db, running.jobId, 'killed'))) {
        const failure = { kind: 'killed' as const, message: 'somebody killed the script' };
        const { usage } = outcome;
        await settleFailure(deps, id, 'failed', failure, { node: session.nodeId, usage });
        return settled();
      }
      await settleSuccess(deps, session.nodeId, id, outcome);
      return settled();
    }
    case 'failed': {
      const failure = failureFrom(kind.value);
      const usage = usageFrom(kind.value.usage);
      await settleFailure(deps, id, 'failed', failure, { node: session.nodeId, usage });
      return settled();
    }
    case 'refused': {
      const failure = { kind: 'refused' as const, message: kind.value.reason };
      await settleFailure(deps, id, 'failed', failure, { node: session.nodeId });
      return settled();
    }
    default:
      return;
  }
}

async function close(deps: SessionDeps, session: NodeSession): Promise<void> {
  deps.stages.disconnected(session);
  if (!deps.sessions.remove(session)) return;
  const until = deps.clock.now() + deps.config.reconnectMs;
  await shortenLeases(deps.db, session.nodeId, new Date(until));
  deps.leases.endsAt(until);
  await moveNode(deps.db, session.nodeId, 'offline', now(deps));
  deps.log.info({ nodeId: session.nodeId, running: session.attempts.size }, 'node disconnected');
}

/** Runs a session until its stream ends. Rejects only before the hello was accepted. */
export async function runSession(
  deps: SessionDeps,
  node: NodeId,
  messages: AsyncIterable<grpc.WorkerMessage>,
  stream: Stream,
): Promise<void> {
  const source = messages[Symbol.asyncIterator]();
  const first = await source.next();
  const hello = first.done ? undefined : first.value.kind;
  if (hello?.$case !== 'hello') {
    throw new AppError('BAD_INPUT', 'a session starts with a hello');
  }
  const session = await open(deps, node, hello.value, stream);
  const inOrder = serial();
  // What could not be handled (database away, disk full) ends the session: the worker comes back,
  // says what it runs, and sends again what was not acknowledged.
  const broken = (thrown: unknown) => {
    deps.log.warn({ err: thrown, nodeId: node }, 'session ended by an error');
    stream.end(AppError.from(thrown).message);
  };
  try {
    for (let next = await source.next(); !next.done; next = await source.next()) {
      const kind = next.value.kind;
      if (!kind || kind.$case === 'hello') continue;
      if (kind.$case === 'heartbeat') {
        inOrder('heartbeat', () => heartbeat(deps, session, kind.value)).catch(broken);
        continue;
      }
      const id = attemptId.parse(kind.value.attemptId);
      if (id && (kind.$case === 'complete' || kind.$case === 'failed')) {
        // Its room is free from now on: the next task is on its way while this one is being stored.
        session.ended.add(id);
        deps.wakeScheduler();
      }
      if (id) inOrder(id, () => aboutAttempt(deps, session, id, kind)).catch(broken);
    }
  } catch (thrown) {
    deps.log.debug({ err: thrown, nodeId: node }, 'session stream broke');
  } finally {
    await close(deps, session).catch((thrown) =>
      deps.log.warn({ err: thrown, nodeId: node }, 'session could not be closed in the database'),
    );
  }
}
