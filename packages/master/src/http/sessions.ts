// Sessions: made by a login, prolonged by refreshing, ended by logout. Here is how the tokens of one
// are made; the routes of login and refresh are in auth.ts.
import { AppError, type SessionId, sessionId } from '@runsurge/model';
import type { TokenPair } from '@runsurge/protocol/rest';
import { findUser, insertSession, rotateSession, type UserRow } from '@runsurge/store';
import type { Deps } from '../deps.ts';
import type { AccessTokens } from './access-tokens.ts';
import { hashOf, newRefreshToken } from './secrets.ts';
import { userView } from './user-view.ts';

const refreshTokenMs = 30 * 86_400_000;
const longestUserAgent = 200;

type Account = Pick<UserRow, 'id' | 'email' | 'roles' | 'created_at'>;
export type Sessions = {
  start(user: Account, userAgent: string): Promise<TokenPair>;
  /** UNAUTHENTICATED for a token that is unknown, over, or was exchanged before. */
  refresh(refreshToken: string): Promise<TokenPair>;
};

export function makeSessions(
  { db, clock, log }: Pick<Deps, 'db' | 'clock' | 'log'>,
  accessTokens: AccessTokens,
): Sessions {
  async function pair(
    user: Account,
    session: SessionId,
    refreshToken: string,
    refreshExpiresAt: Date,
  ): Promise<TokenPair> {
    const access = await accessTokens.sign(user.id, session);
    return {
      accessToken: access.token,
      accessExpiresAt: access.expiresAt.toISOString(),
      refreshToken,
      refreshExpiresAt: refreshExpiresAt.toISOString(),
      user: userView(user),
    };
  }

  return {
    async start(user, userAgent) {
      const now = new Date(clock.now());
      const expiresAt = new Date(clock.now() + refreshTokenMs);
      const session = {
        id: sessionId.create(),
        user_id: user.id,
        user_agent: userAgent.slice(0, longestUserAgent),
        created_at: now,
        expires_at: expiresAt,
      };
      const refreshToken = newRefreshToken();
      await insertSession(db, session, hashOf(refreshToken));
      log.info({ userId: user.id, sessionId: session.id }, 'session started');
      return pair(user, session.id, refreshToken, expiresAt);
    },
    async refresh(oldToken) {
      const now = new Date(clock.now());
      const expiresAt = new Date(clock.now() + refreshTokenMs);
      const token = newRefreshToken();
      const rotation = await rotateSession(db, hashOf(oldToken), hashOf(token), now, expiresAt);
      if (rotation.kind === 'reused') log.warn('a refresh token was used twice; session revoked');
      const user =
        rotation.kind === 'rotated' ? await findUser(db, rotation.session.user_id) : undefined;
      if (rotation.kind !== 'rotated' || !user || user.disabled_at !== null) {
        throw new AppError('UNAUTHENTICATED', 'this session has ended', { remedy: 'log in again' });
      }
      return pair(user, rotation.session.id, token, expiresAt);
    },
  };
}
