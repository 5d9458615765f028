// The document that describes the API, made from the same contracts that check its requests.
import swagger from '@fastify/swagger';
import { version } from '@runsurge/model';
import { problem } from '@runsurge/protocol/rest';
import { jsonSchemaTransform } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { App } from './app.ts';
import { docsPage, docsPolicy, type OpenApi } from './docs-page.ts';
import { octetStream } from './octet-stream.ts';

const problemAnswer = {
  description: 'what went wrong: a stable code, a sentence, what to do',
  content: { 'application/problem+json': { schema: problem } },
};

export async function useOpenApi(app: App): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'RunSurge',
        version,
        description: "Runs ordinary Python programs on other people's idle machines.",
      },
      components: {
        securitySchemes: {
          bearer: { type: 'http', scheme: 'bearer', description: 'access token or API token' },
          cookie: { type: 'apiKey', in: 'cookie', name: 'rs_access', description: 'browsers' },
        },
      },
    },
    transform(route) {
      const { schema, url } = jsonSchemaTransform(route);
      const takesBytes = route.schema?.consumes?.includes(octetStream) ?? false;
      if (!takesBytes) return { schema, url };
      return { schema: { ...schema, body: { type: 'string', format: 'binary' } }, url };
    },
  });
  app.addHook('onRoute', (route) => {
    if (route.schema) {
      route.schema.response = { ...(route.schema.response ?? {}), default: problemAnswer };
    }
  });
}

/** For the scope of the routes that need a login. */
export function markSecured(scope: App): void {
  scope.addHook('onRoute', (route) => {
    if (route.schema) route.schema.security = [{ bearer: [] }, { cookie: [] }];
  });
}

export function openApiRoutes(app: App): void {
  let page: string | undefined;
  const document = () => app.swagger() as OpenApi; // the part of it that the page shows
  app.route({
    method: 'GET',
    url: '/api/openapi.json',
    schema: {
      tags: ['pool'],
      summary: 'This API as an OpenAPI 3.1 document',
      response: { 200: z.looseObject({ openapi: z.string() }) },
    },
    handler: async (_request, reply) =>
      reply.type('application/json').serializer(JSON.stringify).send(document()),
  });
  app.route({
    method: 'GET',
    url: '/api/docs',
    schema: { hide: true },
    async handler(_request, reply) {
      page ??= docsPage(document());
      return reply
        .type('text/html; charset=utf-8')
        .header('content-security-policy', docsPolicy)
        .send(page);
    },
  });
}
