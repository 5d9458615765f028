// One executor from assignment to report: the same files and sandbox as its driver, but nothing that
// it prints or writes is of interest. It lives until it is told to end; what it runs is the affair of
// its line. Like run-attempt.ts it throws nothing.
import { AppError, type AttemptId } from '@runsurge/model';
import type { grpc } from '@runsurge/protocol';
import type { Report } from './machine.ts';
import {
  type AttemptDeps,
  type AttemptHooks,
  completed,
  failed,
  prepare,
  reportOf,
  runIn,
} from './run-attempt.ts';
import type { RunEnd, Sandbox } from './sandbox/index.ts';
import type { Line } from './stages/line.ts';

/** Told to end, it may finish its clean-up; then it is killed. */
const endWithinMs = 1_000;
/** Of standard error, for when it dies. */
const tailBytes = 4_096;

export type Ending = {
  /** Told to end, so that its end is no failure. */
  wasTold: boolean;
  /** Its process is to be gone soon. */
  hurry(): void;
};

function endOf(id: AttemptId, end: RunEnd, wasTold: boolean, tail: string): Report {
  const nothing = { files: [], skipped: [], blobs: [] };
  if (end.kind === 'sandbox-failed') return failed(id, 'sandbox-failed', end.message);
  if (wasTold && (end.kind === 'exited' || end.kind === 'cancelled')) {
    const status = end.kind === 'exited' ? end.status : { kind: 'signal' as const, signal: 9 };
    return completed(id, { kind: 'exited', status, usage: end.usage }, nothing, 0);
  }
  if (end.kind !== 'exited') return failed(id, end.kind, end.message, end.usage);
  const how =
    end.status.kind === 'code' ? `exit ${end.status.code}` : `signal ${end.status.signal}`;
  return failed(id, 'sandbox-failed', `the executor ended (${how})\n${tail}`, end.usage);
}

export async function runExecutor(
  deps: AttemptDeps,
  id: AttemptId,
  task: grpc.AssignTask,
  hooks: Pick<AttemptHooks, 'started' | 'clearing'>,
  { line, ending }: { readonly line: Line; readonly ending: Ending },
  signal: AbortSignal,
): Promise<Report> {
  const held: Parameters<AttemptDeps['cache']['release']>[0][number][] = [];
  let tail = Buffer.alloc(0);
  let sandbox: Sandbox | undefined;
  let timer: { cancel(): void } | undefined;
  try {
    const early = new AbortController();
    ending.hurry = () => early.abort(new AppError('CANCELLED', 'it is not needed any more'));
    if (ending.wasTold) ending.hurry();
    sandbox = await prepare(deps, id, task, held, AbortSignal.any([signal, early.signal]));
    early.signal.throwIfAborted();
    const running = sandbox;
    ending.hurry = () => {
      timer ??= deps.clock.timer(endWithinMs, () => running.cancel());
    };
    hooks.started(deps.backend.name);
    const io = {
      output: async (stream: 'stdout' | 'stderr', bytes: Uint8Array) => {
        if (stream === 'stderr') tail = Buffer.concat([tail, bytes]).subarray(-tailBytes);
      },
      stdin: async () => null,
      sample: () => undefined,
    };
    const command = { args: task.args, env: task.env, channel: line.channel, watched: false };
    const end = await runIn(sandbox, command, io, signal);
    return endOf(id, end, ending.wasTold, tail.toString('utf8'));
  } catch (thrown) {
    if (!signal.aborted && !ending.wasTold)
      deps.log.warn({ err: thrown, attemptId: id }, 'executor failed');
    return reportOf(id, thrown);
  } finally {
    timer?.cancel();
    if (sandbox) hooks.clearing(sandbox.close());
    await deps.cache.release(held);
  }
}
