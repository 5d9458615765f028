// Which executor of a job runs which task of its stages: (state, event) -> instructions. Knows nothing
// of networks, clocks or databases, so every race is a list of events in a test; job-stages.ts
// performs. Unlike the worker's machine it changes its state in place: copying ten thousand tasks for
// each of ten thousand results would take minutes.
//
// Every task that was added is answered exactly once, unless its driver gave it up. An executor has at
// most two: one that it runs and one that it can start with at once. It answers for everything it was
// given, also for what it was told to stop, and only then has room again.
import { dueHelp, patienceMs } from './help.ts';
import {
  type Copy,
  type Event,
  type Executor,
  firstOf,
  type Instruction,
  type State,
  type Task,
} from './matching.ts';

export const mostPerExecutor = 2;
export const mostLosses = 3;
/** Shared values that no open stage uses, kept by an executor in case the next stage does. */
const mostUnusedCommons = 2;
const mostDurations = 501;

class Step<C> {
  readonly out: Instruction<C>[] = [];
  readonly state: State<C>;
  readonly nowMs: number;

  constructor(state: State<C>, nowMs: number) {
    this.state = state;
    this.nowMs = nowMs;
  }

  enqueue(task: Task<C>): void {
    task.isQueued = true;
    this.state.queued += 1;
    this.state.line.push(task);
  }

  unqueue(task: Task<C>): void {
    if (!task.isQueued) return;
    task.isQueued = false;
    this.state.queued -= 1;
  }

  stop(copy: Copy<C>): void {
    if (copy.isStopped) return;
    copy.isStopped = true;
    this.out.push({ kind: 'stop', executor: copy.executor.id, key: copy.key });
  }

  /** Nobody waits for it any more. */
  remove(task: Task<C>): void {
    this.unqueue(task);
    this.state.stages.get(task.stage)?.tasks.delete(task.index);
    for (const copy of task.copies) this.stop(copy);
  }

  refuse(task: Task<C>, why: string): void {
    const { stage, index, losses } = task;
    this.remove(task);
    this.out.push({ kind: 'answer', stage, index, losses, by: null, why });
  }

  /** Takes a copy away from its executor; what comes after it starts now. */
  takeBack(copy: Copy<C>): void {
    const { executor, task } = copy;
    this.state.copies.delete(copy.key);
    const at = executor.given.indexOf(copy);
    executor.given.splice(at, 1);
    if (at === 0 && executor.given[0]) executor.given[0].startedMs = this.nowMs;
    task.copies.splice(task.copies.indexOf(copy), 1);
  }

  /** The task of a copy that gave nothing, unless another copy still may. */
  again(task: Task<C>, counts: boolean): void {
    if (this.state.stages.get(task.stage)?.tasks.get(task.index) !== task) return;
    if (counts) task.losses += 1;
    if (task.losses >= mostLosses) {
      return this.refuse(task, `it was lost ${task.losses} times`);
    }
    if (task.isQueued || task.copies.some((copy) => !copy.isStopped)) return;
    task.again = true;
    this.enqueue(task);
  }

  give(task: Task<C>, executor: Executor<C>): void {
    const { state, nowMs } = this;
    const { stage, index, content } = task;
    const key = state.nextKey++;
    const copy = { key, task, executor, startedMs: nowMs, isStopped: false };
    executor.given.push(copy);
    task.copies.push(copy);
    state.copies.set(key, copy);
    const common = state.stages.get(stage)?.common ?? null;
    const withCommon = common !== null && !executor.commons.includes(common);
    if (common !== null) {
      executor.commons = [...executor.commons.filter((each) => each !== common), common];
    }
    const isFirst = task.copies.length === 1;
    this.out.push({
      kind: 'give',
      executor: executor.id,
      key,
      stage,
      index,
      content,
      common,
      isFirst,
      withCommon,
    });
  }

  /** With the fewest; undefined when all have enough. */
  freest(): Executor<C> | undefined {
    let best: Executor<C> | undefined;
    for (const executor of this.state.executors.values()) {
      const { length } = executor.given;
      if (executor.isDraining || length >= mostPerExecutor) continue;
      if (length === 0) return executor;
      best ??= executor;
    }
    return best;
  }

  match(): void {
    for (let task = firstOf(this.state.line); task; task = firstOf(this.state.line)) {
      const executor = this.freest();
      if (!executor) return;
      this.state.line.shift();
      this.unqueue(task);
      this.give(task, executor);
    }
    this.helpOut();
  }

  /** Nothing waits: who has nothing to do takes what waits behind another task, or copies a slow one. */
  helpOut(): void {
    for (const executor of this.state.executors.values()) {
      if (executor.isDraining || executor.given.length > 0) continue;
      const due = dueHelp(this.state).find(({ atMs }) => atMs <= this.nowMs);
      if (!due) return;
      const { copy, isMove } = due;
      this.give(copy.task, executor);
      if (isMove) this.stop(copy);
    }
  }

  release(executor: Executor<C>): void {
    if (!executor.isDraining || executor.given.some((copy) => !copy.isStopped)) return;
    for (const copy of [...executor.given]) this.takeBack(copy);
    this.state.executors.delete(executor.id);
    this.out.push({ kind: 'release', executor: executor.id });
  }

  tellCount(): void {
    const { state } = this;
    let count = 0;
    for (const { isDraining } of state.executors.values()) if (!isDraining) count += 1;
    if (count === state.told) return;
    if (count === 0) state.withoutSinceMs = this.nowMs;
    state.told = count;
    this.out.push({ kind: 'count', count });
  }
}

function expire<C>(step: Step<C>): void {
  const { state, nowMs } = step;
  if (state.told > 0) return;
  for (const { tasks } of state.stages.values()) {
    for (const task of [...tasks.values()]) {
      const since = Math.max(task.queuedMs, state.withoutSinceMs);
      if (task.isQueued && nowMs >= since + patienceMs) step.refuse(task, 'no executor was there');
    }
  }
}

function result<C>(step: Step<C>, event: Extract<Event<C>, { kind: 'result' }>): void {
  const { state } = step;
  const copy = state.copies.get(event.key);
  // One that it was never given, or that is not its any more.
  if (copy?.executor.id !== event.executor) return;
  const { task, executor } = copy;
  const stage = state.stages.get(task.stage);
  const isAwaited = stage?.tasks.get(task.index) === task;
  step.takeBack(copy);
  if (stage && isAwaited) {
    if (event.outcome === 'lost') step.again(task, !copy.isStopped);
    // What it was told to stop may say anything; a result is a result all the same.
    else if (event.outcome === 'ok' || !copy.isStopped) {
      const { index, losses } = task;
      const { outcome, ms } = event;
      step.remove(task);
      if (outcome === 'ok') {
        if (stage.durations.length < mostDurations) stage.durations.push(ms);
      }
      const by = { executor: executor.id, outcome, ms };
      step.out.push({ kind: 'answer', stage: task.stage, index, losses, by, why: '' });
    }
  }
  step.release(executor);
}

function gone<C>(step: Step<C>, id: string): void {
  const { state } = step;
  const executor = state.executors.get(id);
  if (!executor) return;
  state.executors.delete(id);
  const [running] = executor.given;
  for (const copy of [...executor.given]) {
    step.takeBack(copy);
    // What only waited there is not to blame.
    if (!copy.isStopped) step.again(copy.task, copy === running);
  }
}

function drain<C>(step: Step<C>, id: string): void {
  const executor = step.state.executors.get(id);
  if (!executor || executor.isDraining) return;
  executor.isDraining = true;
  const [, waiting] = executor.given;
  if (waiting) {
    step.stop(waiting);
    step.again(waiting.task, false);
  }
  step.release(executor);
}

function cancel<C>(step: Step<C>, id: number, index: number | undefined): void {
  const stage = step.state.stages.get(id);
  if (!stage) return;
  const tasks = index === undefined ? [...stage.tasks.values()] : [stage.tasks.get(index)];
  for (const task of tasks) {
    if (!task) continue;
    step.remove(task);
    step.out.push({ kind: 'dropped', stage: id, index: task.index });
  }
}

function close<C>(step: Step<C>, id: number): void {
  const { state, out } = step;
  cancel(step, id, undefined);
  state.stages.delete(id);
  const used = new Set([...state.stages.values()].map(({ common }) => common));
  for (const executor of state.executors.values()) {
    const held = new Set(executor.given.map(({ task }) => state.stages.get(task.stage)?.common));
    const unused = executor.commons.filter((common) => !used.has(common) && !held.has(common));
    const old = unused.slice(0, Math.max(0, unused.length - mostUnusedCommons));
    executor.commons = executor.commons.filter((common) => !old.includes(common));
    for (const common of old) out.push({ kind: 'forget', executor: executor.id, common });
  }
}

function addTask<C>(step: Step<C>, event: Extract<Event<C>, { kind: 'task' }>): void {
  const stage = step.state.stages.get(event.stage);
  if (!stage || stage.tasks.has(event.index)) return;
  const { index, content } = event;
  const task: Task<C> = {
    stage: event.stage,
    index,
    content,
    queuedMs: step.nowMs,
    again: false,
    losses: 0,
    isQueued: false,
    copies: [],
  };
  stage.tasks.set(index, task);
  step.enqueue(task);
}

function happen<C>(step: Step<C>, event: Event<C>): void {
  const { state } = step;
  switch (event.kind) {
    case 'open':
      if (state.stages.has(event.stage)) return;
      state.stages.set(event.stage, { tasks: new Map(), common: null, durations: [] });
      return;
    case 'common': {
      const stage = state.stages.get(event.stage);
      if (stage) stage.common = event.common;
      return;
    }
    case 'task':
      return addTask(step, event);
    case 'cancel':
      return cancel(step, event.stage, event.index);
    case 'close':
      return close(step, event.stage);
    case 'ready':
      if (state.executors.has(event.executor)) return;
      state.executors.set(event.executor, {
        id: event.executor,
        given: [],
        isDraining: false,
        commons: [],
      });
      return;
    case 'gone':
      return gone(step, event.executor);
    case 'drain':
      return drain(step, event.executor);
    case 'result':
      return result(step, event);
    case 'tick':
      return expire(step);
  }
}

export function step<C>(
  state: State<C>,
  event: Event<C>,
  nowMs: number,
): readonly Instruction<C>[] {
  const one = new Step(state, nowMs);
  happen(one, event);
  one.tellCount();
  one.match();
  return one.out;
}
