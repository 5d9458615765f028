// Blobs as files, `ab/cd/<sha256>` below one directory; what is being written is in `parts/` on the
// same file system until it is renamed into place.
import { randomUUID } from 'node:crypto';
import { mkdir, open, rename, rm, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import {
  type ByteSource,
  type Clock,
  type Digest,
  digestOf,
  hashing,
  knownError,
  limitBytes,
  readFileRange,
  syncDirectory,
  writeNewFile,
} from '@runsurge/base';
import { AppError, type BlobId, blobId } from '@runsurge/model';
import type { BlobStore, PutOptions, StoredBlob } from './blob-store.ts';
import { listBlobs, readBlob, removeOlder, sizeOf } from './disk-files.ts';
import { hasCode } from './node-error.ts';

export type DiskOptions = {
  readonly dir: string;
  readonly clock: Pick<Clock, 'now'>;
  /** Puts are refused when they would leave less than this. */
  readonly minFreeBytes?: number;
  /** Makes a put survive a power cut; a cache of blobs that are elsewhere too does without. */
  readonly fsync?: boolean;
};

/** How much is written between two looks at the free space. */
const guardEveryBytes = 64 * 1024 * 1024;

export async function openDiskBlobs(options: DiskOptions): Promise<BlobStore> {
  const { dir, clock, minFreeBytes = 0, fsync = true } = options;
  const partsDir = join(dir, 'parts');
  await mkdir(partsDir, { recursive: true });
  const pathOf = (id: BlobId) => join(dir, id.slice(0, 2), id.slice(2, 4), id);

  async function refuseWhenLow(wantedBytes: number): Promise<void> {
    const { bavail, bsize } = await statfs(dir);
    if (bavail * bsize - wantedBytes >= minFreeBytes) return;
    throw new AppError('DISK_FULL', `there is not enough free space below ${dir}`, {
      remedy: `free some space, or lower the reserve of ${minFreeBytes} bytes`,
    });
  }

  async function* guarded(content: ByteSource, { maxBytes, signal }: PutOptions) {
    const max = maxBytes ?? Number.POSITIVE_INFINITY;
    const tooLarge = () => new AppError('TOO_LARGE', `more than the ${max} bytes that are allowed`);
    let unguardedBytes = 0;
    for await (const chunk of limitBytes(content, max, tooLarge)) {
      signal?.throwIfAborted();
      unguardedBytes += chunk.byteLength;
      if (unguardedBytes > guardEveryBytes) {
        await refuseWhenLow(chunk.byteLength);
        unguardedBytes = 0;
      }
      yield chunk;
    }
  }

  async function moveIn(part: string, { id, sizeBytes }: StoredBlob): Promise<void> {
    const path = pathOf(id);
    // One of another size is the remains of a power cut, and is replaced.
    if ((await sizeOf(path)) === sizeBytes) return rm(part, { force: true });
    await mkdir(dirname(path), { recursive: true });
    await rename(part, path);
    if (fsync) await syncDirectory(dirname(path));
  }

  async function put(id: BlobId | undefined, content: ByteSource, options: PutOptions = {}) {
    const { content: chunks, digest } = hashing(guarded(content, options));
    if (id !== undefined && (await sizeOf(pathOf(id))) !== undefined) {
      for await (const _ of chunks) {
        // Only hashed: see BlobStore.put.
      }
      const stored = checked(digest(), id, options.expectedSize);
      // It may have been deleted meanwhile, and the bytes are gone.
      if ((await sizeOf(pathOf(id))) === stored.sizeBytes) return stored;
      await rm(pathOf(id), { force: true });
      throw new AppError('UNAVAILABLE', `blob ${id} was deleted while it was sent`);
    }
    await refuseWhenLow(options.expectedSize ?? 0);
    const part = join(partsDir, randomUUID());
    try {
      await writeNewFile(part, chunks, { fsync });
      const stored = checked(digest(), id, options.expectedSize);
      await moveIn(part, stored);
      return stored;
    } catch (thrown) {
      await rm(part, { force: true });
      throw knownError(thrown);
    }
  }

  return {
    put,
    size: (id) => sizeOf(pathOf(id)),
    has: async (id) => (await sizeOf(pathOf(id))) !== undefined,
    async putFile(id, path, options = {}) {
      const digest = await digestOf(guarded(readFileRange(path), options));
      const stored = checked(digest, id, options.expectedSize);
      if (fsync) await syncFile(path);
      await moveIn(path, stored).catch(async (thrown) => {
        if (!hasCode(thrown, 'EXDEV')) throw knownError(thrown);
        await put(stored.id, readFileRange(path), options);
        await rm(path, { force: true });
      });
      return stored;
    },
    read: (id, options) => readBlob(pathOf(id), id, options),
    async delete(id) {
      const existed = (await sizeOf(pathOf(id))) !== undefined;
      await rm(pathOf(id), { force: true });
      return existed;
    },
    list: () => listBlobs(dir),
    sweepParts: (olderThanMs) => removeOlder(partsDir, clock.now() - olderThanMs),
  };
}

function checked(
  { sha256, sizeBytes }: Digest,
  wanted: BlobId | undefined,
  expectedSize: number | undefined,
): StoredBlob {
  const id = blobId.parse(sha256);
  if (id === undefined) throw new Error(`not a SHA-256: ${sha256}`);
  const isRight =
    (wanted === undefined || wanted === id) &&
    (expectedSize === undefined || expectedSize === sizeBytes);
  if (isRight) return { id, sizeBytes };
  const expected = [wanted ?? 'any hash', expectedSize ?? 'any number of'].join(' and ');
  throw new AppError('HASH_MISMATCH', `got ${id} and ${sizeBytes}, not ${expected} bytes`, {
    remedy: 'send the content again',
  });
}

async function syncFile(path: string): Promise<void> {
  const handle = await open(path, 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
