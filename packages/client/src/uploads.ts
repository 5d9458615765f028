// Brings the bytes of a blob to the pool: small ones in one request, others in as many pieces as the
// connection needs.
import { open } from 'node:fs/promises';
import { AppError } from '@runsurge/model';
import { storedBlob, type Upload, upload } from '@runsurge/protocol/rest';
import type { Caller } from './caller.ts';
import { isAway, makePersistence, persist } from './persistence.ts';
import { jsonOf } from './problem.ts';

/** Up to here sending costs less than asking whether the pool has it. */
const smallBytes = 1024 ** 2;
const chunkBytes = 256 * 1024;
/** The pool is silent while it hashes what has arrived. */
const slowestHashBytesPerMs = 50_000;

export type UploadOptions = {
  readonly signal: AbortSignal;
  readonly onProgress?: ((sentBytes: number) => void) | undefined;
};
export type Content = {
  readonly sha256: string;
  readonly sizeBytes: number;
  read(offset: number): AsyncIterable<Uint8Array>;
};

export function fileContent(path: string, sha256: string, sizeBytes: number): Content {
  return { sha256, sizeBytes, read: (offset) => readFile(path, offset, sizeBytes) };
}

async function* readFile(path: string, offset: number, end: number) {
  const file = await open(path, 'r');
  try {
    for (let position = offset; position < end; ) {
      const buffer = Buffer.allocUnsafe(Math.min(chunkBytes, end - position));
      const { bytesRead } = await file.read(buffer, 0, buffer.byteLength, position);
      if (bytesRead === 0) {
        throw new AppError('CONFLICT', `${path} became shorter while it was uploaded`, {
          remedy: 'start again when nobody writes to it',
        });
      }
      position += bytesRead;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await file.close();
  }
}

export async function sendContent(
  caller: Caller,
  content: Content,
  options: UploadOptions,
): Promise<void> {
  const isSmall = content.sizeBytes <= smallBytes;
  await (isSmall ? putOnce(caller, content, options) : sendInPieces(caller, content, options));
  options.onProgress?.(content.sizeBytes);
}

async function putOnce(caller: Caller, content: Content, { signal }: UploadOptions): Promise<void> {
  await caller.json(storedBlob, {
    method: 'PUT',
    path: `/api/blobs/${content.sha256}`,
    headers: { 'content-length': content.sizeBytes },
    body: () => content.read(0),
    signal,
  });
}

/** NOT_FOUND: what was lost with the connection was the answer to the last piece. */
const isWorthIt = (error: AppError) =>
  isAway(error) || ['OFFSET_MISMATCH', 'CONFLICT', 'NOT_FOUND'].includes(error.code);

async function sendInPieces(caller: Caller, content: Content, options: UploadOptions) {
  const { signal, onProgress } = options;
  const persistence = makePersistence({ signal, patienceMs: caller.patienceMs, isWorthIt });
  let arrived = 0;
  // A pool that refuses the bytes deletes them, and says so each time.
  let refusals = 0;
  for (;;) {
    try {
      const state = await begin(caller, content, signal);
      if (state.offset > arrived) persistence.progressed();
      arrived = state.offset;
      if (state.id === null) return;
      await sendRest(caller, content, state.id, state.offset, { signal, onProgress });
    } catch (thrown) {
      if (AppError.from(thrown).code === 'HASH_MISMATCH' && refusals++ === 0) continue;
      await persistence.failed(thrown);
    }
  }
}

function begin(
  caller: Caller,
  { sha256, sizeBytes }: Content,
  signal: AbortSignal,
): Promise<Upload> {
  return caller.json(upload, {
    method: 'POST',
    path: '/api/uploads',
    json: { sha256, sizeBytes },
    isRepeatable: true,
    signal,
  });
}

async function sendRest(
  caller: Caller,
  content: Content,
  id: string,
  offset: number,
  { signal, onProgress }: UploadOptions,
): Promise<void> {
  async function* reported() {
    let sent = offset;
    for await (const chunk of content.read(offset)) {
      yield chunk;
      sent += chunk.byteLength;
      onProgress?.(sent);
    }
  }
  const answer = await caller.open({
    method: 'PATCH',
    path: `/api/uploads/${id}`,
    headers: { 'upload-offset': offset, 'content-length': content.sizeBytes - offset },
    body: reported,
    signal,
    silenceMs: 60_000 + content.sizeBytes / slowestHashBytesPerMs,
  });
  await jsonOf(answer, upload);
}

/** For what is in memory already, such as a script typed into a form. */
export async function sendBytes(
  caller: Caller,
  sha256: string,
  bytes: Uint8Array,
  signal: AbortSignal,
): Promise<void> {
  const call = { method: 'PUT', path: `/api/blobs/${sha256}`, body: () => bytes, signal } as const;
  await persist(async () => jsonOf(await caller.open(call), storedBlob), {
    signal,
    patienceMs: caller.patienceMs,
  });
}
