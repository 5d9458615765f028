// The identity of a caller outside of HTTP: gRPC carries the same tokens in its metadata.
import { AppError, type UserId } from '@runsurge/model';
import type { Deps } from '../deps.ts';
import { openAccessTokens } from './access-tokens.ts';
import { type Caller, makeIdentity } from './identity.ts';

export type BearerUser = Pick<Caller, 'email' | 'roles'> & { readonly id: UserId };

/** `authorization` as in the header: `Bearer …`. */
export async function authenticateBearer(
  deps: Pick<Deps, 'db' | 'clock' | 'config'>,
  authorization: string,
): Promise<BearerUser> {
  const token = /^Bearer +(\S+)$/i.exec(authorization)?.[1];
  if (token === undefined) {
    throw new AppError('UNAUTHENTICATED', 'this needs a login', { remedy: 'runsurge login' });
  }
  const accessTokens = await openAccessTokens(deps.config.dataDir, deps.clock);
  const { userId, email, roles } = await makeIdentity(deps, accessTokens).ofToken(token);
  return { id: userId, email, roles };
}
