// Says in a sentence why a task is not running. Texts depend only on what is true of the pool, not
// on the moment, so that the same situation is written to the database once.
import { isVersion, neededPackages } from './environment.ts';
import type { SchedulerNode, SchedulerTask } from './snapshot.ts';

const gb = (bytes: number) => `${(bytes / 1e9).toFixed(1)} GB`;

/** Null when it only waits for its turn: the machines that could run it are busy. */
export function whyWaiting(task: SchedulerTask, nodes: readonly SchedulerNode[]): string | null {
  if (nodes.length === 0) return 'no machine is connected to the pool';
  const accepting = nodes.filter((node) => node.accepts);
  if (accepting.length === 0) {
    const why = nodes.find((node) => node.refusal !== null)?.refusal;
    return `no machine takes work now${why ? ` (${why})` : ''}`;
  }
  const rightPython = accepting.filter((node) =>
    node.environments.some((env) => isVersion(env, task.python)),
  );
  if (rightPython.length === 0) {
    const have = new Set(accepting.flatMap((node) => node.environments.map((env) => env.version)));
    return `no machine has Python ${task.python ?? '3'}; there are: ${[...have].sort().join(', ') || 'none'}`;
  }
  const needed = neededPackages(task, nodes);
  const equipped = rightPython.filter((node) =>
    node.environments.some(
      (env) =>
        isVersion(env, task.python) && needed.every((name) => Object.hasOwn(env.packages, name)),
    ),
  );
  if (equipped.length === 0) return `no machine has all of: ${needed.join(', ')}`;
  const bigEnough = equipped.filter(
    (node) => node.memoryBytes >= task.memoryBytes && node.cores >= task.cores,
  );
  if (bigEnough.length === 0) {
    const memory = Math.max(...equipped.map((node) => node.memoryBytes));
    const cores = Math.max(...equipped.map((node) => node.cores));
    return `it needs ${gb(task.memoryBytes)} and ${task.cores} core(s); the largest machine lends ${gb(memory)} and ${cores}`;
  }
  return null;
}
