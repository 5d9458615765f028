// The life of every thing that has one: its states, and the only moves between them. Code asks
// `canMove`, SQL gets the allowed sources from `sourcesOf`, and docs/states.md is generated from here.

export type Moves<State extends string> = Readonly<Record<State, readonly State[]>>;

export const jobMoves = {
  submitted: ['analysing', 'cancelled', 'failed'],
  analysing: ['queued', 'rejected', 'cancelled', 'failed'],
  queued: ['running', 'cancelled', 'failed'],
  // Back to queued when the attempt of its task was lost and nothing of it runs any more.
  running: ['queued', 'aggregating', 'completed', 'failed', 'cancelled'],
  aggregating: ['completed', 'failed', 'cancelled'],
  completed: [],
  rejected: [],
  failed: [],
  cancelled: [],
} as const satisfies Moves<string>;
export type JobState = keyof typeof jobMoves;

export const taskMoves = {
  queued: ['running', 'failed', 'cancelled'],
  running: ['queued', 'succeeded', 'failed', 'cancelled'],
  succeeded: [],
  failed: [],
  cancelled: [],
} as const satisfies Moves<string>;
export type TaskState = keyof typeof taskMoves;

export const attemptMoves = {
  assigned: ['running', 'succeeded', 'failed', 'lost', 'cancelled'],
  running: ['succeeded', 'failed', 'lost', 'cancelled'],
  succeeded: [],
  failed: [],
  lost: [],
  cancelled: [],
} as const satisfies Moves<string>;
export type AttemptState = keyof typeof attemptMoves;

export const nodeMoves = {
  offline: ['online', 'retired'],
  online: ['offline', 'draining', 'retired'],
  draining: ['online', 'offline', 'retired'],
  retired: [],
} as const satisfies Moves<string>;
export type NodeState = keyof typeof nodeMoves;

export const blobMoves = {
  uploading: ['stored', 'discarded'],
  stored: ['discarded'],
  // Stored without `uploading` when the bytes come in one piece.
  discarded: ['uploading', 'stored'],
} as const satisfies Moves<string>;
export type BlobState = keyof typeof blobMoves;

export const leaseMoves = {
  held: ['released', 'expired'],
  released: [],
  expired: [],
} as const satisfies Moves<string>;
export type LeaseState = keyof typeof leaseMoves;

export const stageMoves = {
  open: ['closed'],
  // Opened again by a new driver, which runs the script from its start.
  closed: ['open'],
} as const satisfies Moves<string>;
export type StageState = keyof typeof stageMoves;

export const stageTaskMoves = {
  queued: ['running', 'succeeded', 'failed', 'cancelled'],
  running: ['queued', 'succeeded', 'failed', 'cancelled'],
  // A new driver may cut its partitions otherwise: then the task has another input, and starts anew.
  succeeded: ['queued'],
  failed: ['queued'],
  cancelled: ['queued'],
} as const satisfies Moves<string>;
export type StageTaskState = keyof typeof stageTaskMoves;

export const allMoves = {
  job: jobMoves,
  task: taskMoves,
  attempt: attemptMoves,
  node: nodeMoves,
  blob: blobMoves,
  lease: leaseMoves,
  stage: stageMoves,
  stageTask: stageTaskMoves,
} as const;

export function canMove<State extends string>(
  moves: Moves<State>,
  from: State,
  to: State,
): boolean {
  return moves[from].includes(to);
}

/** The states from which `to` may be reached: the `state = any($from)` of an update. */
export function sourcesOf<State extends string>(moves: Moves<State>, to: State): State[] {
  return statesOf(moves).filter((from) => moves[from].includes(to));
}

export function statesOf<State extends string>(moves: Moves<State>): State[] {
  return Object.keys(moves) as State[]; // the keys of a Record<State, …> are its states
}

export function isFinal<State extends string>(moves: Moves<State>, state: State): boolean {
  return moves[state].length === 0;
}
