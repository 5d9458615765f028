// Who is calling: an API token or access token in the Authorization header, or the cookie of a
// browser. Every request asks the database, so a revoked session or token is out at once.
import { AppError, type SessionId, type UserId } from '@runsurge/model';
import { callerOfApiToken, callerOfSession } from '@runsurge/store';
import type { FastifyRequest } from 'fastify';
import type { Deps } from '../deps.ts';
import type { AccessTokens } from './access-tokens.ts';
import { accessCookie, refuseForeignOrigin } from './cookies.ts';
import { hashOf, isApiToken } from './secrets.ts';

export type Caller = {
  readonly userId: UserId;
  readonly email: string;
  readonly roles: readonly ('consumer' | 'contributor' | 'operator')[];
  readonly createdAt: Date;
  /** Null for an API token. */
  readonly sessionId: SessionId | null;
};

export type Identity = {
  /** For an onRequest hook: no body is read from strangers. */
  require(request: FastifyRequest): Promise<void>;
  /** After `require`. */
  of(request: FastifyRequest): Caller;
  /** Undefined without any credentials; bad ones are an error all the same. */
  find(request: FastifyRequest): Promise<Caller | undefined>;
  /** For gRPC, which carries the same tokens. */
  ofToken(token: string): Promise<Caller>;
};

const safeMethods = ['GET', 'HEAD', 'OPTIONS'];

export function makeIdentity(
  { db, clock }: Pick<Deps, 'db' | 'clock'>,
  accessTokens: AccessTokens,
): Identity {
  const callers = new WeakMap<FastifyRequest, Caller>();
  const now = () => new Date(clock.now());
  const gone = (what: string) =>
    new AppError('UNAUTHENTICATED', `this ${what} is not valid or has ended`, {
      remedy: 'log in again',
    });

  async function ofApiToken(token: string): Promise<Caller> {
    const user = await callerOfApiToken(db, hashOf(token), now());
    if (!user) throw gone('API token');
    const { id, email, roles, created_at: createdAt } = user;
    return { userId: id, email, roles, createdAt, sessionId: null };
  }

  async function ofAccessToken(token: string): Promise<Caller> {
    const { session, user } = await accessTokens.verify(token);
    const row = await callerOfSession(db, session, now());
    if (!row || row.id !== user) throw gone('session');
    const { email, roles, created_at: createdAt } = row;
    return { userId: user, email, roles, createdAt, sessionId: session };
  }

  const ofToken = (token: string) => (isApiToken(token) ? ofApiToken(token) : ofAccessToken(token));

  async function find(request: FastifyRequest): Promise<Caller | undefined> {
    const header = request.raw.headers.authorization;
    if (header !== undefined) {
      const token = /^Bearer +(\S+)$/i.exec(header)?.[1];
      if (token === undefined) throw gone('Authorization header');
      return ofToken(token);
    }
    const cookie = request.cookies[accessCookie];
    if (cookie === undefined) return undefined;
    if (!safeMethods.includes(request.method)) refuseForeignOrigin(request, true);
    return ofToken(cookie);
  }

  return {
    find,
    ofToken,
    async require(request) {
      const caller = await find(request);
      if (!caller) {
        throw new AppError('UNAUTHENTICATED', 'this needs a login', {
          remedy: 'log in, and send the token as "Authorization: Bearer …"',
        });
      }
      callers.set(request, caller);
    },
    of(request) {
      const caller = callers.get(request);
      if (!caller) throw new Error(`${request.url} asks for its caller but does not require one`);
      return caller;
    },
  };
}

export function isOperator(caller: Caller): boolean {
  return caller.roles.includes('operator');
}
