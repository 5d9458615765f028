// Blobs between master and worker. A node may read what one of its live attempts was given, and
// hand in what one of its live attempts made; nothing else is there for it.
import { AppError, type BlobId, blobId, type JobId, type NodeId } from '@runsurge/model';
import type { grpc } from '@runsurge/protocol';
import {
  findJobs,
  type JobRow,
  type LiveAttempt,
  ownedBlobs,
  planOf,
  recordBlob,
} from '@runsurge/store';
import type { Deps } from '../deps.ts';
import { attemptOf } from './peer.ts';

const largestBlobBytes = 64 * 1024 ** 3;

function parseBlob(text: string): BlobId {
  const id = blobId.parse(text);
  if (!id) throw new AppError('BAD_INPUT', 'that is not the name of a blob');
  return id;
}

function blobsOf({ spec }: JobRow): BlobId[] {
  const files = spec.files.map((file) => file.blob);
  return typeof spec.stdin === 'string' ? files : [...files, spec.stdin.blob];
}

async function mayRead(
  { db, stages }: Pick<Deps, 'db' | 'stages'>,
  attempt: LiveAttempt,
  job: JobRow,
  blob: BlobId,
): Promise<boolean> {
  if (blobsOf(job).includes(blob) || stages.mayRead(attempt.id, job.id, blob)) return true;
  return job.spreads && (await planOf(db, job.id))?.blob_id === blob;
}

export async function* streamData(
  deps: Deps,
  node: NodeId,
  request: grpc.StreamDataRequest,
  signal: AbortSignal,
): AsyncIterable<grpc.DataChunk> {
  const attempt = await attemptOf(deps, node, request.attemptId);
  const id = parseBlob(request.blobId);
  const [job] = await findJobs(deps.db, [attempt.job_id]);
  if (!job || !(await mayRead(deps, attempt, job, id))) {
    throw new AppError('NOT_FOUND', 'that blob is not part of the job');
  }
  for await (const data of deps.blobs.read(id, { offset: request.offset, signal })) {
    yield { data: Buffer.from(data.buffer, data.byteOffset, data.byteLength) };
  }
}

export async function findMissing(
  deps: Deps,
  node: NodeId,
  request: grpc.FindMissingRequest,
): Promise<grpc.FindMissingResponse> {
  const attempt = await attemptOf(deps, node, request.attemptId);
  const ids = request.blobIds.map(parseBlob);
  // Only what the owner of the job has already: a hash alone must not give anybody the bytes.
  const owned = await ownedBlobs(deps.db, attempt.user_id, ids);
  return { blobIds: ids.filter((id) => !owned.has(id)) };
}

/** Reads headers and their bytes off one stream, blob after blob; each is stored whole or not at all. */
export async function receiveData(
  deps: Deps,
  node: NodeId,
  messages: AsyncIterable<grpc.ReceiveDataRequest>,
): Promise<grpc.ReceiveDataResponse> {
  const source = messages[Symbol.asyncIterator]();

  async function* body(sizeBytes: number): AsyncIterable<Uint8Array> {
    for (let left = sizeBytes; left > 0; ) {
      const { value, done } = await source.next();
      if (done || value.kind?.$case !== 'data') {
        throw new AppError('BAD_INPUT', 'the stream ended within a blob');
      }
      left -= value.kind.value.length;
      yield value.kind.value;
    }
  }

  for (let next = await source.next(); !next.done; next = await source.next()) {
    const kind = next.value.kind;
    if (kind?.$case !== 'header') throw new AppError('BAD_INPUT', 'a blob starts with its header');
    const { attemptId, blobId: name, sizeBytes } = kind.value;
    if (sizeBytes > largestBlobBytes) throw new AppError('TOO_LARGE', 'that blob is too large');
    const attempt = await attemptOf(deps, node, attemptId);
    const id = parseBlob(name);
    await deps.blobs.put(id, body(sizeBytes), { expectedSize: sizeBytes });
    await recordBlob(deps.db, id, sizeBytes, attempt.user_id, new Date(deps.clock.now()));
  }
  return {};
}

export const stdinOf = (job: JobId) => `${job}.in`;

/** Standard input as it arrives, until the consumer ends it. */
export async function* streamInput(
  deps: Deps,
  node: NodeId,
  request: grpc.StreamInputRequest,
  signal: AbortSignal,
): AsyncIterable<grpc.DataChunk> {
  const attempt = await attemptOf(deps, node, request.attemptId);
  const [job] = await findJobs(deps.db, [attempt.job_id]);
  if (!job) throw new AppError('NOT_FOUND', 'that job is gone');
  const name = stdinOf(job.id);
  // The mark that the input is complete lives in the database, so that it outlives a restart.
  const ended = () => job.stdin_ended || deps.endedInputs.has(job.id);
  for await (const data of deps.journals.follow(name, request.offset, signal, ended)) {
    yield { data: Buffer.from(data.buffer, data.byteOffset, data.byteLength) };
  }
}
