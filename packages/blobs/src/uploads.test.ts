import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { systemClock } from '@runsurge/base';
import { uploadId } from '@runsurge/model';
import { describe, expect, it } from 'vitest';
import type { BlobStore } from './blob-store.ts';
import { openDiskBlobs } from './disk.ts';
import { cutAfter, idOf, inTemporaryDir, textOf } from './fixtures.ts';
import { openUploadFiles, type UploadFiles } from './uploads.ts';

type Opened = { uploads: UploadFiles; blobs: BlobStore; dir: string };

function withUploads(run: (opened: Opened) => Promise<void>): Promise<void> {
  return inTemporaryDir(async (base) => {
    const blobs = await openDiskBlobs({ dir: join(base, 'blobs'), clock: systemClock });
    const dir = join(base, 'uploads');
    await run({ uploads: await openUploadFiles({ dir, blobs }), blobs, dir });
  });
}

const bytes = (text: string) => [Buffer.from(text)];
const wholeId = idOf(Buffer.from('hello world'));

describe('an upload', () => {
  it('arrives in pieces and becomes a blob', () =>
    withUploads(async ({ uploads, blobs, dir }) => {
      const id = uploadId.create();
      expect(await uploads.offset(id)).toBe(0);
      expect(await uploads.append(id, 0, bytes('hello'), 11)).toBe(5);
      expect(await uploads.append(id, 5, bytes(' world'), 11)).toBe(11);
      expect(await uploads.finish(id, wholeId, 11)).toBe(wholeId);
      expect(await textOf(blobs.read(wholeId))).toBe('hello world');
      expect(await readdir(dir)).toEqual([]);
    }));

  it('keeps what arrived when the connection is cut, also for a master started anew', () =>
    withUploads(async ({ uploads, blobs, dir }) => {
      const id = uploadId.create();
      const cut = uploads.append(id, 0, cutAfter('hel', 'lo'), 11);
      await expect(cut).rejects.toThrow('connection reset');
      const again = await openUploadFiles({ dir, blobs });
      expect(await again.offset(id)).toBe(5);
      await again.append(id, 5, bytes(' world'), 11);
      expect(await again.finish(id, wholeId, 11)).toBe(wholeId);
    }));

  it('says where it goes on when the offset is wrong', () =>
    withUploads(async ({ uploads }) => {
      const id = uploadId.create();
      await uploads.append(id, 0, bytes('hello'), 11);
      const mismatch = { code: 'OFFSET_MISMATCH', offset: 5 };
      await expect(uploads.append(id, 0, bytes('hello'), 11)).rejects.toMatchObject(mismatch);
      await expect(uploads.append(id, 9, bytes('hello'), 11)).rejects.toMatchObject(mismatch);
      await expect(uploads.finish(id, wholeId, 11)).rejects.toMatchObject(mismatch);
      expect(await uploads.offset(id)).toBe(5);
    }));

  it('lets no second request write at the same time', () =>
    withUploads(async ({ uploads }) => {
      const id = uploadId.create();
      const started = aGate();
      const more = aGate();
      async function* slow() {
        yield Buffer.from('hello');
        started.resolve();
        await more.promise;
        yield Buffer.from(' world');
      }
      const first = uploads.append(id, 0, slow(), 11);
      await started.promise;
      const busy = { code: 'CONFLICT' };
      await expect(uploads.append(id, 5, bytes('x'), 11)).rejects.toMatchObject(busy);
      await expect(uploads.finish(id, wholeId, 11)).rejects.toMatchObject(busy);
      more.resolve();
      expect(await first).toBe(11);
      expect(await uploads.finish(id, wholeId, 11)).toBe(wholeId);
    }));

  it('cannot grow beyond what was announced', () =>
    withUploads(async ({ uploads }) => {
      const id = uploadId.create();
      const append = uploads.append(id, 0, [...bytes('hello'), ...bytes(' world')], 8);
      await expect(append).rejects.toMatchObject({ code: 'TOO_LARGE' });
      expect(await uploads.offset(id)).toBe(5);
    }));

  it('is deleted when its bytes are not those that were announced', () =>
    withUploads(async ({ uploads, blobs }) => {
      const id = uploadId.create();
      await uploads.append(id, 0, bytes('hello w0rld'), 11);
      const mismatch = { code: 'HASH_MISMATCH' };
      await expect(uploads.finish(id, wholeId, 11)).rejects.toMatchObject(mismatch);
      expect(await uploads.offset(id)).toBe(0);
      expect(await blobs.has(wholeId)).toBe(false);
    }));

  it('may be empty, and may be discarded', () =>
    withUploads(async ({ uploads, blobs }) => {
      const nothing = idOf(Buffer.alloc(0));
      expect(await uploads.finish(uploadId.create(), nothing, 0)).toBe(nothing);
      expect(await blobs.size(nothing)).toBe(0);
      const id = uploadId.create();
      await uploads.append(id, 0, bytes('hello'), 11);
      await uploads.discard(id);
      await uploads.discard(id);
      expect(await uploads.offset(id)).toBe(0);
    }));
});

function aGate() {
  let resolve: () => void = () => undefined;
  const promise = new Promise<void>((open) => {
    resolve = open;
  });
  return { promise, resolve };
}
