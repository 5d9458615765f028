// What every BlobStore has to do, as tests; each implementation's own test file calls this.
import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { BlobStore } from './blob-store.ts';
import { collected, cutAfter, idOf, inTemporaryDir, textOf } from './fixtures.ts';

const hello = Buffer.from('hello');

export function describeBlobStore(
  name: string,
  withStore: (run: (blobs: BlobStore) => Promise<void>) => Promise<void>,
): void {
  describe(name, () => {
    it('gives back what was put, and knows its size', () =>
      withStore(async (blobs) => {
        const big = randomBytes(1_000_000);
        const stored = await blobs.put(undefined, [big.subarray(0, 7), big.subarray(7)]);
        expect(stored).toEqual({ id: idOf(big), sizeBytes: big.length });
        expect(await blobs.has(stored.id)).toBe(true);
        expect(await blobs.size(stored.id)).toBe(big.length);
        expect((await collected(blobs.read(stored.id))).equals(big)).toBe(true);
        const range = { offset: 300_000, length: 500_000 };
        const part = await collected(blobs.read(stored.id, range));
        expect(part.equals(big.subarray(300_000, 800_000))).toBe(true);
      }));

    it('reads in chunks of 256 KiB at most', () =>
      withStore(async (blobs) => {
        const { id } = await blobs.put(undefined, [randomBytes(600_000)]);
        const sizes = [];
        for await (const chunk of blobs.read(id)) sizes.push(chunk.length);
        expect(sizes).toEqual([262_144, 262_144, 75_712]);
      }));

    it('stores the blob of no bytes', () =>
      withStore(async (blobs) => {
        const { id, sizeBytes } = await blobs.put(undefined, []);
        expect([id, sizeBytes]).toEqual([idOf(Buffer.alloc(0)), 0]);
        expect(await textOf(blobs.read(id))).toBe('');
      }));

    it('refuses other bytes than the id names, whether it has the blob or not', () =>
      withStore(async (blobs) => {
        const wrong = { code: 'HASH_MISMATCH' };
        await expect(blobs.put(idOf(hello), [Buffer.from('x')])).rejects.toMatchObject(wrong);
        expect(await blobs.has(idOf(hello))).toBe(false);
        await blobs.put(idOf(hello), [hello]);
        await expect(blobs.put(idOf(hello), [Buffer.from('x')])).rejects.toMatchObject(wrong);
        await expect(blobs.put(idOf(hello), [hello], { expectedSize: 6 })).rejects.toMatchObject(
          wrong,
        );
        expect(await textOf(blobs.read(idOf(hello)))).toBe('hello');
      }));

    it('takes the same blob any number of times, also at once', () =>
      withStore(async (blobs) => {
        await Promise.all(Array.from({ length: 8 }, () => blobs.put(idOf(hello), [hello])));
        await blobs.put(undefined, [hello]);
        expect(await everyId(blobs)).toEqual([idOf(hello)]);
      }));

    it('keeps nothing of a put that fails, is too large or is cancelled', () =>
      withStore(async (blobs) => {
        await expect(blobs.put(undefined, cutAfter('hel'))).rejects.toThrow('connection reset');
        await expect(blobs.put(undefined, [hello], { maxBytes: 4 })).rejects.toMatchObject({
          code: 'TOO_LARGE',
        });
        const signal = AbortSignal.abort();
        await expect(blobs.put(undefined, [hello], { signal })).rejects.toMatchObject({
          code: 'CANCELLED',
        });
        expect(await everyId(blobs)).toEqual([]);
      }));

    it('takes a file over, and leaves one that is not what it should be', () =>
      withStore((blobs) =>
        inTemporaryDir(async (dir) => {
          const path = join(dir, 'file');
          await writeFile(path, 'hello');
          await expect(blobs.putFile(idOf(Buffer.from('x')), path)).rejects.toMatchObject({
            code: 'HASH_MISMATCH',
          });
          expect(await blobs.putFile(idOf(hello), path)).toEqual({ id: idOf(hello), sizeBytes: 5 });
          expect(await textOf(blobs.read(idOf(hello)))).toBe('hello');
        }),
      ));

    it('says that a blob is missing', () =>
      withStore(async (blobs) => {
        const id = idOf(hello);
        expect([await blobs.has(id), await blobs.size(id)]).toEqual([false, undefined]);
        await expect(collected(blobs.read(id))).rejects.toMatchObject({ code: 'NOT_FOUND' });
        expect(await blobs.delete(id)).toBe(false);
        await blobs.put(id, [hello]);
        expect(await blobs.delete(id)).toBe(true);
        expect(await blobs.has(id)).toBe(false);
      }));
  });
}

async function everyId(blobs: BlobStore): Promise<string[]> {
  const ids = [];
  for await (const { id } of blobs.list()) ids.push(id);
  return ids;
}
