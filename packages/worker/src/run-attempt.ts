// One attempt from assignment to report: fetch its files, start a sandbox, run the script, hand in
// what it wrote. Whatever goes wrong becomes a report with a reason; nothing is thrown.
import type { Log } from '@runsurge/base';
import { encodeRecord } from '@runsurge/blobs';
import {
  AppError,
  type AttemptId,
  type BlobId,
  blobId,
  type Environment,
  type FailureKind,
  type Usage,
} from '@runsurge/model';
import type { grpc } from '@runsurge/protocol';
import type { Cache } from './cache.ts';
import type { Report } from './machine.ts';
import type { Outbox } from './outbox.ts';
import type {
  RunCommand,
  RunEnd,
  RunIo,
  Sandbox,
  SandboxBackend,
  SandboxSpec,
} from './sandbox/index.ts';
import type { Line } from './stages/line.ts';
import { type StdinReader, stdinReader } from './stdin-reader.ts';
import { fetchBlob, fetchStdin, type OutgoingBlob, sendBlobs } from './transfer.ts';

export type AttemptDeps = Parameters<typeof fetchBlob>[0] & {
  readonly cache: Cache;
  readonly backend: SandboxBackend;
  readonly environments: readonly Environment[];
  readonly log: Log;
};

export type AttemptHooks = {
  readonly outbox: Outbox;
  /** Of a driver. */
  readonly line?: Line | undefined;
  readonly started: (sandbox: string) => void;
  /** The sandbox is being removed; whoever ends the worker waits for it. */
  readonly clearing: (done: Promise<void>) => void;
  readonly progress: (sample: { rssBytes: number; cpuMs: number; atMs: number }) => void;
};

export function failed(
  id: AttemptId,
  failure: FailureKind,
  message: string,
  usage?: Usage,
): Report {
  const rounded = usage && wholeNumbers(usage);
  return { $case: 'failed', value: { attemptId: id, failure, message, usage: rounded } };
}

/** The wire carries integers. */
function wholeNumbers(usage: Usage): grpc.Usage {
  return {
    wallMs: Math.round(usage.wallMs),
    cpuMs: Math.round(usage.cpuMs),
    peakRssBytes: Math.round(usage.peakRssBytes),
    averageRssBytes: Math.round(usage.averageRssBytes),
  };
}

/** What an error on the way means for the task: which machine, if any, should try it next. */
export function reportOf(id: AttemptId, thrown: unknown): Report {
  const error = AppError.from(thrown);
  switch (error.code) {
    case 'CANCELLED':
    case 'LEASE_LOST':
      return failed(id, 'cancelled', error.message);
    case 'DISK_FULL':
      return failed(id, 'disk-full', error.message);
    case 'SANDBOX_FAILED':
      return failed(id, 'sandbox-failed', error.message);
    case 'WRONG_STATE':
      return failed(id, 'node-lost', error.message);
    default:
      return failed(id, 'data-unavailable', error.message);
  }
}

function specOf(task: grpc.AssignTask, environment: Environment): SandboxSpec {
  const { limits } = task;
  if (!limits) throw new AppError('SANDBOX_FAILED', 'the assignment has no limits');
  return {
    id: task.attemptId,
    environment,
    limits,
    workdir: task.workdir,
    extraDirs: task.extraDirs,
  };
}

const parseBlob = (text: string): BlobId => {
  const id = blobId.parse(text);
  if (!id) throw new AppError('SANDBOX_FAILED', 'the assignment names no valid blob');
  return id;
};

type Outputs = {
  readonly files: grpc.OutputFile[];
  readonly skipped: grpc.SkippedOutput[];
  readonly blobs: OutgoingBlob[];
};

async function collect(sandbox: Sandbox, cache: Cache, held: BlobId[]): Promise<Outputs> {
  const outputs: Outputs = { files: [], skipped: [], blobs: [] };
  for await (const entry of sandbox.outputs()) {
    const { path } = entry;
    if (entry.kind === 'skipped') {
      outputs.skipped.push({ path, why: entry.why });
    } else if (entry.kind === 'dir') {
      outputs.files.push({ path, directory: true, blobId: '', sizeBytes: 0, mode: entry.mode });
    } else {
      const { id, sizeBytes } = await cache.keep(entry.content);
      held.push(id);
      outputs.blobs.push({ id, sizeBytes });
      outputs.files.push({ path, directory: false, blobId: id, sizeBytes, mode: entry.mode });
    }
  }
  return outputs;
}

export function completed(
  id: AttemptId,
  end: Extract<RunEnd, { kind: 'exited' }>,
  outputs: Outputs,
  journalBytes: number,
): Report {
  const { status, usage } = end;
  return {
    $case: 'complete',
    value: {
      attemptId: id,
      status:
        status.kind === 'code'
          ? { $case: 'code', value: status.code }
          : { $case: 'signal', value: status.signal },
      usage: wholeNumbers(usage),
      outputs: outputs.files,
      skipped: outputs.skipped,
      journalBytes,
    },
  };
}

/** Files in the cache, a sandbox started, the files in it. */
export async function prepare(
  deps: AttemptDeps,
  id: AttemptId,
  task: grpc.AssignTask,
  held: BlobId[],
  signal: AbortSignal,
): Promise<Sandbox> {
  const environment = deps.environments.find((one) => one.id === task.environmentId);
  if (!environment) throw new AppError('SANDBOX_FAILED', 'that Python is not here any more');
  const stdin = { blobId: task.stdinBlobId, sizeBytes: task.stdinSizeBytes };
  for (const wanted of [...task.files, ...(stdin.blobId ? [stdin] : [])]) {
    const blob = parseBlob(wanted.blobId);
    await deps.cache.hold(blob, () => fetchBlob(deps, id, blob, signal), wanted.sizeBytes);
    held.push(blob);
  }
  const sandbox = await deps.backend.start(specOf(task, environment), signal);
  try {
    for (const file of task.files) {
      const content = deps.cache.read(parseBlob(file.blobId));
      await sandbox.putFile(file.path, file.sizeBytes, content, file.mode);
    }
    return sandbox;
  } catch (thrown) {
    await sandbox.close();
    throw thrown;
  }
}

function ioOf({ outbox, progress }: AttemptHooks, input: StdinReader): RunIo {
  return {
    output: (stream, bytes) => outbox.append(encodeRecord({ stream, bytes })),
    stdin: (maxBytes, stop) => input.read(maxBytes, stop),
    sample: ({ rssBytes, cpuMs, atMs }) =>
      progress({
        rssBytes: Math.round(rssBytes),
        cpuMs: Math.round(cpuMs),
        atMs: Math.round(atMs),
      }),
  };
}

export async function runIn(
  sandbox: Sandbox,
  command: RunCommand,
  io: RunIo,
  signal: AbortSignal,
): Promise<RunEnd> {
  const cancel = () => sandbox.cancel();
  signal.addEventListener('abort', cancel, { once: true });
  try {
    signal.throwIfAborted();
    const end = await sandbox.run(command, io);
    signal.throwIfAborted();
    return end;
  } finally {
    signal.removeEventListener('abort', cancel);
  }
}

export async function runAttempt(
  deps: AttemptDeps,
  id: AttemptId,
  task: grpc.AssignTask,
  hooks: AttemptHooks,
  signal: AbortSignal,
): Promise<Report> {
  const held: BlobId[] = [];
  let input = stdinReader(task.hasStdin ? (stop) => fetchStdin(deps, id, stop) : null);
  let sandbox: Sandbox | undefined;
  try {
    sandbox = await prepare(deps, id, task, held, signal);
    if (task.stdinBlobId) input = stdinReader(() => deps.cache.read(parseBlob(task.stdinBlobId)));
    hooks.started(deps.backend.name);
    const channel = hooks.line ? { channel: hooks.line.channel } : {};
    const command = { args: task.args, env: task.env, ...channel };
    const end = await runIn(sandbox, command, ioOf(hooks, input), signal);
    if (end.kind === 'sandbox-failed') return failed(id, 'sandbox-failed', end.message);
    if (end.kind !== 'exited') return failed(id, end.kind, end.message, end.usage);
    const outputs = await collect(sandbox, deps.cache, held);
    await sendBlobs(deps, id, outputs.blobs, (blob) => deps.cache.read(blob), signal);
    return completed(id, end, outputs, hooks.outbox.size);
  } catch (thrown) {
    if (!signal.aborted) deps.log.warn({ err: thrown, attemptId: id }, 'attempt failed');
    return reportOf(id, thrown);
  } finally {
    input.close();
    hooks.outbox.close();
    // All its processes are dead by now. What is left to clear away need not keep the result waiting.
    if (sandbox) hooks.clearing(sandbox.close());
    await deps.cache.release(held);
  }
}

// The walk goes on in packages/worker/python/runsurge/agent.py: inside the sandbox, the script runs.
