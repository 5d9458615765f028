// A newcomer makes an account. The first one of a pool also operates it; the lock makes sure that of
// two who come at once only one is the first.
import type { Database } from '../db.ts';
import { insertUser, type UserRow } from './users.ts';

export async function registerUser(
  db: Database,
  user: Pick<UserRow, 'id' | 'email' | 'password_hash' | 'created_at'>,
): Promise<UserRow> {
  return db.transaction(async (tx) => {
    await tx.query('lock table users in share row exclusive mode');
    const [any] = await tx.query('select from users limit 1');
    const roles: UserRow['roles'] = ['consumer', 'contributor'];
    if (!any) roles.push('operator');
    await insertUser(tx, { ...user, roles });
    return { ...user, roles, disabled_at: null };
  });
}
