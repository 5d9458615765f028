// Who a request comes from: the owner of a live session or API token. One query, because every
// request asks.
import type { SessionId, UserId } from '@runsurge/model';
import type { Db } from '../db.ts';
import type { UserRow } from './users.ts';

export type CallerRow = { id: UserId; email: string; roles: UserRow['roles']; created_at: Date };

/** Undefined when the session has ended or its account is disabled. */
export async function callerOfSession(
  db: Db,
  session: SessionId,
  now: Date,
): Promise<CallerRow | undefined> {
  const rows = await db.query<CallerRow>(
    `select u.id, u.email, u.roles, u.created_at from sessions s join users u on u.id = s.user_id
     where s.id = $1 and s.revoked_at is null and s.expires_at > $2 and u.disabled_at is null`,
    [session, now],
  );
  return rows[0];
}

const minuteMs = 60_000;

/**
 * Undefined when the token is unknown, revoked or old, or its account is disabled. When it was used
 * last is kept to the minute, so that a busy token does not write each time.
 */
export async function callerOfApiToken(
  db: Db,
  tokenHash: Buffer,
  now: Date,
): Promise<CallerRow | undefined> {
  const [row] = await db.query<CallerRow & { token_id: string; last_used_at: Date | null }>(
    `select u.id, u.email, u.roles, u.created_at, t.id as token_id, t.last_used_at
     from api_tokens t join users u on u.id = t.user_id
     where t.token_hash = $1 and t.revoked_at is null and t.expires_at > $2 and u.disabled_at is null`,
    [tokenHash, now],
  );
  if (!row) return undefined;
  const { token_id: tokenId, last_used_at: lastUsed, ...caller } = row;
  if (lastUsed === null || now.getTime() - lastUsed.getTime() > minuteMs) {
    await db.query('update api_tokens set last_used_at = $2 where id = $1', [tokenId, now]);
  }
  return caller;
}
