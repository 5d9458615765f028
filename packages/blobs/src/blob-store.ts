// What every store of blobs can do: bytes in, named by their SHA-256; bytes out, by range.
// Who may read a blob and how long it is kept is decided elsewhere, in the database.
import type { ByteSource } from '@runsurge/base';
import type { BlobId } from '@runsurge/model';

export type StoredBlob = { readonly id: BlobId; readonly sizeBytes: number };

export type PutOptions = {
  /** Lets a store refuse early when there is no room; another size in fact is HASH_MISMATCH. */
  readonly expectedSize?: number;
  /** TOO_LARGE beyond it. */
  readonly maxBytes?: number;
  readonly signal?: AbortSignal;
};

export type ReadOptions = {
  readonly offset?: number;
  readonly length?: number;
  readonly signal?: AbortSignal;
};

export interface BlobStore {
  has(id: BlobId): Promise<boolean>;
  size(id: BlobId): Promise<number | undefined>;
  /**
   * Stores all of the content or nothing. With an id, other bytes than its own are HASH_MISMATCH; the
   * content is read and hashed even when the blob is there, so that naming one is no way to own it.
   */
  put(id: BlobId | undefined, content: ByteSource, options?: PutOptions): Promise<StoredBlob>;
  /** The same for a finished file, which is the store's from then on; after an error it is still there. */
  putFile(id: BlobId | undefined, path: string, options?: PutOptions): Promise<StoredBlob>;
  /** Chunks of 256 KiB; NOT_FOUND when the blob is missing. */
  read(id: BlobId, options?: ReadOptions): AsyncIterable<Uint8Array>;
  /** False when it was not there. */
  delete(id: BlobId): Promise<boolean>;
  list(): AsyncIterable<StoredBlob>;
  /** Removes what interrupted puts left behind, when untouched for so long; returns how many. */
  sweepParts(olderThanMs: number): Promise<number>;
}
