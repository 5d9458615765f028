// Append-only streams that are read while they grow: live logs and standard input. The size of the
// file is the truth, so a master that was killed goes on where the file ends.
// One process at a time writes to a directory: see takeDirectoryLock.
import { mkdir, open, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { knownError, makeWake, readFileRange, serial, type Wake, writeFully } from '@runsurge/base';
import { AppError } from '@runsurge/model';
import { makeHandleCache } from './handle-cache.ts';
import { hasCode } from './node-error.ts';
import { OffsetMismatch } from './offset-mismatch.ts';

export type Journals = {
  /** Bytes before the present end are skipped, so repeating is harmless; a gap is OffsetMismatch. */
  append(name: string, offset: number, bytes: Uint8Array): Promise<number>;
  /** 0 for one that does not exist. */
  size(name: string): Promise<number>;
  /** What is there now, up to `to`. */
  read(name: string, from: number, to?: number): AsyncIterable<Uint8Array>;
  /**
   * What is there and what comes, until the journal has ended and all of it was read. `ended` is asked
   * at the end of the file, and must be true by the time `end` is called.
   */
  follow(
    name: string,
    from: number,
    signal: AbortSignal,
    ended: () => boolean,
  ): AsyncIterable<Uint8Array>;
  /** Lets every follower finish. Keeps no memory of the name: later followers ask `ended`. */
  end(name: string): void;
  /** Ends it and deletes its file. */
  remove(name: string): Promise<void>;
  close(): Promise<void>;
};

type Follower = { readonly wake: Wake; ended: boolean };

/** Parts are joined by `/`; nothing that leaves the directory. */
const validName = /^[A-Za-z0-9_][A-Za-z0-9._-]*(\/[A-Za-z0-9_][A-Za-z0-9._-]*)*$/;

export function openJournals(options: {
  readonly dir: string;
  /** File handles kept open; further ones are opened for each append. */
  readonly maxHandles?: number;
}): Journals {
  const { dir, maxHandles = 128 } = options;
  const inOrder = serial();
  const handles = makeHandleCache(openForAppend, maxHandles);
  const followers = new Map<string, Set<Follower>>();

  function pathOf(name: string): string {
    if (validName.test(name)) return join(dir, name);
    throw new AppError('BAD_INPUT', `"${name}" is not a name for a journal`);
  }

  async function openForAppend(name: string) {
    const path = pathOf(name);
    await mkdir(dirname(path), { recursive: true });
    // Not 'a': Linux ignores positions there, and a half-written append must be written over.
    const handle = await open(path, 'r+').catch((thrown) => {
      if (!hasCode(thrown, 'ENOENT')) throw thrown;
      return open(path, 'wx+', 0o600);
    });
    return { handle, sizeBytes: (await handle.stat()).size };
  }

  async function append(name: string, offset: number, bytes: Uint8Array): Promise<number> {
    const size = await handles.use(name, async (file) => {
      if (offset > file.sizeBytes) {
        throw new OffsetMismatch(`journal ${name}`, offset, file.sizeBytes);
      }
      const fresh = bytes.subarray(Math.min(bytes.byteLength, file.sizeBytes - offset));
      if (fresh.byteLength === 0) return file.sizeBytes;
      await writeFully(file.handle, fresh, file.sizeBytes);
      file.sizeBytes += fresh.byteLength;
      return file.sizeBytes;
    });
    for (const { wake } of followers.get(name) ?? []) wake.wake();
    return size;
  }

  async function size(name: string): Promise<number> {
    const path = pathOf(name);
    const known = handles.peek(name)?.sizeBytes;
    if (known !== undefined) return known;
    try {
      return (await stat(path)).size;
    } catch (thrown) {
      if (hasCode(thrown, 'ENOENT')) return 0;
      throw thrown;
    }
  }

  async function* read(name: string, from: number, to = Number.POSITIVE_INFINITY) {
    const end = Math.min(to, await size(name));
    if (from < end) yield* readFileRange(pathOf(name), from, end - from);
  }

  async function* follow(name: string, from: number, signal: AbortSignal, ended: () => boolean) {
    const me: Follower = { wake: makeWake(), ended: false };
    const all = followers.get(name) ?? new Set();
    followers.set(name, all.add(me));
    try {
      for (let position = from; ; ) {
        // Asked before reading: what was appended before the end is then surely read.
        const isOver = me.ended || ended();
        for await (const chunk of read(name, position)) {
          signal.throwIfAborted();
          position += chunk.byteLength;
          yield chunk;
        }
        if (isOver) return;
        await me.wake.wait(signal);
      }
    } finally {
      all.delete(me);
      if (all.size === 0) followers.delete(name);
    }
  }

  function end(name: string): void {
    for (const follower of followers.get(name) ?? []) {
      follower.ended = true;
      follower.wake.wake();
    }
  }

  return {
    size,
    read,
    follow,
    end,
    append: (name, offset, bytes) =>
      inOrder(name, () => append(name, offset, bytes)).catch((thrown) => {
        throw knownError(thrown);
      }),
    remove: (name) =>
      inOrder(name, async () => {
        await handles.drop(name);
        await rm(pathOf(name), { force: true });
        end(name);
      }),
    close: () => handles.close(),
  };
}
