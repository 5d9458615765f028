// Accounts: made by registration, found by address or id.
import { AppError, type UserId } from '@runsurge/model';
import type { Db } from '../db.ts';

export type UserRow = {
  id: UserId;
  email: string;
  password_hash: string;
  roles: ('consumer' | 'contributor' | 'operator')[];
  created_at: Date;
  disabled_at: Date | null;
};

export async function insertUser(
  db: Db,
  user: Pick<UserRow, 'id' | 'email' | 'password_hash' | 'roles' | 'created_at'>,
): Promise<void> {
  const rows = await db.query(
    `insert into users (id, email, password_hash, roles, created_at) values ($1, $2, $3, $4, $5)
     on conflict do nothing returning id`,
    [user.id, user.email, user.password_hash, user.roles, user.created_at],
  );
  if (rows.length === 0) {
    throw new AppError('CONFLICT', 'there is an account with this address already', {
      remedy: 'log in, or use another address',
    });
  }
}

export async function findUserByEmail(db: Db, email: string): Promise<UserRow | undefined> {
  return (
    await db.query<UserRow>('select * from users where lower(email) = lower($1)', [email])
  )[0];
}

export async function findUser(db: Db, id: UserId): Promise<UserRow | undefined> {
  return (await db.query<UserRow>('select * from users where id = $1', [id]))[0];
}

export async function countUsers(db: Db): Promise<number> {
  const rows = await db.query<{ n: number }>('select count(*)::int as n from users');
  return rows[0]?.n ?? 0;
}

/** Also ends every session but `keepSession`: whoever knew the old password is out. */
export async function changePassword(
  db: Db,
  id: UserId,
  passwordHash: string,
  keepSession: string | null,
  now: Date,
): Promise<void> {
  await db.query(
    `with changed as (update users set password_hash = $2 where id = $1)
     update sessions set revoked_at = $4
     where user_id = $1 and revoked_at is null and id is distinct from $3::uuid`,
    [id, passwordHash, keepSession, now],
  );
}
