// An account as its owner sees it.
import type { User } from '@runsurge/protocol/rest';
import type { UserRow } from '@runsurge/store';

export function userView(
  row: Pick<UserRow, 'id' | 'email' | 'created_at'> & {
    readonly roles: readonly User['roles'][number][];
  },
): User {
  return {
    id: row.id,
    email: row.email,
    roles: [...row.roles],
    createdAt: row.created_at.toISOString(),
  };
}
