import { type AttemptId, attemptId } from '@runsurge/model';
import type { grpc } from '@runsurge/protocol';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Event,
  type Instruction,
  initialState,
  type Report,
  type State,
  step,
} from './machine.ts';

const GB = 1e9;
const capacity = { cores: 2, memoryBytes: 4 * GB };

function aTask(id: AttemptId, memoryBytes = GB): grpc.AssignTask {
  return {
    attemptId: id,
    jobId: 'j',
    environmentId: 'e',
    files: [],
    workdir: '/work',
    extraDirs: [],
    args: ['x.py'],
    env: {},
    hasStdin: false,
    stdinBlobId: '',
    stdinSizeBytes: 0,
    role: '',
    parallel: '',
    plan: undefined,
    earlier: Buffer.alloc(0),
    limits: {
      memoryBytes,
      processes: 10,
      fileBytes: 1,
      diskBytes: 1,
      outputBytes: 1,
      wallMs: 1,
      cores: 1,
    },
  };
}
const aReport = (id: AttemptId): Report => ({
  $case: 'failed',
  value: { attemptId: id, failure: 'timeout', message: '', usage: undefined },
});
const assigned = (id: AttemptId, memoryBytes?: number): Event => ({
  kind: 'assigned',
  id,
  task: aTask(id, memoryBytes),
});

function play(events: Event[]): { state: State; said: Instruction[] } {
  let state = initialState(capacity);
  const said: Instruction[] = [];
  for (const event of [{ kind: 'connected', resumed: new Map() } as Event, ...events]) {
    const next = step(state, event);
    state = next.state;
    said.push(...next.instructions);
  }
  return { state, said };
}
const kinds = (said: readonly Instruction[]) => said.map((one) => one.kind);

describe('the worker machine', () => {
  test('accepts, runs, reports and forgets an attempt', () => {
    const id = attemptId.create();
    const { said, state } = play([
      assigned(id),
      { kind: 'finished', id, report: aReport(id) },
      { kind: 'settled', id },
    ]);
    expect(kinds(said)).toEqual(['accept', 'run', 'report', 'forget']);
    expect(state.attempts.size).toBe(0);
  });

  test('refuses at once what it has no room for', () => {
    const [a, b] = [attemptId.create(), attemptId.create()];
    expect(kinds(play([assigned(a, 3 * GB), assigned(b, 2 * GB)]).said)).toEqual([
      'accept',
      'run',
      'refuse',
    ]);
  });

  test('has room again as soon as an attempt has ended, before its report is stored', () => {
    const [a, b] = [attemptId.create(), attemptId.create()];
    const { said } = play([
      assigned(a, 3 * GB),
      { kind: 'finished', id: a, report: aReport(a) },
      assigned(b, 3 * GB),
    ]);
    expect(kinds(said)).toEqual(['accept', 'run', 'report', 'accept', 'run']);
  });

  test('takes an assignment that comes twice only once', () => {
    const id = attemptId.create();
    expect(kinds(play([assigned(id), assigned(id)]).said)).toEqual(['accept', 'run']);
  });

  test('keeps a report while the master is away, and sends it after the output', () => {
    const id = attemptId.create();
    const { said } = play([
      assigned(id),
      { kind: 'disconnected' },
      { kind: 'finished', id, report: aReport(id) },
      { kind: 'connected', resumed: new Map([[id, 17]]) },
    ]);
    expect(kinds(said)).toEqual(['accept', 'run', 'resume', 'report']);
  });

  test('stops what the master gave up while it was away', () => {
    const id = attemptId.create();
    const { said, state } = play([
      assigned(id),
      { kind: 'disconnected' },
      { kind: 'connected', resumed: new Map() },
      { kind: 'finished', id, report: aReport(id) },
    ]);
    expect(kinds(said)).toEqual(['accept', 'run', 'stop', 'forget']);
    expect(state.attempts.size).toBe(0);
  });

  test('leaves after the last attempt when it drains, and takes no new one', () => {
    const [a, b] = [attemptId.create(), attemptId.create()];
    const { said } = play([
      assigned(a),
      { kind: 'drain' },
      assigned(b),
      { kind: 'finished', id: a, report: aReport(a) },
      { kind: 'settled', id: a },
    ]);
    expect(kinds(said)).toEqual(['accept', 'run', 'refuse', 'report', 'forget', 'leave']);
  });

  test('in any order of events never holds more than it has and never runs an attempt twice', () => {
    const ids = [attemptId.create(), attemptId.create(), attemptId.create(), attemptId.create()];
    const anId = fc.constantFrom(...ids);
    const anEvent: fc.Arbitrary<Event> = fc.oneof(
      anId.chain((id) => fc.integer({ min: 1, max: 4 }).map((gb) => assigned(id, gb * GB))),
      anId.map((id): Event => ({ kind: 'cancelled', id })),
      anId.map((id): Event => ({ kind: 'settled', id })),
      anId.map((id): Event => ({ kind: 'finished', id, report: aReport(id) })),
      fc
        .subarray(ids)
        .map((some): Event => ({ kind: 'connected', resumed: new Map(some.map((id) => [id, 0])) })),
      fc.constant<Event>({ kind: 'disconnected' }),
    );
    fc.assert(
      fc.property(fc.array(anEvent, { maxLength: 60 }), (events) => {
        let state = initialState(capacity);
        const live = new Set<AttemptId>();
        for (const event of events) {
          if (event.kind === 'finished' && !live.has(event.id)) continue;
          if (event.kind === 'finished') live.delete(event.id);
          const next = step(state, event);
          state = next.state;
          for (const one of next.instructions) {
            if (one.kind !== 'run') continue;
            expect(live.has(one.id)).toBe(false);
            live.add(one.id);
          }
          const held = [...state.attempts.values()].filter((one) => one.phase.name !== 'reporting');
          expect(held.reduce((sum, one) => sum + one.cores, 0)).toBeLessThanOrEqual(2);
          expect(held.reduce((sum, one) => sum + one.memoryBytes, 0)).toBeLessThanOrEqual(4 * GB);
        }
      }),
    );
  });
});
