// Bytes of a stage between a channel and the master: small ones travel in the messages of the session,
// large ones as blobs beside it, through this node's cache, so that what several executors here get
// is fetched once.
import { AppError, type AttemptId, type BlobId, blobId } from '@runsurge/model';
import type { grpc } from '@runsurge/protocol';
import type { Cache } from '../cache.ts';
import { fetchBlob, sendBlobs } from '../transfer.ts';

export const mostInlineBytes = 256 << 10;
/** Of what all tasks of a stage share; more of it would be sent to every executor of a node. */
export const mostInlineCommonBytes = 64 << 10;

export type ContentDeps = Parameters<typeof fetchBlob>[0] & { readonly cache: Cache };

/** A content that came, ready to be passed on. */
export type Arrived = {
  readonly sizeBytes: number;
  readonly bytes: AsyncIterable<Uint8Array> | Uint8Array;
  /** When it was passed on. */
  release(): void;
};

export type Contents = {
  /** At once, when it is small enough. */
  packSmall(payload: Buffer, mostBytes?: number): grpc.Content | undefined;
  /** Stores a large payload and hands it in; held here until `release`. */
  packLarge(payload: Buffer): Promise<grpc.Content>;
  arrive(content: grpc.Content | undefined): Promise<Arrived>;
  /** On disk meanwhile, for bytes that nobody reads yet. */
  park(bytes: Uint8Array): Promise<Arrived>;
  /** What was packed is not needed any more. */
  release(content: grpc.Content | undefined): void;
};

export function arrivedBytes(bytes: Uint8Array): Arrived {
  return { sizeBytes: bytes.length, bytes, release: () => undefined };
}

async function* once(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield bytes;
}

export function makeContents(deps: ContentDeps, attempt: AttemptId, signal: AbortSignal): Contents {
  const { cache } = deps;
  const parse = (text: string): BlobId => {
    const id = blobId.parse(text);
    if (!id) throw new AppError('BAD_INPUT', 'that is not the name of a blob');
    return id;
  };
  return {
    packSmall(payload, mostBytes = mostInlineBytes) {
      if (payload.length > mostBytes) return undefined;
      // A copy: the payload lies in a chunk of the channel that may be much larger, and is kept.
      return { inline: Buffer.from(payload), blobId: '', sizeBytes: 0 };
    },
    async packLarge(payload) {
      const { id, sizeBytes } = await cache.keep(once(payload));
      try {
        await sendBlobs(deps, attempt, [{ id, sizeBytes }], (blob) => cache.read(blob), signal);
      } catch (thrown) {
        await cache.release([id]);
        throw thrown;
      }
      return { inline: Buffer.alloc(0), blobId: id, sizeBytes };
    },
    async arrive(content) {
      if (!content || content.blobId === '') {
        return arrivedBytes(content?.inline ?? Buffer.alloc(0));
      }
      const id = parse(content.blobId);
      const { sizeBytes } = content;
      await cache.hold(id, () => fetchBlob(deps, attempt, id, signal), sizeBytes);
      return { sizeBytes, bytes: cache.read(id), release: () => void cache.release([id]) };
    },
    async park(bytes) {
      const { id, sizeBytes } = await cache.keep(once(bytes));
      return { sizeBytes, bytes: cache.read(id), release: () => void cache.release([id]) };
    },
    release(content) {
      const id = content && content.blobId !== '' ? blobId.parse(content.blobId) : undefined;
      if (id) void cache.release([id]);
    },
  };
}
