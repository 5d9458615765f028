// Turns the transition tables of the model into SQL: the states a move may come from, as a literal
// that the planner can match with partial indexes. State names are ours, never input.
import { type Moves, sourcesOf } from '@runsurge/model';

/** `'assigned', 'running'` for `from(attemptMoves, 'lost')`; for `state in (…)`. */
export function from<State extends string>(moves: Moves<State>, to: State): string {
  return sourcesOf(moves, to)
    .map((state) => `'${state}'`)
    .join(', ');
}
