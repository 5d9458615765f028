// Bytes between this worker and the master: blobs down, blobs up, standard input. A broken call is
// resumed where it stopped; an attempt that was given up (LEASE_LOST) is not.
import type { ClientReadableStream, ClientWritableStream } from '@grpc/grpc-js';
import { type Clock, retry } from '@runsurge/base';
import { AppError, type AttemptId, type BlobId } from '@runsurge/model';
import type { grpc } from '@runsurge/protocol';
import { callError } from './dial.ts';

type Deps = {
  readonly client: grpc.MasterServiceClient;
  readonly clock: Clock;
  readonly random: () => number;
};

/** As long as a restart of the master may take, and then some. */
const keepTryingMs = 120_000;
const chunkBytes = 256 * 1024;

const isRetryable = (thrown: unknown) => AppError.from(thrown).meaning.retry;

function retrying<T>(deps: Deps, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  return retry(work, {
    deadlineMs: keepTryingMs,
    baseMs: 200,
    maxMs: 3_000,
    signal,
    random: deps.random,
    clock: deps.clock,
    isRetryable,
  });
}

async function* chunksOfCall(
  call: ClientReadableStream<grpc.DataChunk>,
  signal: AbortSignal,
): AsyncIterable<Uint8Array> {
  const cancel = () => call.cancel();
  signal.addEventListener('abort', cancel, { once: true });
  try {
    for await (const chunk of call) yield (chunk as grpc.DataChunk).data; // typed as any by Node's streams
  } catch (thrown) {
    signal.throwIfAborted();
    throw callError(thrown);
  } finally {
    signal.removeEventListener('abort', cancel);
    call.cancel();
  }
}

/** A stream that goes on by itself where it broke. `open(offset)` starts a call from there. */
async function* resuming(
  deps: Deps,
  signal: AbortSignal,
  open: (offset: number) => ClientReadableStream<grpc.DataChunk>,
): AsyncIterable<Uint8Array> {
  let offset = 0;
  let brokenSince: number | undefined;
  for (;;) {
    try {
      for await (const chunk of chunksOfCall(open(offset), signal)) {
        offset += chunk.length;
        brokenSince = undefined;
        yield chunk;
      }
      return;
    } catch (thrown) {
      const now = deps.clock.now();
      brokenSince ??= now;
      if (!isRetryable(thrown) || now - brokenSince > keepTryingMs) throw thrown;
      await deps.clock.sleep(500 * (0.5 + deps.random()), signal);
    }
  }
}

export function fetchBlob(
  deps: Deps,
  attempt: AttemptId,
  id: BlobId,
  signal: AbortSignal,
): AsyncIterable<Uint8Array> {
  return resuming(deps, signal, (offset) =>
    deps.client.streamData({ attemptId: attempt, blobId: id, offset }),
  );
}

export function fetchStdin(
  deps: Deps,
  attempt: AttemptId,
  signal: AbortSignal,
): AsyncIterable<Uint8Array> {
  return resuming(deps, signal, (offset) =>
    deps.client.streamInput({ attemptId: attempt, offset }),
  );
}

function findMissing(deps: Deps, attempt: AttemptId, ids: readonly BlobId[]): Promise<Set<string>> {
  return new Promise((resolve, reject) => {
    deps.client.findMissing({ attemptId: attempt, blobIds: [...ids] }, (error, response) =>
      error ? reject(callError(error)) : resolve(new Set(response.blobIds)),
    );
  });
}

async function write(
  call: ClientWritableStream<grpc.ReceiveDataRequest>,
  kind: NonNullable<grpc.ReceiveDataRequest['kind']>,
  failed: Promise<never>,
): Promise<void> {
  if (call.write({ kind })) return;
  await Promise.race([new Promise<void>((resume) => call.once('drain', resume)), failed]);
}

function openTransfer(deps: Deps): {
  call: ClientWritableStream<grpc.ReceiveDataRequest>;
  settled: Promise<void>;
} {
  let call: ClientWritableStream<grpc.ReceiveDataRequest> | undefined;
  const settled = new Promise<void>((resolve, reject) => {
    call = deps.client.receiveData((error) => (error ? reject(callError(error)) : resolve()));
  });
  if (!call) throw new AppError('INTERNAL', 'the executor of a promise runs at once');
  return { call, settled };
}

export type OutgoingBlob = { readonly id: BlobId; readonly sizeBytes: number };

/** Sends those of the blobs that the master lacks, on one call; after a break, those that still are. */
export async function sendBlobs(
  deps: Deps,
  attempt: AttemptId,
  blobs: readonly OutgoingBlob[],
  read: (id: BlobId) => AsyncIterable<Uint8Array>,
  signal: AbortSignal,
): Promise<void> {
  if (blobs.length === 0) return;
  await retrying(deps, signal, async () => {
    const missing = await findMissing(
      deps,
      attempt,
      blobs.map((blob) => blob.id),
    );
    if (missing.size === 0) return;
    const { call, settled } = openTransfer(deps);
    const failed = settled.then(() => {
      throw new AppError('UNAVAILABLE', 'the master ended the transfer early');
    });
    failed.catch(() => undefined);
    const cancel = () => call.cancel();
    signal.addEventListener('abort', cancel, { once: true });
    try {
      for (const { id, sizeBytes } of blobs) {
        if (!missing.delete(id)) continue;
        const header = { attemptId: attempt, blobId: id, sizeBytes };
        await write(call, { $case: 'header', value: header }, failed);
        for await (const bytes of read(id)) {
          for (let at = 0; at < bytes.length; at += chunkBytes) {
            const value = Buffer.from(bytes.subarray(at, at + chunkBytes));
            await write(call, { $case: 'data', value }, failed);
          }
        }
      }
      call.end();
      await settled;
    } finally {
      signal.removeEventListener('abort', cancel);
      call.cancel();
    }
  });
}
