// Opens the REST server of a master and closes it again. What it answers is in one file per resource.
import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import cookie from '@fastify/cookie';
import { AppError } from '@runsurge/model';
import fastify from 'fastify';
import {
  serializerCompiler,
  validatorCompiler,
  type ZodTypeProvider,
} from 'fastify-type-provider-zod';
import type { Deps } from '../deps.ts';
import { openAccessTokens } from './access-tokens.ts';
import { accountRoutes } from './account.ts';
import { apiTokenRoutes } from './api-tokens.ts';
import type { App, HttpDeps } from './app.ts';
import { authRoutes } from './auth.ts';
import { blobRoutes } from './blobs.ts';
import { useHeaders } from './headers.ts';
import { makeIdentity } from './identity.ts';
import { jobEventRoutes } from './job-events.ts';
import { jobLogRoutes } from './job-logs.ts';
import { jobOutputRoutes } from './job-outputs.ts';
import { jobStageRoutes } from './job-stages.ts';
import { jobStdinRoutes } from './job-stdin.ts';
import { jobRoutes } from './jobs.ts';
import { useMeasures } from './measure.ts';
import { metricsRoutes } from './metrics.ts';
import { nodeRoutes } from './nodes.ts';
import { acceptOctetStream } from './octet-stream.ts';
import { makeOpenStreams } from './open-streams.ts';
import { markSecured, openApiRoutes, useOpenApi } from './openapi.ts';
import { makePasswords } from './passwords.ts';
import { poolRoutes } from './pool.ts';
import { useProblems } from './problems.ts';
import { makeSessions } from './sessions.ts';
import { uploadRoutes } from './uploads.ts';

export type TlsFiles = { readonly cert: string; readonly key: string; readonly ca: string };
export type Listen = { readonly host: string; readonly port: number };
export type HttpServer = { readonly port: number; close(): Promise<void> };

/** JSON bodies; a job may be larger, and bytes have no limit but their own. */
const maxBodyBytes = 1024 ** 2;
/** A connection on which nothing moves for so long is cut; open streams are exempt. */
const silentMs = 120_000;
/** How long requests under way may take when the server closes. */
const closeMs = 3000;

export async function startHttp(deps: Deps, tls: TlsFiles, listen: Listen): Promise<HttpServer> {
  const streams = makeOpenStreams();
  const accessTokens = await openAccessTokens(deps.config.dataDir, deps.clock);
  const http: HttpDeps = {
    ...deps,
    streams,
    identity: makeIdentity(deps, accessTokens),
    passwords: makePasswords(),
  };

  const app: App = fastify({
    https: { cert: tls.cert, key: tls.key, ca: tls.ca, minVersion: 'TLSv1.2' },
    bodyLimit: maxBodyBytes,
    connectionTimeout: silentMs,
    exposeHeadRoutes: false,
    genReqId: () => randomUUID(),
    routerOptions: { ignoreTrailingSlash: true },
  }).withTypeProvider<ZodTypeProvider>();
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  useHeaders(app);
  useMeasures(app, deps, streams);
  useProblems(app, deps);
  await app.register(cookie);
  await useOpenApi(app);

  authRoutes(app, http, makeSessions(deps, accessTokens));
  poolRoutes(app, http);
  metricsRoutes(app, http);
  openApiRoutes(app);
  await app.register(async (scope: App) => {
    secure(scope, http);
    accountRoutes(scope, http);
    apiTokenRoutes(scope, http);
    jobRoutes(scope, http);
    jobEventRoutes(scope, http);
    jobLogRoutes(scope, http);
    jobOutputRoutes(scope, http);
    jobStageRoutes(scope, http);
    nodeRoutes(scope, http);
  });
  await app.register(async (scope: App) => {
    secure(scope, http);
    // POST /api/uploads takes JSON, the others bytes.
    uploadRoutes(scope, http);
    blobRoutes(scope, http);
    jobStdinRoutes(scope, http);
    acceptOctetStream(scope);
  });

  await app.listen(listen).catch((thrown: Error) => {
    throw new AppError('UNAVAILABLE', `cannot listen on ${listen.host}:${listen.port}`, {
      cause: thrown,
      remedy: `${thrown.message}; choose another port with --port`,
    });
  });
  const { port } = app.server.address() as AddressInfo; // it listens on TCP
  deps.log.info({ host: listen.host, port }, 'rest server listens');
  return { port, close: () => close(app, http) };
}

function secure(scope: App, { identity }: HttpDeps): void {
  scope.addHook('onRequest', (request) => identity.require(request));
  markSecured(scope);
}

async function close(app: App, { streams, clock, log }: HttpDeps): Promise<void> {
  streams.closeAll();
  const timer = clock.timer(closeMs, () => {
    log.warn('cutting requests that are still under way');
    app.server.closeAllConnections();
  });
  await app.close();
  timer.cancel();
}
