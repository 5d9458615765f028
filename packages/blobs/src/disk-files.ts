// The files below a blob directory, without any state: how large, what is in them, which there are.
// Writing them is in disk.ts.
import { opendir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { chunkBytes, readFileRange } from '@runsurge/base';
import { AppError, type BlobId, blobId } from '@runsurge/model';
import type { ReadOptions, StoredBlob } from './blob-store.ts';
import { hasCode } from './node-error.ts';

export async function sizeOf(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).size;
  } catch (thrown) {
    if (hasCode(thrown, 'ENOENT')) return undefined;
    throw thrown;
  }
}

export async function* readBlob(path: string, id: BlobId, options: ReadOptions = {}) {
  const { offset, length, signal } = options;
  signal?.throwIfAborted();
  try {
    for await (const chunk of readFileRange(path, offset, length, chunkBytes)) {
      signal?.throwIfAborted();
      yield chunk;
    }
  } catch (thrown) {
    if (!hasCode(thrown, 'ENOENT')) throw thrown;
    throw new AppError('NOT_FOUND', `there is no blob ${id}`, { cause: thrown });
  }
}

export async function* listBlobs(dir: string): AsyncGenerator<StoredBlob, void, undefined> {
  for (const outer of await readdir(dir)) {
    if (!/^[0-9a-f]{2}$/.test(outer)) continue;
    for (const inner of await readdir(join(dir, outer))) {
      for await (const { name } of await opendir(join(dir, outer, inner))) {
        const id = blobId.parse(name);
        const sizeBytes = await sizeOf(join(dir, outer, inner, name));
        if (id !== undefined && sizeBytes !== undefined) yield { id, sizeBytes };
      }
    }
  }
}

export async function removeOlder(dir: string, beforeMs: number): Promise<number> {
  let removed = 0;
  for (const name of await readdir(dir)) {
    const path = join(dir, name);
    const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Number.POSITIVE_INFINITY }));
    if (mtimeMs >= beforeMs) continue;
    await rm(path, { force: true });
    removed += 1;
  }
  return removed;
}
