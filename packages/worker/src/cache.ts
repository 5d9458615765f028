// Inputs on this machine's disk, by hash, so that the next attempt does not fetch them again. Bounded:
// the least recently used go first, never one that an attempt holds.
import { rm } from 'node:fs/promises';
import { type Clock, serial } from '@runsurge/base';
import { type BlobStore, openDiskBlobs } from '@runsurge/blobs';
import type { BlobId } from '@runsurge/model';
import { rememberSmall } from './small-contents.ts';

export type Cache = {
  /** Makes sure the blob is here, fetching it if need be, and holds it until `release`. */
  hold(id: BlobId, fetch: () => AsyncIterable<Uint8Array>, sizeBytes: number): Promise<void>;
  /** Stores what an attempt made, and holds it. */
  keep(content: AsyncIterable<Uint8Array>): Promise<{ id: BlobId; sizeBytes: number }>;
  read(id: BlobId): AsyncIterable<Uint8Array>;
  release(ids: readonly BlobId[]): Promise<void>;
};

type Entry = { sizeBytes: number; holders: number };

export async function openCache(
  dir: string,
  maxBytes: number,
  minFreeBytes: number,
  clock: Clock,
): Promise<Cache> {
  // What an earlier worker left is not worth the bookkeeping of finding out whether it is whole.
  await rm(dir, { recursive: true, force: true });
  const blobs: BlobStore = await openDiskBlobs({ dir, clock, minFreeBytes, fsync: false });
  const read = rememberSmall((id) => blobs.read(id));
  // In the order of last use: a Map keeps insertion order, and use moves to the end.
  const entries = new Map<BlobId, Entry>();
  const oneAtATime = serial();
  let total = 0;

  function touch(id: BlobId, sizeBytes: number): void {
    const entry = entries.get(id) ?? { sizeBytes, holders: 0 };
    if (!entries.has(id)) total += sizeBytes;
    entries.delete(id);
    entries.set(id, { ...entry, holders: entry.holders + 1 });
  }

  async function evict(): Promise<void> {
    for (const [id, entry] of entries) {
      if (total <= maxBytes) return;
      if (entry.holders > 0) continue;
      entries.delete(id);
      total -= entry.sizeBytes;
      await oneAtATime(id, async () => {
        if (!entries.has(id)) await blobs.delete(id);
      });
    }
  }

  return {
    async hold(id, fetch, sizeBytes) {
      await oneAtATime(id, async () => {
        if (!entries.has(id)) await blobs.put(id, fetch(), { expectedSize: sizeBytes });
        touch(id, sizeBytes);
      });
      await evict();
    },
    async keep(content) {
      const { id, sizeBytes } = await blobs.put(undefined, content);
      touch(id, sizeBytes);
      return { id, sizeBytes };
    },
    read: (id) => read(id, entries.get(id)?.sizeBytes ?? Number.POSITIVE_INFINITY),
    async release(ids) {
      for (const id of ids) {
        const entry = entries.get(id);
        if (entry) entry.holders -= 1;
      }
      await evict();
    },
  };
}
