// Long-lived bearer tokens for CLI and scripts. Only their hash is kept.
import type { ApiTokenId, UserId } from '@runsurge/model';
import type { Db } from '../db.ts';

export type ApiTokenRow = {
  id: ApiTokenId;
  user_id: UserId;
  name: string;
  created_at: Date;
  expires_at: Date;
  last_used_at: Date | null;
};
const columns = 'id, user_id, name, created_at, expires_at, last_used_at';

export async function insertApiToken(
  db: Db,
  row: Omit<ApiTokenRow, 'last_used_at'>,
  tokenHash: Buffer,
): Promise<void> {
  await db.query(
    `insert into api_tokens (id, user_id, name, token_hash, created_at, expires_at)
     values ($1, $2, $3, $4, $5, $6)`,
    [row.id, row.user_id, row.name, tokenHash, row.created_at, row.expires_at],
  );
}

export async function listApiTokens(db: Db, user: UserId, now: Date): Promise<ApiTokenRow[]> {
  return db.query<ApiTokenRow>(
    `select ${columns} from api_tokens
     where user_id = $1 and revoked_at is null and expires_at > $2 order by id desc`,
    [user, now],
  );
}

export async function revokeApiToken(
  db: Db,
  user: UserId,
  id: ApiTokenId,
  now: Date,
): Promise<boolean> {
  const rows = await db.query(
    'update api_tokens set revoked_at = $3 where id = $1 and user_id = $2 and revoked_at is null returning id',
    [id, user, now],
  );
  return rows.length > 0;
}
