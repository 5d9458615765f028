import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nextTickMs, patienceMs } from './help.ts';
import { mostPerExecutor, step } from './match.ts';
import {
  type Event,
  type Instruction,
  initialState,
  type Outcome,
  unfinished,
} from './matching.ts';

type Out = Instruction<string>;

/** A job with its executors, as the coordinator would drive it. */
function play() {
  const state = initialState<string>(0);
  let nowMs = 0;
  const all: Out[] = [];
  const given = new Map<number, { executor: string; index: number; stage: number }>();
  function happen(event: Event<string>): readonly Out[] {
    const out = step(state, event, nowMs);
    for (const one of out) {
      if (one.kind === 'give') given.set(one.key, one);
      if (one.kind === 'release') forget(one.executor);
    }
    all.push(...out);
    return out;
  }
  function forget(executor: string): void {
    for (const [key, one] of given) if (one.executor === executor) given.delete(key);
  }
  return {
    state,
    all,
    given,
    happen,
    open: (stage = 1) => happen({ kind: 'open', stage }),
    task: (index: number, stage = 1) => happen({ kind: 'task', stage, index, content: '' }),
    ready: (executor: string) => happen({ kind: 'ready', executor }),
    gone(executor: string) {
      forget(executor);
      return happen({ kind: 'gone', executor });
    },
    /** What one executor says to the oldest task that it has of this index. */
    result(index: number, outcome: Outcome = 'ok', ms = 1, executor?: string) {
      for (const [key, one] of given) {
        if (one.index !== index || (executor && one.executor !== executor)) continue;
        given.delete(key);
        return happen({ kind: 'result', executor: one.executor, key, outcome, ms });
      }
      throw new Error(`nobody has ${index}`);
    },
    pass(ms: number) {
      nowMs += ms;
      return happen({ kind: 'tick' });
    },
  };
}

const gives = (out: readonly Out[]) =>
  out.flatMap((one) => (one.kind === 'give' ? [`${one.executor}<-${one.index}`] : []));
const answers = (out: readonly Out[]) =>
  out.flatMap((one) =>
    one.kind === 'answer' ? [`${one.index}:${one.by?.outcome ?? one.why}`] : [],
  );

describe('tasks go to executors', () => {
  it('in the order of stage and index, two to each', () => {
    const { open, task, ready, happen, result } = play();
    open();
    open(2);
    task(0, 2);
    for (const index of [3, 1, 2, 0]) task(index);
    expect(gives(ready('a'))).toEqual(['a<-0', 'a<-1']);
    expect(gives(ready('b'))).toEqual(['b<-2', 'b<-3']);
    expect(gives(result(1))).toEqual(['a<-0']);
    expect(answers(happen({ kind: 'cancel', stage: 2 }))).toEqual([]);
  });

  it('spread before they pile up', () => {
    const { open, task, ready } = play();
    ready('a');
    ready('b');
    open();
    expect([...gives(task(0)), ...gives(task(1)), ...gives(task(2))]).toEqual([
      'a<-0',
      'b<-1',
      'a<-2',
    ]);
  });

  it('first of all when they were lost', () => {
    const { open, task, ready, gone } = play();
    ready('a');
    open();
    for (const index of [0, 1, 2, 3]) task(index);
    gone('a');
    expect(gives(ready('b'))).toEqual(['b<-0', 'b<-1']);
  });

  it('with what their stage shares, once', () => {
    const { open, task, ready, happen, all } = play();
    ready('a');
    open();
    happen({ kind: 'common', stage: 1, common: 'c1' });
    task(0);
    task(1);
    const withCommon = all.flatMap((one) => (one.kind === 'give' ? [one.withCommon] : []));
    expect(withCommon).toEqual([true, false]);
  });

  it('and executors forget what stages long closed have shared', () => {
    const { open, task, ready, result, happen, all } = play();
    ready('a');
    for (const stage of [1, 2, 3, 4]) {
      open(stage);
      happen({ kind: 'common', stage, common: `c${stage}` });
      task(0, stage);
      result(0);
      happen({ kind: 'close', stage });
    }
    const forgotten = all.flatMap((one) => (one.kind === 'forget' ? [one.common] : []));
    expect(forgotten).toEqual(['c1', 'c2']);
  });
});

describe('a task is given up', () => {
  it('when it was lost three times while it ran', () => {
    const { open, task, ready, gone } = play();
    open();
    task(0);
    for (const name of ['a', 'b']) {
      ready(name);
      expect(answers(gone(name))).toEqual([]);
    }
    ready('c');
    expect(answers(gone('c'))).toEqual(['0:it was lost 3 times']);
  });

  it('but not when it only waited there', () => {
    const { open, task, ready, gone, all } = play();
    open();
    task(0);
    task(1);
    for (const name of ['a', 'b', 'c', 'd']) {
      ready(name);
      gone(name);
    }
    ready('e');
    expect(answers(all)).toEqual(['0:it was lost 3 times']);
  });

  it('when no executor is there for three seconds', () => {
    const { open, task, pass, state } = play();
    pass(10_000);
    open();
    task(0);
    expect(nextTickMs(state)).toBe(10_000 + patienceMs);
    expect(answers(pass(patienceMs - 1))).toEqual([]);
    expect(answers(pass(1))).toEqual(['0:no executor was there']);
    expect(nextTickMs(state)).toBeUndefined();
  });
});

describe('an executor with nothing to do', () => {
  it('takes over what waits behind a task elsewhere', () => {
    const { open, task, ready, pass, result, state } = play();
    open();
    ready('a');
    task(0);
    task(1);
    ready('b');
    expect(gives(pass((nextTickMs(state) ?? 0) - 1))).toEqual([]);
    expect(gives(pass(1))).toEqual(['b<-1']);
    expect(answers(result(1, 'ok', 1, 'b'))).toEqual(['1:ok']);
    expect(answers(result(1, 'error', 1, 'a'))).toEqual([]);
  });

  it('copies a task that takes much longer than the others; the first result counts', () => {
    const { open, task, ready, pass, result } = play();
    open();
    ready('a');
    ready('b');
    for (const index of [0, 1, 2]) task(index);
    result(0, 'ok', 800);
    pass(800);
    result(1, 'ok', 800);
    expect(gives(pass(799))).toEqual([]);
    expect(gives(pass(1))).toEqual(['b<-2']);
    const out = result(2, 'ok', 1, 'b');
    expect(answers(out)).toEqual(['2:ok']);
    expect(out.some((one) => one.kind === 'stop')).toBe(true);
    expect(answers(result(2, 'ok', 1, 'a'))).toEqual([]);
  });
});

describe('an executor that is drained', () => {
  it('finishes what it runs, gives the rest back, and is released', () => {
    const { open, task, ready, happen, result } = play();
    open();
    ready('a');
    task(0);
    task(1);
    const out = happen({ kind: 'drain', executor: 'a' });
    expect(out.map(({ kind }) => kind)).toEqual(['stop', 'count']);
    expect(gives(ready('b'))).toEqual(['b<-1']);
    expect(result(0).map(({ kind }) => kind)).toEqual(['answer', 'release']);
  });
});

describe('whatever happens', () => {
  const executor = fc.constantFrom('a', 'b', 'c');
  const stage = fc.constantFrom(1, 2);
  const action = fc.oneof(
    { weight: 6, arbitrary: fc.record({ do: fc.constant('task' as const), stage }) },
    { weight: 3, arbitrary: fc.record({ do: fc.constant('ready' as const), executor }) },
    {
      weight: 8,
      arbitrary: fc.record({
        do: fc.constant('result' as const),
        which: fc.nat(),
        outcome: fc.constantFrom('ok', 'ok', 'ok', 'error', 'lost'),
        ms: fc.nat(2000),
      }),
    },
    fc.record({ do: fc.constant('gone' as const), executor }),
    fc.record({ do: fc.constant('drain' as const), executor }),
    fc.record({ do: fc.constant('cancel' as const), stage, which: fc.nat() }),
    fc.record({ do: fc.constant('foreign' as const), executor, key: fc.nat(30) }),
    { weight: 2, arbitrary: fc.record({ do: fc.constant('pass' as const), ms: fc.nat(4000) }) },
  );

  it('each task is answered once, and no executor ever has more than two', () => {
    fc.assert(
      fc.property(fc.array(action, { maxLength: 120 }), (actions) => {
        const { state, given, all, happen, ready, gone, pass, open, task } = play();
        const added = new Set<string>();
        const present = new Set<string>();
        open(1);
        open(2);
        let index = 0;
        const check = () => {
          for (const id of present) {
            const has = [...given.values()].filter((one) => one.executor === id).length;
            expect(has).toBeLessThanOrEqual(mostPerExecutor);
          }
        };
        const act = (one: (typeof actions)[number]) => {
          const keys = [...given.keys()];
          if (one.do === 'task') {
            added.add(`${one.stage}/${index}`);
            task(index++, one.stage);
          } else if (one.do === 'ready') {
            present.add(one.executor);
            ready(one.executor);
          } else if (one.do === 'gone') gone(one.executor);
          else if (one.do === 'drain') happen({ kind: 'drain', executor: one.executor });
          else if (one.do === 'cancel') {
            happen({ kind: 'cancel', stage: one.stage, index: one.which % (index + 1) });
          } else if (one.do === 'pass') pass(one.ms);
          else if (one.do === 'foreign') {
            // Says something of a task that it was not given.
            if (given.get(one.key)?.executor === one.executor) return;
            happen({ kind: 'result', executor: one.executor, key: one.key, outcome: 'ok', ms: 1 });
          } else if (keys.length > 0) {
            const key = keys[one.which % keys.length] ?? 0;
            const { executor: from } = given.get(key) ?? { executor: '' };
            given.delete(key);
            const outcome = one.outcome as Outcome;
            happen({ kind: 'result', executor: from, key, outcome, ms: one.ms });
          }
        };
        for (const one of actions) {
          act(one);
          check();
        }
        // In the end everything that is left is done, or nobody is there to do it.
        ready('z');
        for (let round = 0; given.size > 0 && round < 1000; round++) {
          for (const [key, { executor: from }] of [...given]) {
            given.delete(key);
            happen({ kind: 'result', executor: from, key, outcome: 'ok', ms: 1 });
          }
        }
        expect(unfinished(state)).toBe(0);
        const settled = all.flatMap((one) =>
          one.kind === 'answer' || one.kind === 'dropped' ? [`${one.stage}/${one.index}`] : [],
        );
        expect(settled.sort()).toEqual([...added].sort());
        expect([state.queued, state.copies.size]).toEqual([0, 0]);
      }),
      { numRuns: 500 },
    );
  });
});
