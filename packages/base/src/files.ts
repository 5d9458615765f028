// Files as streams: hashed, read by range, and written so that a reader sees either the whole new
// file or none of it. Nothing of user size is ever one buffer.
import { randomUUID } from 'node:crypto';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { AppError } from '@runsurge/model';
import { type ByteSource, chunkBytes, type Digest, digestOf } from './streams.ts';

export function sha256OfFile(path: string): Promise<Digest> {
  return digestOf(readFileRange(path));
}

/** Ends early when the file does; leaving the loop closes the file. */
export async function* readFileRange(
  path: string,
  offset = 0,
  lengthBytes = Number.POSITIVE_INFINITY,
  chunk = chunkBytes,
): AsyncGenerator<Uint8Array, void, undefined> {
  const handle = await open(path, 'r');
  try {
    const { size } = await handle.stat();
    const end = Math.min(size, offset + lengthBytes);
    for (let position = offset; position < end; ) {
      const wanted = Math.min(chunk, end - position);
      // A fresh buffer each time: the consumer may still hold the last one.
      const buffer = Buffer.allocUnsafe(wanted);
      const { bytesRead } = await handle.read(buffer, 0, wanted, position);
      if (bytesRead === 0) return;
      position += bytesRead;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await handle.close();
  }
}

/** A single write may be short, for example on a disk that is nearly full. */
export async function writeFully(
  handle: FileHandle,
  bytes: Uint8Array,
  position: number,
): Promise<void> {
  for (let done = 0; done < bytes.byteLength; ) {
    const rest = bytes.byteLength - done;
    const { bytesWritten } = await handle.write(bytes, done, rest, position + done);
    done += bytesWritten;
  }
}

export type AtomicWrite = {
  readonly mode?: number;
  /** Makes file and name survive a power cut; costs milliseconds. */
  readonly fsync?: boolean;
};

/** Writes `<path>.<random>.part` beside the file, then renames; a failure leaves no trace. */
export async function writeFileAtomically(
  path: string,
  source: ByteSource,
  { mode = 0o600, fsync = false }: AtomicWrite = {},
): Promise<{ readonly sizeBytes: number }> {
  const part = `${path}.${randomUUID()}.part`;
  try {
    const sizeBytes = await writeNewFile(part, source, { mode, fsync });
    await rename(part, path);
    if (fsync) await syncDirectory(dirname(path));
    return { sizeBytes };
  } catch (thrown) {
    await rm(part, { force: true });
    throw knownError(thrown);
  }
}

/** Fails when the file exists. Leaves what was written when the source fails. */
export async function writeNewFile(
  path: string,
  source: ByteSource,
  { mode = 0o600, fsync = false }: AtomicWrite = {},
): Promise<number> {
  const handle = await open(path, 'wx', mode);
  try {
    let position = 0;
    for await (const chunk of source) {
      await writeFully(handle, chunk, position);
      position += chunk.byteLength;
    }
    if (fsync) await handle.sync();
    return position;
  } finally {
    await handle.close();
  }
}

/** A rename survives a power cut only when its directory was synced. Windows has no such call. */
export async function syncDirectory(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Gives disk-full its code and leaves every other error as it was. */
export function knownError(thrown: unknown): unknown {
  const error = AppError.from(thrown);
  return error.code === 'INTERNAL' ? thrown : error;
}
