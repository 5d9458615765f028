// Bodies that are bytes, of any size: handed to the route as they arrive, never held in memory.
// Registered only in the scope of the routes that take them.
import type { Readable } from 'node:stream';
import type { FastifyRequest } from 'fastify';
import type { App } from './app.ts';

export const octetStream = 'application/octet-stream';

export function acceptOctetStream(scope: App): void {
  scope.addContentTypeParser(octetStream, (_request, payload, done) => done(null, payload));
}

export async function* noBytes(): AsyncGenerator<Uint8Array, void, undefined> {}

/** The body as it arrives; ends with an error when the connection is cut. */
export function bytesOf(request: FastifyRequest): AsyncIterable<Uint8Array> {
  // Without any body fastify calls no parser.
  return (request.body as Readable | undefined) ?? noBytes(); // our parser hands on the stream itself
}
