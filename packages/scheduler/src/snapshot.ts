// What the scheduler decides from: plain data, made by the master, never changed here.
import type { NodeId, TaskId, UserId } from '@runsurge/model';

export type SchedulerEnvironment = {
  readonly id: string;
  readonly version: string;
  readonly packages: Readonly<Record<string, string>>;
};

export type SchedulerNode = {
  readonly id: NodeId;
  readonly name: string;
  readonly accepts: boolean;
  /** Why it takes nothing now, when it does not. */
  readonly refusal: string | null;
  readonly cores: number;
  readonly memoryBytes: number;
  readonly slots: number;
  readonly freeCores: number;
  readonly freeMemoryBytes: number;
  /** In the node's own order of preference. */
  readonly environments: readonly SchedulerEnvironment[];
};

export type SchedulerTask = {
  readonly id: TaskId;
  readonly userId: UserId;
  readonly cores: number;
  /** The least that must be free for it. */
  readonly memoryBytes: number;
  /** A limit the consumer asked for; null: the share of the slot. */
  readonly memoryLimitBytes: number | null;
  /** `3.11` or `3.11.7`; null: any. */
  readonly python: string | null;
  /** The one environment that will do; null: any that fits. */
  readonly environmentId: string | null;
  readonly imports: readonly string[];
  readonly avoidNodes: readonly NodeId[];
  readonly queuedAtMs: number;
};

export type Snapshot = {
  readonly nodes: readonly SchedulerNode[];
  readonly tasks: readonly SchedulerTask[];
  /** Cores that each user's running tasks hold already. */
  readonly coresInUse: ReadonlyMap<UserId, number>;
};

export type Placement = {
  readonly taskId: TaskId;
  readonly nodeId: NodeId;
  readonly environmentId: string;
  readonly cores: number;
  readonly memoryBytes: number;
};

export type Plan = {
  readonly placements: readonly Placement[];
  /** For every task of the snapshot that was not placed: why, as a sentence; null: it is not its turn. */
  readonly waiting: ReadonlyMap<TaskId, string | null>;
};
