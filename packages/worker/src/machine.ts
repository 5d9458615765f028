// The worker as a pure state machine: (state, event) -> state and instructions. It knows nothing of
// networks, processes or clocks, so every race is a list of events in a test. agent.ts performs.
import type { AttemptId } from '@runsurge/model';
import type { grpc } from '@runsurge/protocol';

/** How an attempt ended here, kept until the master has stored it. */
export type Report =
  | { readonly $case: 'complete'; readonly value: grpc.TaskComplete }
  | { readonly $case: 'failed'; readonly value: grpc.TaskFailed };

type Held = {
  readonly cores: number;
  readonly memoryBytes: number;
  readonly phase:
    | { readonly name: 'running' }
    /** Given up by the master or cancelled: what it still reports interests nobody. */
    | { readonly name: 'stopping' }
    | { readonly name: 'reporting'; readonly report: Report };
};

export type State = {
  readonly capacity: { readonly cores: number; readonly memoryBytes: number };
  readonly connected: boolean;
  readonly draining: boolean;
  /** Why new work is refused, while it is. */
  readonly refusal: string | null;
  readonly attempts: ReadonlyMap<AttemptId, Held>;
};

export type Event =
  | { readonly kind: 'connected'; readonly resumed: ReadonlyMap<AttemptId, number> }
  | { readonly kind: 'disconnected' }
  | { readonly kind: 'assigned'; readonly id: AttemptId; readonly task: grpc.AssignTask }
  | { readonly kind: 'cancelled'; readonly id: AttemptId }
  | { readonly kind: 'finished'; readonly id: AttemptId; readonly report: Report }
  | { readonly kind: 'settled'; readonly id: AttemptId }
  | { readonly kind: 'refusing'; readonly why: string | null }
  | { readonly kind: 'drain' };

export type Instruction =
  | { readonly kind: 'accept'; readonly id: AttemptId }
  | { readonly kind: 'refuse'; readonly id: AttemptId; readonly why: string }
  | { readonly kind: 'run'; readonly id: AttemptId; readonly task: grpc.AssignTask }
  | { readonly kind: 'stop'; readonly id: AttemptId }
  /** Send the output again from this byte of the journal on. */
  | { readonly kind: 'resume'; readonly id: AttemptId; readonly journalBytes: number }
  | { readonly kind: 'report'; readonly id: AttemptId; readonly report: Report }
  /** Nothing of it is needed any more. */
  | { readonly kind: 'forget'; readonly id: AttemptId }
  /** Drained: the process may end. */
  | { readonly kind: 'leave' };

type Step = { readonly state: State; readonly instructions: readonly Instruction[] };

export function initialState(capacity: State['capacity']): State {
  return { capacity, connected: false, draining: false, refusal: null, attempts: new Map() };
}

function withAttempt(state: State, id: AttemptId, held: Held | undefined): State {
  const attempts = new Map(state.attempts);
  if (held) attempts.set(id, held);
  else attempts.delete(id);
  return { ...state, attempts };
}

function whyNot(state: State, task: grpc.AssignTask): string | null {
  if (state.draining) return 'it is draining';
  if (state.refusal !== null) return state.refusal;
  // What only waits for its report to be stored has no sandbox any more.
  const held = [...state.attempts.values()].filter((one) => one.phase.name !== 'reporting');
  const cores = held.reduce((sum, one) => sum + one.cores, task.limits?.cores ?? 1);
  const memory = held.reduce((sum, one) => sum + one.memoryBytes, task.limits?.memoryBytes ?? 0);
  if (cores > state.capacity.cores) return 'all its cores are taken';
  if (memory > state.capacity.memoryBytes) return 'its memory is taken';
  return null;
}

function assigned(state: State, id: AttemptId, task: grpc.AssignTask): Step {
  if (state.attempts.has(id)) return { state, instructions: [] };
  const why = whyNot(state, task);
  if (why !== null) return { state, instructions: [{ kind: 'refuse', id, why }] };
  const held: Held = {
    cores: task.limits?.cores ?? 1,
    memoryBytes: task.limits?.memoryBytes ?? 0,
    phase: { name: 'running' },
  };
  return {
    state: withAttempt(state, id, held),
    instructions: [
      { kind: 'accept', id },
      { kind: 'run', id, task },
    ],
  };
}

/** After a reconnect: what the master still wants goes on, the rest is stopped or forgotten. */
function connected(state: State, resumed: ReadonlyMap<AttemptId, number>): Step {
  let next: State = { ...state, connected: true };
  const instructions: Instruction[] = [];
  for (const [id, held] of state.attempts) {
    const journalBytes = resumed.get(id);
    if (journalBytes !== undefined) {
      instructions.push({ kind: 'resume', id, journalBytes });
      if (held.phase.name === 'reporting') {
        instructions.push({ kind: 'report', id, report: held.phase.report });
      }
    } else if (held.phase.name === 'reporting') {
      next = withAttempt(next, id, undefined);
      instructions.push({ kind: 'forget', id });
    } else if (held.phase.name === 'running') {
      next = withAttempt(next, id, { ...held, phase: { name: 'stopping' } });
      instructions.push({ kind: 'stop', id });
    }
  }
  return { state: next, instructions };
}

function finished(state: State, id: AttemptId, report: Report): Step {
  const held = state.attempts.get(id);
  if (!held) return { state, instructions: [] };
  if (held.phase.name === 'stopping') {
    return { state: withAttempt(state, id, undefined), instructions: [{ kind: 'forget', id }] };
  }
  const next = withAttempt(state, id, { ...held, phase: { name: 'reporting', report } });
  return { state: next, instructions: state.connected ? [{ kind: 'report', id, report }] : [] };
}

function cancelled(state: State, id: AttemptId): Step {
  const held = state.attempts.get(id);
  if (held?.phase.name === 'running') {
    const next = withAttempt(state, id, { ...held, phase: { name: 'stopping' } });
    return { state: next, instructions: [{ kind: 'stop', id }] };
  }
  if (held?.phase.name === 'reporting') return settled(state, id);
  return { state, instructions: [] };
}

function settled(state: State, id: AttemptId): Step {
  const held = state.attempts.get(id);
  if (held?.phase.name !== 'reporting') return { state, instructions: [] };
  return { state: withAttempt(state, id, undefined), instructions: [{ kind: 'forget', id }] };
}

function move(state: State, event: Event): Step {
  switch (event.kind) {
    case 'connected':
      return connected(state, event.resumed);
    case 'disconnected':
      return { state: { ...state, connected: false }, instructions: [] };
    case 'assigned':
      return assigned(state, event.id, event.task);
    case 'cancelled':
      return cancelled(state, event.id);
    case 'finished':
      return finished(state, event.id, event.report);
    case 'settled':
      return settled(state, event.id);
    case 'refusing':
      return { state: { ...state, refusal: event.why }, instructions: [] };
    case 'drain':
      return { state: { ...state, draining: true }, instructions: [] };
  }
}

export function step(state: State, event: Event): Step {
  const { state: next, instructions } = move(state, event);
  const drained = next.draining && next.attempts.size === 0;
  const wasDrained = state.draining && state.attempts.size === 0;
  return {
    state: next,
    instructions: drained && !wasDrained ? [...instructions, { kind: 'leave' }] : instructions,
  };
}

// The walk goes on in packages/worker/src/agent.ts: what was decided is done.
