// The line of an attempt that is a driver or an executor; a plain script has none.
import type { Log } from '@runsurge/base';
import type { AppError, AttemptId } from '@runsurge/model';
import type { grpc } from '@runsurge/protocol';
import { type ContentDeps, makeContents } from './contents.ts';
import { driverLine } from './driver-line.ts';
import { executorLine } from './executor-line.ts';
import type { OpenLine } from './line.ts';
import { makeTalk } from './talk.ts';

type Deps = ContentDeps & { readonly log: Log };

export function openLine(
  deps: Deps,
  task: grpc.AssignTask,
  attempt: AttemptId,
  hooks: {
    readonly send: (talk: grpc.StageTalk) => void;
    /** An executor is to be gone soon: it was told to, or its channel has ended. */
    readonly onEnd: (wasTold: boolean) => void;
  },
  signal: AbortSignal,
): OpenLine | undefined {
  const contents = makeContents(deps, attempt, signal);
  const { say, flush } = makeTalk(attempt, hooks.send);
  const onGarbage = (error: AppError) =>
    deps.log.warn({ attemptId: attempt, why: error.message }, 'channel closed');
  if (task.role === 'executor') {
    return { ...executorLine({ contents, say, onEnd: hooks.onEnd, onGarbage }), flush };
  }
  if (task.role !== 'driver') return undefined;
  const plan = () => contents.arrive(task.plan);
  const { parallel: mode, earlier } = task;
  return { ...driverLine({ attempt, mode, plan, earlier, contents, say, onGarbage }), flush };
}
