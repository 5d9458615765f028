// Uploads under way; their bytes lie with the blobs, their offset is the size of that file.
import type { BlobId, UploadId, UserId } from '@runsurge/model';
import type { Db } from '../db.ts';

export type UploadRow = {
  id: UploadId;
  user_id: UserId;
  blob_id: BlobId;
  size_bytes: number;
  created_at: Date;
};

/** Somebody who starts the same upload again gets the unfinished one back, to resume it. */
export async function openUpload(db: Db, row: UploadRow): Promise<UploadRow> {
  const [found] = await db.query<UploadRow>(
    // Updating nothing is how `on conflict` gives the row that was there.
    `insert into uploads (id, user_id, blob_id, size_bytes, created_at) values ($1, $2, $3, $4, $5)
     on conflict (user_id, blob_id, size_bytes) do update set blob_id = excluded.blob_id returning *`,
    [row.id, row.user_id, row.blob_id, row.size_bytes, row.created_at],
  );
  return found ?? row;
}

export async function findUpload(
  db: Db,
  owner: UserId,
  id: UploadId,
): Promise<UploadRow | undefined> {
  const rows = await db.query<UploadRow>('select * from uploads where id = $1 and user_id = $2', [
    id,
    owner,
  ]);
  return rows[0];
}

export async function removeUpload(db: Db, id: UploadId): Promise<void> {
  await db.query('delete from uploads where id = $1', [id]);
}

/** Forgets uploads that nobody went on with; returns their ids, so that the bytes can go too. */
export async function dropStaleUploads(db: Db, before: Date): Promise<UploadId[]> {
  const rows = await db.query<{ id: UploadId }>(
    'delete from uploads where created_at < $1 returning id',
    [before],
  );
  return rows.map((row) => row.id);
}
