// Which tasks another executor could help with, and when the matching has to look again without anything
// happening. Pure, like match.ts.

import { type Copy, type Executor, firstOf, type State } from './matching.ts';
import { medianOf } from './median.ts';

/** Without an executor for so long, the driver does it itself. */
export const patienceMs = 3_000;
/** One that could start at once somewhere else is moved there when it has waited for so long. */
const moveAfterMs = 50;
const slowFactor = 2;
const slowFromMs = 1_000;

type Help<C> = { readonly copy: Copy<C>; readonly isMove: boolean; readonly atMs: number };

/** Tasks that another executor could help with, and from when on. */
export function dueHelp<C>(state: State<C>): Help<C>[] {
  const help: Help<C>[] = [];
  const medians = new Map<number, number>();
  for (const { given } of state.executors.values()) {
    const [running, waiting] = given;
    const isAlone = ({ task, isStopped }: Copy<C>) =>
      !isStopped && task.copies.filter((copy) => !copy.isStopped).length === 1;
    if (waiting && running && isAlone(waiting)) {
      help.push({ copy: waiting, isMove: true, atMs: running.startedMs + moveAfterMs });
    }
    if (!running || !isAlone(running)) continue;
    const { stage } = running.task;
    const durations = state.stages.get(stage)?.durations ?? [];
    if (durations.length === 0) continue;
    const median = medians.get(stage) ?? medianOf(durations);
    medians.set(stage, median);
    const atMs = running.startedMs + Math.max(slowFromMs, slowFactor * median);
    help.push({ copy: running, isMove: false, atMs });
  }
  return help;
}

/** When `tick` has something to do; undefined: not before something else happens. */
export function nextTickMs<C>(state: State<C>): number | undefined {
  if (state.queued > 0) {
    const first = firstOf(state.line);
    if (state.told > 0 || !first) return undefined;
    return Math.max(first.queuedMs, state.withoutSinceMs) + patienceMs;
  }
  const isIdle = ({ isDraining, given }: Executor<C>) => !isDraining && given.length === 0;
  if (![...state.executors.values()].some(isIdle)) return undefined;
  const times = dueHelp(state).map(({ atMs }) => atMs);
  return times.length > 0 ? Math.min(...times) : undefined;
}
