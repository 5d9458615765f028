// /api/auth/tokens: long-lived tokens for CLI and scripts. Each is shown once.
import { AppError, apiTokenId } from '@runsurge/model';
import {
  apiTokenRequest,
  apiTokens,
  idParams,
  newApiToken,
  nothing,
} from '@runsurge/protocol/rest';
import { type ApiTokenRow, insertApiToken, listApiTokens, revokeApiToken } from '@runsurge/store';
import type { App, HttpDeps } from './app.ts';
import { notFound } from './problems.ts';
import { hashOf, newApiToken as makeToken } from './secrets.ts';

const tags = ['auth'];
const dayMs = 86_400_000;
const maxTokens = 100;

function tokenView(row: ApiTokenRow) {
  return {
    id: row.id,
    name: row.name,
    createdAt: row.created_at.toISOString(),
    expiresAt: row.expires_at.toISOString(),
    lastUsedAt: row.last_used_at?.toISOString() ?? null,
  };
}

export function apiTokenRoutes(app: App, { db, clock, identity, log }: HttpDeps): void {
  const now = () => new Date(clock.now());

  app.route({
    method: 'GET',
    url: '/api/auth/tokens',
    schema: { tags, summary: 'My API tokens', response: { 200: apiTokens } },
    async handler(request) {
      const rows = await listApiTokens(db, identity.of(request).userId, now());
      return { items: rows.map(tokenView) };
    },
  });

  app.route({
    method: 'POST',
    url: '/api/auth/tokens',
    schema: {
      tags,
      summary: `Make an API token; at most ${maxTokens} at a time`,
      body: apiTokenRequest,
      response: { 201: newApiToken },
    },
    async handler(request, reply) {
      const { userId } = identity.of(request);
      const { name, expiresInDays } = request.body;
      if ((await listApiTokens(db, userId, now())).length >= maxTokens) {
        throw new AppError('WRONG_STATE', `there are ${maxTokens} API tokens already`, {
          remedy: 'delete one that is not needed any more',
        });
      }
      const token = makeToken();
      const row: ApiTokenRow = {
        id: apiTokenId.create(),
        user_id: userId,
        name,
        created_at: now(),
        expires_at: new Date(clock.now() + expiresInDays * dayMs),
        last_used_at: null,
      };
      await insertApiToken(db, row, hashOf(token));
      log.info({ userId, apiTokenId: row.id }, 'API token made');
      void reply.code(201);
      return { ...tokenView(row), token };
    },
  });

  app.route({
    method: 'DELETE',
    url: '/api/auth/tokens/:id',
    schema: { tags, summary: 'Revoke an API token', params: idParams, response: { 200: nothing } },
    async handler(request) {
      const id = apiTokenId.parse(request.params.id);
      const owner = identity.of(request).userId;
      const revoked = id !== undefined && (await revokeApiToken(db, owner, id, now()));
      if (!revoked) throw notFound('API token');
      return {};
    },
  });
}
