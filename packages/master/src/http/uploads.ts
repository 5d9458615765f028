// /api/uploads: the bytes of one blob, in as many pieces as the connection needs. Whoever wants to
// name a blob has sent its bytes; that another user has it already is neither told nor used.
import { type BlobId, blobId, uploadId } from '@runsurge/model';
import {
  idParams,
  nothing,
  type Upload,
  upload,
  uploadHeaders,
  uploadRequest,
} from '@runsurge/protocol/rest';
import {
  findUpload,
  openUpload,
  ownedBlobs,
  recordBlob,
  removeUpload,
  type UploadRow,
} from '@runsurge/store';
import type { FastifyRequest } from 'fastify';
import type { App, HttpDeps } from './app.ts';
import { makeLatestOnly } from './latest-only.ts';
import { bytesOf, octetStream } from './octet-stream.ts';
import { notFound } from './problems.ts';

const tags = ['uploads'];

function storedView(sha256: string, sizeBytes: number): Upload {
  return { id: null, sha256, sizeBytes, offset: sizeBytes, state: 'stored' };
}

export function uploadRoutes(app: App, deps: HttpDeps): void {
  const { db, blobs, uploads, clock, identity, log } = deps;
  const latestOnly = makeLatestOnly();

  async function ownUpload(request: FastifyRequest, idText: string): Promise<UploadRow> {
    const id = uploadId.parse(idText);
    const row = id && (await findUpload(db, identity.of(request).userId, id));
    if (!row) throw notFound('upload');
    return row;
  }

  async function finish(row: UploadRow): Promise<Upload> {
    await uploads.finish(row.id, row.blob_id, row.size_bytes);
    await recordBlob(db, row.blob_id, row.size_bytes, row.user_id, new Date(clock.now()));
    await removeUpload(db, row.id);
    log.debug({ uploadId: row.id, blobId: row.blob_id }, 'upload finished');
    return storedView(row.blob_id, row.size_bytes);
  }

  async function viewOf(row: UploadRow): Promise<Upload> {
    return {
      id: row.id,
      sha256: row.blob_id,
      sizeBytes: row.size_bytes,
      offset: await uploads.offset(row.id),
      state: 'uploading',
    };
  }

  app.route({
    method: 'POST',
    url: '/api/uploads',
    schema: {
      tags,
      summary: 'Begin an upload, or find the one to go on with',
      body: uploadRequest,
      response: { 200: upload },
    },
    async handler(request) {
      const { userId } = identity.of(request);
      const { sizeBytes } = request.body;
      const blob = request.body.sha256 as BlobId; // the contract has checked its form
      const owned = await ownedBlobs(db, userId, [blob]);
      if (owned.get(blob) === sizeBytes && (await blobs.has(blob))) {
        return storedView(blob, sizeBytes);
      }
      const row = await openUpload(db, {
        id: uploadId.create(),
        user_id: userId,
        blob_id: blob,
        size_bytes: sizeBytes,
        created_at: new Date(clock.now()),
      });
      return sizeBytes === 0 ? finish(row) : viewOf(row);
    },
  });

  app.route({
    method: 'GET',
    url: '/api/uploads/:id',
    schema: {
      tags,
      summary: 'How far an upload has come',
      params: idParams,
      response: { 200: upload },
    },
    handler: async (request) => viewOf(await ownUpload(request, request.params.id)),
  });

  app.route({
    method: 'PATCH',
    url: '/api/uploads/:id',
    schema: {
      tags,
      summary: 'Go on with an upload; the last byte finishes it',
      description: 'A connection that breaks keeps what has arrived. A second request takes over.',
      consumes: [octetStream],
      params: idParams,
      headers: uploadHeaders,
      response: { 200: upload },
    },
    async handler(request, reply) {
      const { id } = await ownUpload(request, request.params.id);
      const from = request.headers['upload-offset'];
      return latestOnly(id, request.raw, async () => {
        // Once more: the request before may have finished it.
        const row = await ownUpload(request, id);
        const offset = await uploads.append(row.id, from, bytesOf(request), row.size_bytes);
        void reply.header('upload-offset', offset);
        if (offset < row.size_bytes) return viewOf(row);
        // Hashing what is large takes longer than a silent connection may last.
        reply.raw.setTimeout(0);
        return finish(row);
      });
    },
  });

  app.route({
    method: 'DELETE',
    url: '/api/uploads/:id',
    schema: { tags, summary: 'Give an upload up', params: idParams, response: { 200: nothing } },
    async handler(request) {
      const row = await ownUpload(request, request.params.id);
      await latestOnly(row.id, request.raw, () => uploads.discard(row.id));
      await removeUpload(db, row.id);
      return {};
    },
  });
}

export function blobOf(text: string): BlobId {
  const blob = blobId.parse(text);
  if (blob === undefined) throw notFound('blob');
  return blob;
}
