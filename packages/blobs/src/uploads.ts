// Uploads that can be interrupted and go on: one file each, whose size is the offset to go on at.
// What a finished one becomes is the blob store's business; who may write to it is checked before.
import { mkdir, open, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type ByteSource, knownError, writeFully } from '@runsurge/base';
import { AppError, type BlobId, type UploadId } from '@runsurge/model';
import type { BlobStore } from './blob-store.ts';
import { hasCode } from './node-error.ts';
import { OffsetMismatch } from './offset-mismatch.ts';

export type UploadFiles = {
  /**
   * Returns the new offset. Keeps what arrived when the content fails; OffsetMismatch when `offset` is
   * not the present one; CONFLICT while another call works on this upload; TOO_LARGE beyond `maxTotal`.
   */
  append(id: UploadId, offset: number, content: ByteSource, maxTotal: number): Promise<number>;
  /** 0 for one that has not begun. */
  offset(id: UploadId): Promise<number>;
  /**
   * Hands the bytes to the blob store. Too few: OffsetMismatch, and the upload may go on. Too many or
   * other bytes: HASH_MISMATCH, and they are deleted.
   */
  finish(id: UploadId, expectedSha: BlobId, expectedSize: number): Promise<BlobId>;
  discard(id: UploadId): Promise<void>;
};

type Deps = { readonly dir: string; readonly blobs: Pick<BlobStore, 'putFile'> };

export async function openUploadFiles({ dir, blobs }: Deps): Promise<UploadFiles> {
  await mkdir(dir, { recursive: true });
  const busy = new Set<UploadId>();
  const pathOf = (id: UploadId) => join(dir, id);

  async function alone<T>(id: UploadId, run: () => Promise<T>): Promise<T> {
    if (busy.has(id)) {
      throw new AppError('CONFLICT', `upload ${id} is being written to by another request`);
    }
    busy.add(id);
    try {
      return await run();
    } catch (thrown) {
      throw knownError(thrown);
    } finally {
      busy.delete(id);
    }
  }

  async function offset(id: UploadId): Promise<number> {
    try {
      return (await stat(pathOf(id))).size;
    } catch (thrown) {
      if (hasCode(thrown, 'ENOENT')) return 0;
      throw thrown;
    }
  }

  async function append(id: UploadId, from: number, content: ByteSource, maxTotal: number) {
    const present = await offset(id);
    if (from !== present) throw new OffsetMismatch(`upload ${id}`, from, present);
    const handle = await open(pathOf(id), 'a', 0o600);
    try {
      let position = present;
      for await (const chunk of content) {
        if (position + chunk.byteLength > maxTotal) {
          throw new AppError('TOO_LARGE', `upload ${id} may have ${maxTotal} bytes, not more`);
        }
        await writeFully(handle, chunk, position);
        position += chunk.byteLength;
      }
      return position;
    } finally {
      await handle.close();
    }
  }

  async function finish(id: UploadId, expectedSha: BlobId, expectedSize: number) {
    const present = await offset(id);
    if (present < expectedSize) throw new OffsetMismatch(`upload ${id}`, expectedSize, present);
    // An upload of nothing never had a first append.
    if (present === 0) await (await open(pathOf(id), 'a', 0o600)).close();
    try {
      const stored = await blobs.putFile(expectedSha, pathOf(id), { expectedSize });
      return stored.id;
    } catch (thrown) {
      if (AppError.from(thrown).code === 'HASH_MISMATCH') await rm(pathOf(id), { force: true });
      throw thrown;
    }
  }

  return {
    offset,
    append: (id, from, content, maxTotal) => alone(id, () => append(id, from, content, maxTotal)),
    finish: (id, sha, size) => alone(id, () => finish(id, sha, size)),
    discard: (id) => alone(id, () => rm(pathOf(id), { force: true })),
  };
}
