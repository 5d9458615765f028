// Remembers the contents of small blobs that are read again and again: the script of a thousand equal
// jobs is opened once. Contents never change under their name, so nothing has to be told apart.
import type { BlobId } from '@runsurge/model';

/** Scripts, mostly. Larger ones are read as they are needed, in chunks. */
const smallBytes = 64 << 10;
const keptBytes = 4 << 20;

type Read = (id: BlobId) => AsyncIterable<Uint8Array>;

export function rememberSmall(
  read: Read,
): (id: BlobId, sizeBytes: number) => AsyncIterable<Uint8Array> {
  const contents = new Map<BlobId, Uint8Array>();
  let total = 0;

  function remember(id: BlobId, content: Uint8Array): void {
    if (contents.has(id)) return;
    if (total + content.length > keptBytes) {
      contents.clear();
      total = 0;
    }
    contents.set(id, content);
    total += content.length;
  }

  return async function* small(id, sizeBytes) {
    if (sizeBytes > smallBytes) return yield* read(id);
    const known = contents.get(id);
    if (known) return yield known;
    const chunks: Uint8Array[] = [];
    for await (const chunk of read(id)) {
      chunks.push(chunk);
      yield chunk;
    }
    remember(id, Buffer.concat(chunks));
  };
}
