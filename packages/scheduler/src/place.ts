// Decides which node runs which task. Pure: a snapshot in, placements and reasons out; the master
// claims them in the database afterwards, where a race may still be lost.
//
// Fair between users: the next task is always of the user who holds the fewest cores; within a user,
// the oldest. A task that fits nowhere now never holds up the ones behind it.
import type { NodeId, TaskId, UserId } from '@runsurge/model';
import { chooseEnvironment, neededPackages } from './environment.ts';
import { whyWaiting } from './reasons.ts';
import type { Placement, Plan, SchedulerNode, SchedulerTask, Snapshot } from './snapshot.ts';

export type Room = { cores: number; memoryBytes: number };
type Candidate = { node: SchedulerNode; environmentId: string; memoryBytes: number; left: number };

/** Memory a task gets on a node: what it asked for, else the share of a slot, never less than it needs. */
function grant(task: SchedulerTask, node: SchedulerNode, room: Room): number {
  if (task.memoryLimitBytes !== null) return task.memoryLimitBytes;
  const share = Math.floor(node.memoryBytes / Math.max(1, node.slots));
  return Math.min(room.memoryBytes, Math.max(task.memoryBytes, share * task.cores));
}

function candidateOn(
  task: SchedulerTask,
  needed: readonly string[],
  node: SchedulerNode,
  room: Room,
): Candidate | undefined {
  if (!node.accepts || room.cores < task.cores || room.memoryBytes < task.memoryBytes) return;
  const environment = chooseEnvironment(node, task, needed);
  if (!environment) return;
  const memoryBytes = grant(task, node, room);
  return {
    node,
    environmentId: environment.id,
    memoryBytes,
    left: room.memoryBytes - memoryBytes,
  };
}

/** Smallest fitting node first; the order of ids breaks ties, so that equal snapshots give equal plans. */
function better(a: Candidate, b: Candidate): Candidate {
  if (a.node.memoryBytes !== b.node.memoryBytes) {
    return a.node.memoryBytes < b.node.memoryBytes ? a : b;
  }
  if (a.left !== b.left) return a.left > b.left ? a : b;
  return a.node.id < b.node.id ? a : b;
}

function bestNode(
  task: SchedulerTask,
  snapshot: Snapshot,
  rooms: ReadonlyMap<NodeId, Room>,
): Candidate | undefined {
  const needed = neededPackages(task, snapshot.nodes);
  const empty = { cores: 0, memoryBytes: 0 };
  const fitting = snapshot.nodes
    .map((node) => candidateOn(task, needed, node, rooms.get(node.id) ?? empty))
    .filter((candidate) => candidate !== undefined);
  const avoided = (candidate: Candidate) => task.avoidNodes.includes(candidate.node.id);
  const fresh = fitting.filter((candidate) => !avoided(candidate));
  if (fresh.length > 0) return fresh.reduce(better);
  // A node it failed on is taken again only when no other could ever run it.
  const elsewhere = snapshot.nodes.some(
    (node) =>
      !task.avoidNodes.includes(node.id) &&
      candidateOn(task, needed, node, { cores: node.cores, memoryBytes: node.memoryBytes }),
  );
  return elsewhere || fitting.length === 0 ? undefined : fitting.reduce(better);
}

type UserQueue = { readonly userId: UserId; cores: number; readonly tasks: SchedulerTask[] };

function queuesByUser(snapshot: Snapshot): UserQueue[] {
  const queues = new Map<UserId, UserQueue>();
  for (const task of snapshot.tasks) {
    const queue = queues.get(task.userId) ?? {
      userId: task.userId,
      cores: snapshot.coresInUse.get(task.userId) ?? 0,
      tasks: [],
    };
    queue.tasks.push(task);
    queues.set(task.userId, queue);
  }
  for (const { tasks } of queues.values()) tasks.sort((a, b) => a.queuedAtMs - b.queuedAtMs);
  return [...queues.values()];
}

function nextQueue(queues: readonly UserQueue[]): UserQueue | undefined {
  return queues
    .filter((queue) => queue.tasks.length > 0)
    .sort(
      (a, b) => a.cores - b.cores || (a.tasks[0]?.queuedAtMs ?? 0) - (b.tasks[0]?.queuedAtMs ?? 0),
    )[0];
}

export function place(snapshot: Snapshot): Plan {
  const rooms = new Map<NodeId, Room>(
    snapshot.nodes.map((node) => [
      node.id,
      { cores: node.freeCores, memoryBytes: node.freeMemoryBytes },
    ]),
  );
  const placements: Placement[] = [];
  const waiting = new Map<TaskId, string | null>();
  const queues = queuesByUser(snapshot);
  for (let queue = nextQueue(queues); queue; queue = nextQueue(queues)) {
    const task = queue.tasks.shift();
    if (!task) break;
    const chosen = bestNode(task, snapshot, rooms);
    if (!chosen) {
      waiting.set(task.id, whyWaiting(task, snapshot.nodes));
      continue;
    }
    const room = rooms.get(chosen.node.id);
    if (room) {
      room.cores -= task.cores;
      room.memoryBytes -= chosen.memoryBytes;
    }
    queue.cores += task.cores;
    placements.push({
      taskId: task.id,
      nodeId: chosen.node.id,
      environmentId: chosen.environmentId,
      cores: task.cores,
      memoryBytes: chosen.memoryBytes,
    });
  }
  return { placements, waiting };
}

// The walk goes on in packages/master/src/dispatch.ts: placements are claimed and sent to their nodes.
