// /api/auth: register, log in, refresh, log out. Tries are limited, per address with account and per
// address; who is registered is not told by time or text.
import { AppError, userId } from '@runsurge/model';
import {
  credentials,
  loginRequest,
  nothing,
  refreshRequest,
  type TokenPair,
  tokenPair,
} from '@runsurge/protocol/rest';
import { countUsers, findUserByEmail, registerUser, revokeSession } from '@runsurge/store';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { App, HttpDeps } from './app.ts';
import {
  clearTokenCookies,
  refreshCookie,
  refuseForeignOrigin,
  setTokenCookies,
} from './cookies.ts';
import { isOperator } from './identity.ts';
import type { Sessions } from './sessions.ts';
import { makeThrottle } from './throttle.ts';

const tags = ['auth'];
const windowMs = 15 * 60_000;

export function authRoutes(app: App, deps: HttpDeps, sessions: Sessions): void {
  const { db, clock, config, identity, log, passwords } = deps;
  const perAccount = makeThrottle({ clock, tries: 6, windowMs });
  // A whole school may come from one address: only logins that fail count.
  const perAddress = makeThrottle({ clock, tries: 100, windowMs });
  const registrations = makeThrottle({ clock, tries: 300, windowMs });

  const userAgentOf = (request: FastifyRequest) => request.raw.headers['user-agent'] ?? '';
  const answer = (request: FastifyRequest, reply: FastifyReply, pair: TokenPair) => {
    setTokenCookies(request, reply, pair);
    return pair;
  };

  async function mayRegister(request: FastifyRequest): Promise<void> {
    if (config.registration === 'open') return;
    // Somebody has to be the operator.
    if ((await countUsers(db)) === 0) return;
    const caller = await identity.find(request);
    if (caller && isOperator(caller)) return;
    throw new AppError('FORBIDDEN', 'this pool does not take registrations', {
      remedy: "ask the pool's operator for an account",
    });
  }

  app.route({
    method: 'POST',
    url: '/api/auth/register',
    schema: {
      tags,
      summary: 'Make an account; the first one of a pool operates it',
      body: credentials,
      response: { 201: tokenPair },
    },
    async handler(request, reply) {
      refuseForeignOrigin(request, false);
      registrations.take(request.ip);
      await mayRegister(request);
      const { email, password } = request.body;
      const user = await registerUser(db, {
        id: userId.create(),
        email,
        password_hash: await passwords.hash(password),
        created_at: new Date(clock.now()),
      });
      log.info({ userId: user.id }, 'account made');
      void reply.code(201);
      return answer(request, reply, await sessions.start(user, userAgentOf(request)));
    },
  });

  app.route({
    method: 'POST',
    url: '/api/auth/login',
    schema: { tags, summary: 'Log in', body: loginRequest, response: { 200: tokenPair } },
    async handler(request, reply) {
      refuseForeignOrigin(request, false);
      const { email, password } = request.body;
      const account = `${request.ip} ${email}`;
      perAddress.take(request.ip);
      perAccount.take(account);
      const user = await findUserByEmail(db, email);
      const isRight = await passwords.isRight(user?.password_hash, password);
      if (!user || !isRight || user.disabled_at !== null) {
        throw new AppError('UNAUTHENTICATED', 'address or password is wrong', {
          remedy: 'check both and try again',
        });
      }
      perAccount.forget(account);
      perAddress.giveBack(request.ip);
      return answer(request, reply, await sessions.start(user, userAgentOf(request)));
    },
  });

  app.route({
    method: 'POST',
    url: '/api/auth/refresh',
    schema: {
      tags,
      summary: 'Exchange a refresh token for new tokens; each works once',
      body: refreshRequest,
      response: { 200: tokenPair },
    },
    async handler(request, reply) {
      const cookie = request.cookies[refreshCookie];
      const token = request.body.refreshToken ?? cookie;
      refuseForeignOrigin(request, request.body.refreshToken === undefined && cookie !== undefined);
      if (token === undefined) {
        throw new AppError('UNAUTHENTICATED', 'there is no refresh token', { remedy: 'log in' });
      }
      return answer(request, reply, await sessions.refresh(token));
    },
  });

  app.route({
    method: 'POST',
    url: '/api/auth/logout',
    schema: { tags, summary: 'End this session', response: { 200: nothing } },
    async handler(request, reply) {
      const caller = await identity.find(request).catch((thrown: unknown) => {
        // Whoever is not logged in is logged out already.
        if (AppError.from(thrown).meaning.http === 401) return undefined;
        throw thrown;
      });
      if (caller && caller.sessionId !== null) {
        await revokeSession(db, caller.userId, caller.sessionId, new Date(clock.now()));
      }
      clearTokenCookies(reply);
      return {};
    },
  });
}
