// Bytes of a stage as the master has them: small ones in memory, others as a blob that it has stored.
import { createHash } from 'node:crypto';
import { AppError, type BlobId, blobId, type UserId } from '@runsurge/model';
import type { grpc } from '@runsurge/protocol';
import { type Db, ownedBlobs } from '@runsurge/store';

export type Content =
  | { readonly kind: 'inline'; readonly bytes: Buffer }
  | { readonly kind: 'blob'; readonly blob: BlobId; readonly sizeBytes: number };

/** As in the worker's contents.ts: more travels as a blob. */
const mostInlineBytes = 256 << 10;

/** What needs no looking up, which is nearly all there is. */
export function inlineContent(message: grpc.Content | undefined): Content | undefined {
  if (!message) return { kind: 'inline', bytes: Buffer.alloc(0) };
  if (message.blobId !== '') return undefined;
  if (message.inline.length > mostInlineBytes) {
    throw new AppError('TOO_LARGE', 'so much must come as a blob');
  }
  return { kind: 'inline', bytes: message.inline };
}

/** What a worker sent, checked: a blob must be there, and be of the job's owner. */
export async function contentFrom(
  db: Db,
  user: UserId,
  message: grpc.Content | undefined,
): Promise<Content> {
  const inline = inlineContent(message);
  if (inline) return inline;
  const blob = blobId.parse(message?.blobId ?? '');
  const sizeBytes = blob && (await ownedBlobs(db, user, [blob])).get(blob);
  if (!blob || sizeBytes === undefined) {
    throw new AppError('NOT_FOUND', 'a blob of a stage did not arrive');
  }
  return { kind: 'blob', blob, sizeBytes };
}

export function contentMessage(content: Content): grpc.Content {
  if (content.kind === 'inline') return { inline: content.bytes, blobId: '', sizeBytes: 0 };
  return { inline: Buffer.alloc(0), blobId: content.blob, sizeBytes: content.sizeBytes };
}

export function hashOf(content: Content): Buffer {
  if (content.kind === 'blob') return Buffer.from(content.blob, 'hex');
  return createHash('sha256').update(content.bytes).digest();
}
