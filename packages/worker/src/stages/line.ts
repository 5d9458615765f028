// What a driver's and an executor's line have in common, as the agent and run-attempt use them.
import type { grpc } from '@runsurge/protocol';
import type { ScriptChannel } from '../sandbox/index.ts';

export type Word = NonNullable<grpc.StageWord['kind']>;
export type Order = NonNullable<grpc.StageOrder['kind']>;

export type Line = {
  readonly channel: ScriptChannel;
  /** From the master. */
  order(order: Order): void;
  /** There is a session again: says once more what matters. */
  connected(): void;
  disconnected(): void;
};

export type OpenLine = Line & {
  /** What was said goes out before the report of the attempt, which would make it void. */
  flush(): void;
};
