// Who a request comes from: the owner of a live session. One query, because every request asks.
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
