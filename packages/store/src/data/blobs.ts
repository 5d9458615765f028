// Which blobs the pool has, and who may name them.
import { type BlobId, blobMoves, type UserId } from '@runsurge/model';
import type { Db } from '../db.ts';
import { from } from '../moves.ts';

/** Idempotent: storing the same bytes twice is one blob with two owners. */
export async function recordBlob(
  db: Db,
  blob: BlobId,
  sizeBytes: number,
  owner: UserId,
  now: Date,
): Promise<void> {
  await db.query(
    `with kept as (
       insert into blobs (id, state, size_bytes, created_at) values ($1, 'stored', $2, $4)
       on conflict (id) do update set state = 'stored' where blobs.state in (${from(blobMoves, 'stored')}))
     insert into blob_owners (blob_id, user_id) values ($1, $3) on conflict do nothing`,
    [blob, sizeBytes, owner, now],
  );
}

/** Sizes of those blobs that this user may name; others are simply not there for them. */
export async function ownedBlobs(
  db: Db,
  owner: UserId,
  ids: readonly BlobId[],
): Promise<Map<BlobId, number>> {
  const rows = await db.query<{ id: BlobId; size_bytes: number }>(
    `select b.id, b.size_bytes from blobs b join blob_owners o on o.blob_id = b.id
     where o.user_id = $1 and b.state = 'stored' and b.id = any($2)`,
    [owner, ids],
  );
  return new Map(rows.map((row) => [row.id, row.size_bytes]));
}
