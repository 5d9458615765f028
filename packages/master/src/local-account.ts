// The account of an embedded pool: this machine's own user. Its token lies beside the database in a
// file with mode 0600; nobody can log in to it with a password.
import { createHash, randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { writeFileAtomically } from '@runsurge/base';
import { apiTokenId, type UserId, userId } from '@runsurge/model';
import { callerOfApiToken, findUserByEmail, insertApiToken, insertUser } from '@runsurge/store';
import type { Deps } from './deps.ts';

const email = 'local@localhost.invalid';
const tokenLifeMs = 10 * 365 * 24 * 3600_000;
/** Not the hash of any password. */
const noPassword = '!';

type LocalDeps = Pick<Deps, 'db' | 'clock'>;
const hashOf = (token: string) => createHash('sha256').update(token).digest();

async function ensureUser({ db, clock }: LocalDeps): Promise<UserId> {
  const found = await findUserByEmail(db, email);
  if (found) return found.id;
  const id = userId.create();
  await insertUser(db, {
    id,
    email,
    password_hash: noPassword,
    roles: ['consumer', 'contributor', 'operator'],
    created_at: new Date(clock.now()),
  });
  return id;
}

/** The token in `file`, or a new account and token where there is none that works. */
export async function localAccountToken(deps: LocalDeps, file: string): Promise<string> {
  const now = new Date(deps.clock.now());
  const kept = await readFile(file, 'utf8').catch(() => '');
  if (kept && (await callerOfApiToken(deps.db, hashOf(kept), now))) return kept;
  const user = await ensureUser(deps);
  const token = `rs_${randomBytes(32).toString('base64url')}`;
  await insertApiToken(
    deps.db,
    {
      id: apiTokenId.create(),
      user_id: user,
      name: 'this machine',
      created_at: now,
      expires_at: new Date(now.getTime() + tokenLifeMs),
    },
    hashOf(token),
  );
  await writeFileAtomically(file, [Buffer.from(token)], { mode: 0o600 });
  return token;
}
