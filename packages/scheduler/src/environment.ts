// Which Python of a node a task should get: of the version it asked for, with the packages it
// imports where any machine has them. Imports that nobody has are the script's own affair.
import type { SchedulerEnvironment, SchedulerNode, SchedulerTask } from './snapshot.ts';

export function isVersion(environment: SchedulerEnvironment, wanted: string | null): boolean {
  return (
    wanted === null ||
    environment.version === wanted ||
    environment.version.startsWith(`${wanted}.`)
  );
}

/** The task's imports that are a package of at least one environment of the pool. */
export function neededPackages(task: SchedulerTask, nodes: readonly SchedulerNode[]): string[] {
  return task.imports.filter((name) =>
    nodes.some((node) => node.environments.some((env) => Object.hasOwn(env.packages, name))),
  );
}

/** The first environment with all that is needed, in the node's order of preference. */
export function chooseEnvironment(
  node: SchedulerNode,
  { python, environmentId }: Pick<SchedulerTask, 'python' | 'environmentId'>,
  needed: readonly string[],
): SchedulerEnvironment | undefined {
  return node.environments.find(
    (env) =>
      (environmentId === null || env.id === environmentId) &&
      isVersion(env, python) &&
      needed.every((name) => Object.hasOwn(env.packages, name)),
  );
}
