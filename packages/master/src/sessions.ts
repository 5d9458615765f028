// The workers that are connected right now: what each has free, what it runs, how to reach it.
// In memory only; after a restart the workers come back and say what they still run.
import type { AttemptId, JobId, NodeId, UserId } from '@runsurge/model';
import type { grpc } from '@runsurge/protocol';
import type { SchedulerNode } from '@runsurge/scheduler';
import type { NodeCapabilities } from '@runsurge/store';

export type RunningAttempt = {
  readonly id: AttemptId;
  readonly jobId: JobId;
  readonly userId: UserId;
  /** `driver`: it hands work out; `executor`: it helps one. */
  readonly role: 'plain' | 'driver' | 'executor';
  readonly cores: number;
  readonly memoryBytes: number;
};

export type NodeSession = {
  readonly nodeId: NodeId;
  readonly name: string;
  readonly capabilities: NodeCapabilities;
  readonly attempts: Map<AttemptId, RunningAttempt>;
  /** Of these the end was reported: they hold no resources, but are not settled yet. */
  readonly ended: Set<AttemptId>;
  draining: boolean;
  send(message: grpc.MasterMessage): void;
  /** Ends the stream; the worker will dial again unless it may not. */
  end(reason: string): void;
};

export type Sessions = {
  add(session: NodeSession): void;
  /** Only if it is still this one: a node that dialled again has replaced it. */
  remove(session: NodeSession): boolean;
  get(node: NodeId): NodeSession | undefined;
  all(): Iterable<NodeSession>;
  schedulerNodes(): SchedulerNode[];
  coresInUse(): Map<UserId, number>;
  freeSlots(node: NodeId): number;
  largestMemoryBytes(): number;
};

function schedulerNode(session: NodeSession): SchedulerNode {
  const { capabilities, attempts } = session;
  const held = [...attempts.values()].filter((attempt) => !session.ended.has(attempt.id));
  const hasSandbox = capabilities.sandboxes.some((sandbox) => sandbox.works);
  const refusal = session.draining
    ? 'it is draining'
    : hasSandbox
      ? null
      : `no sandbox works on ${session.name}`;
  return {
    id: session.nodeId,
    name: session.name,
    accepts: refusal === null,
    refusal,
    cores: capabilities.cores,
    memoryBytes: capabilities.memoryBytes,
    slots: capabilities.slots,
    freeCores: capabilities.cores - held.reduce((sum, attempt) => sum + attempt.cores, 0),
    freeMemoryBytes:
      capabilities.memoryBytes - held.reduce((sum, attempt) => sum + attempt.memoryBytes, 0),
    environments: capabilities.environments,
  };
}

export function makeSessions(): Sessions {
  const byNode = new Map<NodeId, NodeSession>();
  return {
    add(session) {
      byNode.get(session.nodeId)?.end('the node has opened a newer session');
      byNode.set(session.nodeId, session);
    },
    remove(session) {
      if (byNode.get(session.nodeId) !== session) return false;
      return byNode.delete(session.nodeId);
    },
    get: (node) => byNode.get(node),
    all: () => byNode.values(),
    schedulerNodes: () => [...byNode.values()].map(schedulerNode),
    coresInUse() {
      const cores = new Map<UserId, number>();
      for (const { attempts } of byNode.values()) {
        for (const { userId, cores: held } of attempts.values()) {
          cores.set(userId, (cores.get(userId) ?? 0) + held);
        }
      }
      return cores;
    },
    freeSlots(node) {
      const session = byNode.get(node);
      return session ? Math.max(0, schedulerNode(session).freeCores) : 0;
    },
    largestMemoryBytes: () =>
      Math.max(0, ...[...byNode.values()].map((session) => session.capabilities.memoryBytes)),
  };
}
