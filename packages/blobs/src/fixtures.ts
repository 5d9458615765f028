// Makers for this package's tests: directories, ids, contents.
import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BlobId, blobId } from '@runsurge/model';

export async function inTemporaryDir<T>(run: (dir: string) => Promise<T>): Promise<T> {
  const dir = await mkdtemp(join(tmpdir(), 'runsurge-blobs-'));
  try {
    return await run(dir);
  } finally {
    await rm(dir, { recursive: true });
  }
}

export function idOf(bytes: Uint8Array): BlobId {
  const id = blobId.parse(createHash('sha256').update(bytes).digest('hex'));
  if (id === undefined) throw new Error('a SHA-256 is a blob id');
  return id;
}

export async function collected(source: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const part of source) parts.push(part);
  return Buffer.concat(parts);
}

export async function textOf(source: AsyncIterable<Uint8Array>): Promise<string> {
  return (await collected(source)).toString();
}

/** Sends some chunks, then breaks like a connection that is cut. */
export async function* cutAfter(...chunks: string[]): AsyncGenerator<Uint8Array> {
  for (const chunk of chunks) yield Buffer.from(chunk);
  throw new Error('connection reset');
}
