// /api/jobs/:id/outputs: what a job wrote below its working directory: the list, one file, or all of
// it as a tar archive.
import { Readable } from 'node:stream';
import { AppError, blobId } from '@runsurge/model';
import { idParams, outputFileQuery, outputList, pageQuery } from '@runsurge/protocol/rest';
import { findOutput, type JobRow, listOutputs } from '@runsurge/store';
import type { App, HttpDeps } from './app.ts';
import { attachment } from './attachment.ts';
import { byteRange } from './byte-range.ts';
import { bytesAnswer, noAnswer } from './bytes-answer.ts';
import { outputView } from './job-views.ts';
import { octetStream } from './octet-stream.ts';
import { makeOwnJob } from './own-job.ts';
import { notFound } from './problems.ts';
import { type TarEntry, tar } from './tar.ts';

const tags = ['jobs'];

export function jobOutputRoutes(app: App, deps: HttpDeps): void {
  const { db, blobs, streams } = deps;
  const ownJob = makeOwnJob(deps);

  app.route({
    method: 'GET',
    url: '/api/jobs/:id/outputs',
    schema: {
      tags,
      summary: 'Files and directories that the job wrote, by path',
      params: idParams,
      querystring: pageQuery.extend({ cursor: outputFileQuery.shape.path.optional() }),
      response: { 200: outputList },
    },
    async handler(request) {
      const { id } = await ownJob(request, request.params.id);
      const { limit, cursor = null } = request.query;
      const rows = await listOutputs(db, id, cursor, limit);
      const last = rows.at(-1);
      return {
        items: rows.map(outputView),
        nextCursor: last && rows.length === limit ? last.path : null,
      };
    },
  });

  app.route({
    method: 'GET',
    url: '/api/jobs/:id/outputs/file',
    schema: {
      tags,
      summary: 'One file, whole or a range of it; its ETag is its SHA-256',
      params: idParams,
      querystring: outputFileQuery,
      response: { 200: bytesAnswer, 206: bytesAnswer, 304: noAnswer, 416: noAnswer },
    },
    async handler(request, reply) {
      const job = await ownJob(request, request.params.id);
      const row = await findOutput(db, job.id, request.query.path);
      const blob = row?.blob_id && blobId.parse(row.blob_id);
      if (!row || !blob) throw notFound('output file');
      const etag = `"${blob}"`;
      void reply.headers({
        etag,
        'accept-ranges': 'bytes',
        'cache-control': 'private, no-cache',
        'content-disposition': attachment(row.path),
      });
      const { headers } = request.raw;
      if (headers['if-none-match'] === etag) return reply.code(304).send();
      const mayCut = headers['if-range'] === undefined || headers['if-range'] === etag;
      const range = mayCut ? byteRange(headers.range, row.size_bytes) : undefined;
      if (range === 'unsatisfiable') {
        return reply.code(416).header('content-range', `bytes */${row.size_bytes}`).send();
      }
      const { first, last } = range ?? { first: 0, last: row.size_bytes - 1 };
      const length = last - first + 1;
      if (range) {
        void reply.code(206).header('content-range', `bytes ${first}-${last}/${row.size_bytes}`);
      }
      const signal = streams.open(reply);
      return reply
        .type(octetStream)
        .header('content-length', length)
        .send(Readable.from(blobs.read(blob, { offset: first, length, signal }), bytesMode));
    },
  });

  app.route({
    method: 'GET',
    url: '/api/jobs/:id/outputs/archive',
    schema: {
      tags,
      summary: 'Everything the job wrote, as a tar archive',
      params: idParams,
      response: { 200: bytesAnswer },
    },
    async handler(request, reply) {
      const job = await ownJob(request, request.params.id);
      const signal = streams.open(reply);
      return reply
        .type('application/x-tar')
        .header('content-disposition', attachment(`${job.name}-${job.id.slice(-6)}.tar`))
        .send(Readable.from(tar(tarEntries(deps, job, signal)), bytesMode));
    },
  });
}

const bytesMode = { objectMode: false };
const pageSize = 500;

async function* tarEntries(
  { db, blobs }: Pick<HttpDeps, 'db' | 'blobs'>,
  job: JobRow,
  signal: AbortSignal,
): AsyncGenerator<TarEntry, void, undefined> {
  const modified = job.ended_at ?? job.created_at;
  for (let after: string | null = null; ; ) {
    const rows = await listOutputs(db, job.id, after, pageSize);
    for (const row of rows) {
      const path = row.path.replace(/^\/+/, '');
      const { mode, size_bytes: sizeBytes } = row;
      if (row.kind === 'directory') {
        yield { path: `${path}/`, mode, modified, sizeBytes: 0, content: nothing() };
        continue;
      }
      const blob = row.blob_id === null ? undefined : blobId.parse(row.blob_id);
      if (!blob) throw new AppError('INTERNAL', `the output ${row.path} has no content`);
      yield { path, mode, modified, sizeBytes, content: blobs.read(blob, { signal }) };
    }
    const last = rows.at(-1);
    if (!last || rows.length < pageSize) return;
    after = last.path;
  }
}

async function* nothing(): AsyncGenerator<Uint8Array, void, undefined> {}
