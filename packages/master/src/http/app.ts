// What every resource of the REST API gets: the fastify instance with zod contracts, and the deps of
// the master together with who is calling and which streams are open.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Server } from 'node:https';
import type { FastifyBaseLogger, FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import type { Deps } from '../deps.ts';
import type { Identity } from './identity.ts';
import type { OpenStreams } from './open-streams.ts';
import type { Passwords } from './passwords.ts';

export type App = FastifyInstance<
  Server,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  ZodTypeProvider
>;

export type HttpDeps = Deps & {
  readonly identity: Identity;
  readonly streams: OpenStreams;
  readonly passwords: Passwords;
};
