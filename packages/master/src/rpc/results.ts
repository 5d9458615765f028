// What a worker reports at the end of an attempt, checked before it is stored: it may be lying.
import {
  AppError,
  type BlobId,
  blobId,
  type Failure,
  type FailureKind,
  failureKinds,
  type Usage,
} from '@runsurge/model';
import type { grpc } from '@runsurge/protocol';
import { type Outcome, ownedBlobs } from '@runsurge/store';
import type { Deps } from '../deps.ts';
import type { RunningAttempt } from '../sessions.ts';
import { journalOf } from '../settle.ts';

const longestPath = 4096;
const longestMessage = 2000;
const mostOutputs = 100_000;
const permissionBits = 0o777;

/** Relative, no tricks; what the client joins to the consumer's working directory. */
export function isOutputPath(path: string): boolean {
  return (
    path.length > 0 &&
    path.length <= longestPath &&
    !path.includes('\0') &&
    path.split('/').every((part) => part !== '' && part !== '.' && part !== '..')
  );
}

const zeroUsage: Usage = { wallMs: 0, cpuMs: 0, peakRssBytes: 0, averageRssBytes: 0 };

export function usageFrom(message: grpc.Usage | undefined): Usage {
  return message ? { ...zeroUsage, ...message } : zeroUsage;
}

function isFailureKind(text: string): text is FailureKind {
  return Object.hasOwn(failureKinds, text);
}

/** Cut to a length, and without what a database cannot hold: NUL, and half a pair where it was cut. */
function wordsOf(text: string, longest: number): string {
  return text.slice(0, longest).replace(/\0|\p{Surrogate}/gu, '\ufffd');
}

export function failureFrom(message: grpc.TaskFailed): Failure {
  const kind = isFailureKind(message.failure) ? message.failure : 'sandbox-failed';
  return { kind, message: wordsOf(message.message, longestMessage) };
}

function checkPaths(outputs: readonly grpc.OutputFile[]): void {
  const paths = new Set(outputs.map((output) => output.path));
  if (outputs.length > mostOutputs || paths.size !== outputs.length) {
    throw new AppError('BAD_INPUT', 'too many or repeated outputs');
  }
  const bad = outputs.find((output) => !isOutputPath(output.path));
  if (bad) throw new AppError('BAD_INPUT', 'an output has a path that leaves its directory');
}

export async function outcomeFrom(
  deps: Pick<Deps, 'db' | 'journals'>,
  attempt: RunningAttempt,
  message: grpc.TaskComplete,
): Promise<Outcome> {
  checkPaths(message.outputs);
  const files = message.outputs.filter((output) => !output.directory);
  const ids = new Map<string, BlobId>();
  for (const { blobId: name } of files) {
    const id = blobId.parse(name);
    if (id) ids.set(name, id);
  }
  const sizes = await (ids.size > 0
    ? ownedBlobs(deps.db, attempt.userId, [...ids.values()])
    : new Map<BlobId, number>());
  const journalBytes = await deps.journals.size(journalOf(attempt.id));
  if (journalBytes !== message.journalBytes) {
    throw new AppError('CONFLICT', 'the output has not arrived completely');
  }
  return {
    exit:
      message.status?.$case === 'signal'
        ? { kind: 'signal', signal: message.status.value }
        : { kind: 'code', code: message.status?.value ?? 0 },
    usage: usageFrom(message.usage),
    journalBytes,
    outputs: message.outputs.map((output) => {
      const mode = output.mode & permissionBits;
      if (output.directory) {
        return { path: output.path, kind: 'directory', blobId: null, sizeBytes: 0, mode };
      }
      const id = ids.get(output.blobId);
      const sizeBytes = id && sizes.get(id);
      if (!id || sizeBytes === undefined) {
        throw new AppError('CONFLICT', `the content of the output ${output.path} did not arrive`);
      }
      return { path: output.path, kind: 'file', blobId: id, sizeBytes, mode };
    }),
    skipped: message.skipped.map(({ path, why }) => ({
      path: wordsOf(path, longestPath),
      why: wordsOf(why, longestMessage),
    })),
  };
}
