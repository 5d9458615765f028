// Access tokens: JWTs of 15 minutes that name a user and a session. The signing key is made once and
// stays in the data directory. A valid token is not enough: identity.ts asks for the live session.
import { randomBytes } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Clock, writeFileAtomically } from '@runsurge/base';
import { AppError, type SessionId, sessionId, type UserId, userId } from '@runsurge/model';
import { errors, jwtVerify, SignJWT } from 'jose';

export const accessTokenMs = 15 * 60_000;
const algorithm = 'HS256';
const audience = 'runsurge';

export type AccessTokens = {
  sign(user: UserId, session: SessionId): Promise<{ token: string; expiresAt: Date }>;
  /** TOKEN_EXPIRED or UNAUTHENTICATED when it is not good. */
  verify(token: string): Promise<{ user: UserId; session: SessionId }>;
};

async function openKey(dataDir: string): Promise<Uint8Array> {
  const dir = join(dataDir, 'keys');
  const path = join(dir, 'access-tokens.key');
  const stored = await readFile(path).catch((thrown: NodeJS.ErrnoException) => {
    if (thrown.code === 'ENOENT') return undefined;
    throw thrown;
  });
  if (stored?.length === 32) return stored;
  if (stored !== undefined) {
    throw new AppError('WRONG_STATE', `${path} is damaged`, {
      remedy: 'delete it; everybody has to log in again then',
    });
  }
  const key = randomBytes(32);
  await mkdir(dir, { recursive: true, mode: 0o700 });
  await writeFileAtomically(path, [key], { mode: 0o600, fsync: true });
  return key;
}

export async function openAccessTokens(
  dataDir: string,
  clock: Pick<Clock, 'now'>,
): Promise<AccessTokens> {
  const key = await openKey(dataDir);
  const bad = (cause?: unknown) =>
    new AppError('UNAUTHENTICATED', 'this access token is not valid', {
      cause,
      remedy: 'log in again',
    });
  return {
    async sign(user, session) {
      // Whole seconds, because that is what a JWT holds.
      const nowSeconds = Math.floor(clock.now() / 1000);
      const expiresAt = new Date(nowSeconds * 1000 + accessTokenMs);
      const token = await new SignJWT({ sid: session })
        .setProtectedHeader({ alg: algorithm })
        .setSubject(user)
        .setAudience(audience)
        .setIssuedAt(nowSeconds)
        .setExpirationTime(expiresAt)
        .sign(key);
      return { token, expiresAt };
    },
    async verify(token) {
      const { payload } = await jwtVerify(token, key, {
        algorithms: [algorithm],
        audience,
        currentDate: new Date(clock.now()),
      }).catch((thrown: unknown) => {
        if (!(thrown instanceof errors.JWTExpired)) throw bad(thrown);
        throw new AppError('TOKEN_EXPIRED', 'this access token has expired', {
          remedy: 'refresh it, or log in again',
        });
      });
      const user = userId.parse(payload.sub ?? '');
      const session =
        typeof payload['sid'] === 'string' ? sessionId.parse(payload['sid']) : undefined;
      if (user === undefined || session === undefined) throw bad();
      return { user, session };
    },
  };
}
