// Log-in sessions with rotating refresh tokens. Only hashes are kept. A refresh token that was
// already exchanged and comes again was stolen from somebody: the whole session ends.
import type { SessionId, UserId } from '@runsurge/model';
import type { Db } from '../db.ts';

export type SessionRow = {
  id: SessionId;
  user_id: UserId;
  user_agent: string;
  created_at: Date;
  last_used_at: Date;
  expires_at: Date;
  revoked_at: Date | null;
};
const columns = 'id, user_id, user_agent, created_at, last_used_at, expires_at, revoked_at';

export async function insertSession(
  db: Db,
  row: Omit<SessionRow, 'revoked_at' | 'last_used_at'>,
  refreshHash: Buffer,
): Promise<void> {
  await db.query(
    `insert into sessions (id, user_id, refresh_hash, user_agent, created_at, last_used_at, expires_at)
     values ($1, $2, $3, $4, $5, $5, $6)`,
    [row.id, row.user_id, refreshHash, row.user_agent, row.created_at, row.expires_at],
  );
}

export type Rotation =
  | { readonly kind: 'rotated'; readonly session: SessionRow }
  | { readonly kind: 'reused' }
  | { readonly kind: 'unknown' };

/** Exchanges one refresh token for the next. */
export async function rotateSession(
  db: Db,
  oldHash: Buffer,
  newHash: Buffer,
  now: Date,
  expiresAt: Date,
): Promise<Rotation> {
  const [session] = await db.query<SessionRow>(
    `update sessions set previous_hash = refresh_hash, refresh_hash = $2, last_used_at = $3, expires_at = $4
     where refresh_hash = $1 and revoked_at is null and expires_at > $3
     returning ${columns}`,
    [oldHash, newHash, now, expiresAt],
  );
  if (session) return { kind: 'rotated', session };
  const reused = await db.query(
    'update sessions set revoked_at = $2 where previous_hash = $1 and revoked_at is null returning id',
    [oldHash, now],
  );
  return { kind: reused.length > 0 ? 'reused' : 'unknown' };
}

export async function findLiveSession(
  db: Db,
  id: SessionId,
  now: Date,
): Promise<SessionRow | undefined> {
  const rows = await db.query<SessionRow>(
    `select ${columns} from sessions where id = $1 and revoked_at is null and expires_at > $2`,
    [id, now],
  );
  return rows[0];
}

export async function listSessions(db: Db, user: UserId, now: Date): Promise<SessionRow[]> {
  return db.query<SessionRow>(
    `select ${columns} from sessions
     where user_id = $1 and revoked_at is null and expires_at > $2 order by last_used_at desc`,
    [user, now],
  );
}

/** False when it is not this user's or has ended already. */
export async function revokeSession(
  db: Db,
  user: UserId,
  id: SessionId,
  now: Date,
): Promise<boolean> {
  const rows = await db.query(
    'update sessions set revoked_at = $3 where id = $1 and user_id = $2 and revoked_at is null returning id',
    [id, user, now],
  );
  return rows.length > 0;
}
