// /api/users/me and /api/auth/sessions: one's own account, its password, and where it is logged in.
import { AppError, sessionId } from '@runsurge/model';
import { idParams, nothing, passwordChange, sessions, user } from '@runsurge/protocol/rest';
import { changePassword, findUser, listSessions, revokeSession } from '@runsurge/store';
import type { App, HttpDeps } from './app.ts';
import { notFound } from './problems.ts';
import { makeThrottle } from './throttle.ts';
import { userView } from './user-view.ts';

export function accountRoutes(app: App, { db, clock, identity, passwords }: HttpDeps): void {
  const now = () => new Date(clock.now());
  const perAccount = makeThrottle({ clock, tries: 6, windowMs: 15 * 60_000 });

  app.route({
    method: 'GET',
    url: '/api/users/me',
    schema: { tags: ['users'], summary: 'The account that is logged in', response: { 200: user } },
    handler: async (request) => {
      const { userId: id, email, roles, createdAt: created_at } = identity.of(request);
      return userView({ id, email, roles, created_at });
    },
  });

  app.route({
    method: 'POST',
    url: '/api/users/me/password',
    schema: {
      tags: ['users'],
      summary: 'Change the password; ends all other sessions',
      body: passwordChange,
      response: { 200: nothing },
    },
    async handler(request) {
      const caller = identity.of(request);
      const { oldPassword, newPassword } = request.body;
      perAccount.take(caller.userId);
      const row = await findUser(db, caller.userId);
      if (!(await passwords.isRight(row?.password_hash, oldPassword))) {
        throw new AppError('FORBIDDEN', 'the old password is wrong', { remedy: 'type it again' });
      }
      perAccount.forget(caller.userId);
      const hash = await passwords.hash(newPassword);
      await changePassword(db, caller.userId, hash, caller.sessionId, now());
      return {};
    },
  });

  app.route({
    method: 'GET',
    url: '/api/auth/sessions',
    schema: {
      tags: ['auth'],
      summary: 'Where this account is logged in',
      response: { 200: sessions },
    },
    async handler(request) {
      const caller = identity.of(request);
      const rows = await listSessions(db, caller.userId, now());
      return {
        items: rows.map((row) => ({
          id: row.id,
          createdAt: row.created_at.toISOString(),
          lastUsedAt: row.last_used_at.toISOString(),
          expiresAt: row.expires_at.toISOString(),
          userAgent: row.user_agent,
          current: row.id === caller.sessionId,
        })),
      };
    },
  });

  app.route({
    method: 'DELETE',
    url: '/api/auth/sessions/:id',
    schema: {
      tags: ['auth'],
      summary: 'End a session',
      params: idParams,
      response: { 200: nothing },
    },
    async handler(request) {
      const id = sessionId.parse(request.params.id);
      const caller = identity.of(request);
      const ended = id !== undefined && (await revokeSession(db, caller.userId, id, now()));
      if (!ended) throw notFound('session');
      return {};
    },
  });
}
