// What the matching of one job's tasks with its executors is made of: its state, what may happen, and
// what is to be done then. The moves are in match.ts.
import { WaitingLine } from './waiting-line.ts';

export type Task<C> = {
  readonly stage: number;
  readonly index: number;
  readonly content: C;
  readonly queuedMs: number;
  /** It was lost, and goes first. */
  again: boolean;
  losses: number;
  isQueued: boolean;
  readonly copies: Copy<C>[];
};

/** A task as one executor has it. */
export type Copy<C> = {
  readonly key: number;
  readonly task: Task<C>;
  readonly executor: Executor<C>;
  startedMs: number;
  /** It was told to stop; its answer only says that there is room again. */
  isStopped: boolean;
};

export type Executor<C> = {
  readonly id: string;
  readonly given: Copy<C>[];
  isDraining: boolean;
  /** Shared values that it has, the last used last. */
  commons: string[];
};

export type Stage<C> = {
  readonly tasks: Map<number, Task<C>>;
  common: string | null;
  readonly durations: number[];
};

export type State<C> = {
  readonly stages: Map<number, Stage<C>>;
  readonly executors: Map<string, Executor<C>>;
  readonly copies: Map<number, Copy<C>>;
  readonly line: WaitingLine<Task<C>>;
  nextKey: number;
  /** Tasks that wait. */
  queued: number;
  /** The number that the driver was told. */
  told: number;
  withoutSinceMs: number;
};

export type Event<C> =
  | { readonly kind: 'open'; readonly stage: number }
  | { readonly kind: 'common'; readonly stage: number; readonly common: string }
  | { readonly kind: 'task'; readonly stage: number; readonly index: number; readonly content: C }
  /** All that are not answered, when the index is left out. */
  | { readonly kind: 'cancel'; readonly stage: number; readonly index?: number | undefined }
  | { readonly kind: 'close'; readonly stage: number }
  | { readonly kind: 'ready'; readonly executor: string }
  | { readonly kind: 'gone'; readonly executor: string }
  /** Takes nothing new, and is released when it has finished what it runs. */
  | { readonly kind: 'drain'; readonly executor: string }
  | {
      readonly kind: 'result';
      readonly executor: string;
      readonly key: number;
      readonly outcome: Outcome;
      readonly ms: number;
    }
  | { readonly kind: 'tick' };

/** `lost`: it was not run there, and nobody knows what it would have given. */
export type Outcome = 'ok' | 'error' | 'lost';

export type Instruction<C> =
  | {
      readonly kind: 'give';
      readonly executor: string;
      readonly key: number;
      readonly stage: number;
      readonly index: number;
      readonly content: C;
      readonly common: string | null;
      readonly isFirst: boolean;
      /** The executor does not have what the stage shares. */
      readonly withCommon: boolean;
    }
  | { readonly kind: 'stop'; readonly executor: string; readonly key: number }
  | { readonly kind: 'forget'; readonly executor: string; readonly common: string }
  | {
      readonly kind: 'answer';
      readonly stage: number;
      readonly index: number;
      readonly losses: number;
      readonly by: {
        readonly executor: string;
        readonly outcome: 'ok' | 'error';
        readonly ms: number;
      } | null;
      /** When nobody did it. */
      readonly why: string;
    }
  /** The driver gave it up. */
  | { readonly kind: 'dropped'; readonly stage: number; readonly index: number }
  /** So many executors are ready for the driver. */
  | { readonly kind: 'count'; readonly count: number }
  | { readonly kind: 'release'; readonly executor: string };

export function initialState<C>(nowMs: number): State<C> {
  return {
    stages: new Map(),
    executors: new Map(),
    copies: new Map(),
    line: new WaitingLine(),
    nextKey: 1,
    queued: 0,
    told: 0,
    withoutSinceMs: nowMs,
  };
}

/** Tasks that are not answered. */
export function unfinished<C>(state: State<C>): number {
  let count = 0;
  for (const { tasks } of state.stages.values()) count += tasks.size;
  return count;
}

/** The next that waits. Those that were given up meanwhile are still in the line. */
export function firstOf<C>(line: WaitingLine<Task<C>>): Task<C> | undefined {
  for (let task = line.first(); task; task = line.first()) {
    if (task.isQueued) return task;
    line.shift();
  }
  return undefined;
}
