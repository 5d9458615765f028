// Bytes on their way: hashing, limiting and cutting into chunks, one chunk in memory at a time.
// Back-pressure is that of async iteration. Files are in files.ts.
import { createHash } from 'node:crypto';

export type ByteSource = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
export type Digest = { readonly sha256: string; readonly sizeBytes: number };

/** The chunk that bytes travel in: fills the windows of gRPC and TLS, small next to a worker's memory. */
export const chunkBytes = 256 * 1024;

export type Hashing = {
  /** Yields the chunks of the source as they are. */
  readonly content: AsyncIterable<Uint8Array>;
  /** Of everything; a bug when asked before the end of `content`. */
  digest(): Digest;
};

export function hashing(source: ByteSource): Hashing {
  const hash = createHash('sha256');
  let sizeBytes = 0;
  let digest: Digest | undefined;
  async function* content() {
    for await (const chunk of source) {
      hash.update(chunk);
      sizeBytes += chunk.byteLength;
      yield chunk;
    }
    digest = { sha256: hash.digest('hex'), sizeBytes };
  }
  return {
    content: content(),
    digest() {
      if (digest === undefined) throw new Error('digest of a stream that has not ended');
      return digest;
    },
  };
}

export async function digestOf(source: ByteSource): Promise<Digest> {
  const { content, digest } = hashing(source);
  for await (const _ of content) {
    // The hash is all that is wanted.
  }
  return digest();
}

/** Throws before the chunk that would exceed the limit is yielded. */
export async function* limitBytes(
  source: ByteSource,
  maxBytes: number,
  makeError: () => Error,
): AsyncGenerator<Uint8Array, void, undefined> {
  let seenBytes = 0;
  for await (const chunk of source) {
    seenBytes += chunk.byteLength;
    if (seenBytes > maxBytes) throw makeError();
    yield chunk;
  }
}

/** Cuts and joins into chunks of exactly `sizeBytes`, except the last. */
export async function* chunksOf(
  source: ByteSource,
  sizeBytes = chunkBytes,
): AsyncGenerator<Uint8Array, void, undefined> {
  let held: Uint8Array[] = [];
  let heldBytes = 0;
  for await (const chunk of source) {
    let rest = chunk;
    while (heldBytes + rest.byteLength >= sizeBytes) {
      const taken = sizeBytes - heldBytes;
      held.push(rest.subarray(0, taken));
      yield joined(held);
      held = [];
      heldBytes = 0;
      rest = rest.subarray(taken);
    }
    if (rest.byteLength === 0) continue;
    held.push(rest);
    heldBytes += rest.byteLength;
  }
  if (heldBytes > 0) yield joined(held);
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const [only] = parts;
  return parts.length === 1 && only !== undefined ? only : Buffer.concat(parts);
}
