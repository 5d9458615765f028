// PUT /api/blobs/:sha256: a small blob in one request, the fast path of the CLI.
import { AppError } from '@runsurge/model';
import { blobParams, maxPutBytes, storedBlob } from '@runsurge/protocol/rest';
import { recordBlob } from '@runsurge/store';
import type { App, HttpDeps } from './app.ts';
import { bytesOf, octetStream } from './octet-stream.ts';
import { blobOf } from './uploads.ts';

export function blobRoutes(app: App, { db, blobs, clock, identity }: HttpDeps): void {
  app.route({
    method: 'PUT',
    url: '/api/blobs/:sha256',
    schema: {
      tags: ['uploads'],
      summary: `Upload at most ${maxPutBytes} bytes in one request`,
      consumes: [octetStream],
      params: blobParams,
      response: { 200: storedBlob },
    },
    async handler(request) {
      const announced = request.raw.headers['content-length'];
      const expectedSize = announced === undefined ? undefined : Number(announced);
      if (expectedSize !== undefined && expectedSize > maxPutBytes) {
        throw new AppError('TOO_LARGE', `one request takes ${maxPutBytes} bytes at most`, {
          remedy: 'use POST /api/uploads',
        });
      }
      const { sizeBytes, id } = await blobs.put(blobOf(request.params.sha256), bytesOf(request), {
        maxBytes: maxPutBytes,
        ...(expectedSize !== undefined && { expectedSize }),
      });
      const { userId } = identity.of(request);
      await recordBlob(db, id, sizeBytes, userId, new Date(clock.now()));
      return { sha256: id, sizeBytes };
    },
  });
}
