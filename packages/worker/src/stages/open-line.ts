// The line of an attempt that is a driver or an executor; a plain script has none.
import type { Log } from '@runsurge/base';
import type { AppError, AttemptId } from '@runsurge/model';
import type { grpc } from '@runsurge/protocol';
import { type ContentDeps, makeContents } from './contents.ts';
import { driverLine } from './driver-line.ts';
import { executorLine } from './executor-line.ts';
import type { Line } from './line.ts';
import { makeTalk } from './talk.ts';

type Deps = ContentDeps & { readonly log: Log };

async function bytesOf(source: AsyncIterable<Uint8Array> | Uint8Array): Promise<Uint8Array> {
  if (source instanceof Uint8Array) return source;
  const chunks: Uint8Array[] = [];
  for await (const chunk of source) chunks.push(chunk);
  return Buffer.concat(chunks);
}

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
): Line | undefined {
  const contents = makeContents(deps, attempt, signal);
  const say = makeTalk(attempt, hooks.send);
  const onGarbage = (error: AppError) =>
    deps.log.warn({ attemptId: attempt, why: error.message }, 'channel closed');
  if (task.role === 'executor') {
    return executorLine({ contents, say, onEnd: hooks.onEnd, onGarbage });
  }
  if (task.role !== 'driver') return undefined;
  const plan = async () => {
    const bytes = await bytesOf((await contents.arrive(task.plan)).bytes);
    contents.release(task.plan);
    return bytes;
  };
  return driverLine({ attempt, mode: task.parallel, plan, contents, say, onGarbage });
}
