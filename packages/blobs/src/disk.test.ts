import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { systemClock } from '@runsurge/base';
import { describe, expect, it } from 'vitest';
import { describeBlobStore } from './blob-store.contract.ts';
import { openDiskBlobs } from './disk.ts';
import { cutAfter, idOf, inTemporaryDir, textOf } from './fixtures.ts';

const clock = systemClock;

describeBlobStore('a store on disk', (run) =>
  inTemporaryDir(async (dir) => run(await openDiskBlobs({ dir, clock, fsync: false }))),
);

describe('a store on disk, in its directory', () => {
  it('leaves no parts of puts that failed', () =>
    inTemporaryDir(async (dir) => {
      const blobs = await openDiskBlobs({ dir, clock });
      await expect(blobs.put(undefined, cutAfter('hel'))).rejects.toThrow();
      await blobs.put(undefined, [Buffer.from('hello')]);
      expect(await readdir(join(dir, 'parts'))).toEqual([]);
    }));

  it('sweeps parts that a killed process left, not those of a put under way', () =>
    inTemporaryDir(async (dir) => {
      const later = { now: () => systemClock.now() + 60_000 };
      const blobs = await openDiskBlobs({ dir, clock: later });
      await writeFile(join(dir, 'parts', 'left'), 'x');
      expect(await blobs.sweepParts(120_000)).toBe(0);
      expect(await blobs.sweepParts(30_000)).toBe(1);
      expect(await readdir(join(dir, 'parts'))).toEqual([]);
    }));

  it('replaces a blob that a power cut left too short', () =>
    inTemporaryDir(async (dir) => {
      const blobs = await openDiskBlobs({ dir, clock });
      const id = idOf(Buffer.from('hello'));
      const home = join(dir, id.slice(0, 2), id.slice(2, 4));
      await mkdir(home, { recursive: true });
      await writeFile(join(home, id), '');
      const put = () => blobs.put(id, [Buffer.from('hello')]);
      await expect(put()).rejects.toMatchObject({ code: 'UNAVAILABLE' });
      await put();
      expect(await textOf(blobs.read(id))).toBe('hello');
    }));

  it('refuses early when the reserve of free space would be touched', () =>
    inTemporaryDir(async (dir) => {
      const blobs = await openDiskBlobs({ dir, clock, minFreeBytes: 2 ** 60 });
      let wasRead = false;
      function* content() {
        wasRead = true;
        yield Buffer.from('hello');
      }
      await expect(blobs.put(undefined, content())).rejects.toMatchObject({ code: 'DISK_FULL' });
      expect(wasRead).toBe(false);
    }));

  it('says that the disk is full, keeps nothing, and goes on when there is room', async (test) => {
    await inTemporaryDir(async (dir) => {
      try {
        execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', dir], { stdio: 'pipe' });
      } catch {
        console.log('skipped: only root can mount the small file system that this test fills');
        return test.skip();
      }
      try {
        const blobs = await openDiskBlobs({ dir, clock });
        const content = [randomBytes(700_000), randomBytes(700_000)];
        await expect(blobs.put(undefined, content)).rejects.toMatchObject({ code: 'DISK_FULL' });
        expect(await readdir(join(dir, 'parts'))).toEqual([]);
        expect((await blobs.put(undefined, content.slice(1))).sizeBytes).toBe(700_000);
      } finally {
        execFileSync('umount', [dir]);
      }
    });
  });
});
