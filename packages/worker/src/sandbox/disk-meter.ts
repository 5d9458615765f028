// Says whether a directory on disk has grown over its limit, cheaply: the free space of its file
// system tells at once that little was written; only when it does not, files are counted.
import { lstat, readdir, statfs } from 'node:fs/promises';
import { join } from 'node:path';

/** Others may free what the script fills: count anyway now and then. */
const countAtLeastEveryMs = 3000;
/** A count may cost this share of the time between counts. */
const costFactor = 10;
const smallestFileBytes = 4096;
const lookAtOnce = 64;

export class DiskMeter {
  readonly #dir: string;
  readonly #limitBytes: number;
  #freeAtStart: number | undefined;
  #nextCountMs = performance.now() + countAtLeastEveryMs;
  #noCountBeforeMs = 0;

  constructor(dir: string, limitBytes: number) {
    this.#dir = dir;
    this.#limitBytes = limitBytes;
  }

  async isOver(signal: AbortSignal): Promise<boolean> {
    const { bavail, bsize } = await statfs(this.#dir);
    const free = bavail * bsize;
    this.#freeAtStart ??= free;
    const now = performance.now();
    const suspicious = this.#freeAtStart - free > this.#limitBytes / 2;
    if (now < this.#noCountBeforeMs || !(suspicious || now >= this.#nextCountMs)) return false;
    const counted = await this.#count(signal);
    // What cannot be looked into (unreadable, too deep) is taken for as large as it may be.
    const size = counted.complete
      ? counted.bytes
      : Math.max(counted.bytes, this.#freeAtStart - free);
    const took = performance.now() - now;
    this.#noCountBeforeMs = performance.now() + took * costFactor;
    this.#nextCountMs = performance.now() + countAtLeastEveryMs;
    return size > this.#limitBytes;
  }

  /** Bytes on disk, stopping early once over. Never follows links; files that vanish count nothing. */
  async #count(signal: AbortSignal): Promise<{ bytes: number; complete: boolean }> {
    let bytes = 0;
    let complete = true;
    const pending = [this.#dir];
    for (let dir = pending.pop(); dir !== undefined; dir = pending.pop()) {
      const entries = await readdir(dir, { withFileTypes: true }).catch(
        (error: NodeJS.ErrnoException) => {
          complete &&= error.code === 'ENOENT';
          return [];
        },
      );
      for (let at = 0; at < entries.length; at += lookAtOnce) {
        const some = entries.slice(at, at + lookAtOnce);
        const sizes = await Promise.all(some.map((entry) => sizeOf(join(dir, entry.name))));
        bytes += sizes.reduce((sum, size) => sum + size, 0);
        if (bytes > this.#limitBytes || signal.aborted) return { bytes, complete };
      }
      for (const entry of entries) if (entry.isDirectory()) pending.push(join(dir, entry.name));
    }
    return { bytes, complete };
  }
}

async function sizeOf(path: string): Promise<number> {
  try {
    return Math.max(smallestFileBytes, (await lstat(path)).blocks * 512);
  } catch {
    return 0;
  }
}
