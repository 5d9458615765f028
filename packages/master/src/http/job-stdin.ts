// /api/jobs/:id/stdin: the standard input of a job, appended as it comes. Repeating bytes is harmless,
// so a client that lost the connection sends again from where the pool says.
import { OffsetMismatch } from '@runsurge/blobs';
import { AppError, isFinal, jobMoves } from '@runsurge/model';
import {
  idParams,
  maxStdinBytes,
  type StdinState,
  stdinQuery,
  stdinState,
} from '@runsurge/protocol/rest';
import { type JobRow, recordStdin } from '@runsurge/store';
import type { FastifyRequest } from 'fastify';
import type { App, HttpDeps } from './app.ts';
import { makeLatestOnly } from './latest-only.ts';
import { bytesOf, octetStream } from './octet-stream.ts';
import { makeOwnJob } from './own-job.ts';

const tags = ['jobs'];
export const inputOf = (job: string) => `${job}.in`;

export function jobStdinRoutes(app: App, deps: HttpDeps): void {
  const { db, journals } = deps;
  const ownJob = makeOwnJob(deps);
  const latestOnly = makeLatestOnly();

  function refuseUnread(job: JobRow): void {
    if (job.spec.stdin !== 'stream') {
      throw new AppError('WRONG_STATE', 'this job does not take standard input as it runs', {
        remedy: 'submit it with "stdin": "stream"',
      });
    }
    if (isFinal(jobMoves, job.state)) {
      throw new AppError('WRONG_STATE', 'this job has ended and reads no more');
    }
  }

  async function append(job: JobRow, offset: number, content: AsyncIterable<Uint8Array>) {
    const name = inputOf(job.id);
    let position = offset;
    // Checked here too: a request without bytes must not end the input at a wrong place.
    const present = await journals.size(name);
    if (offset > present) throw new OffsetMismatch('standard input', offset, present);
    for await (const chunk of content) {
      position += chunk.byteLength;
      if (position > maxStdinBytes) {
        throw new AppError('TOO_LARGE', `standard input is limited to ${maxStdinBytes} bytes`, {
          remedy: 'hand the data in as a file',
        });
      }
      if (job.stdin_ended && position > job.stdin_bytes) {
        throw new AppError('WRONG_STATE', 'standard input of this job has ended');
      }
      await journals.append(name, position - chunk.byteLength, chunk);
    }
    return position;
  }

  async function receive(
    request: FastifyRequest,
    id: string,
    { offset, end }: { offset: number; end: boolean },
  ): Promise<StdinState> {
    await ownJob(request, id);
    return latestOnly(id, request.raw, async () => {
      const job = await ownJob(request, id);
      refuseUnread(job);
      const position = await append(job, offset, bytesOf(request));
      const size = await journals.size(inputOf(job.id));
      if (end && position !== size) throw new OffsetMismatch('standard input', position, size);
      await recordStdin(db, job.id, size, end);
      if (end) {
        deps.endedInputs.add(job.id);
        journals.end(inputOf(job.id));
      }
      return { offset: size, ended: end || job.stdin_ended };
    });
  }

  app.route({
    method: ['PUT', 'POST'],
    url: '/api/jobs/:id/stdin',
    schema: {
      tags,
      summary: 'Bytes of standard input, from an offset on; `end` closes it',
      consumes: [octetStream],
      params: idParams,
      querystring: stdinQuery,
      response: { 200: stdinState },
    },
    async handler(request, reply) {
      // Somebody who types may think for hours.
      reply.raw.setTimeout(0);
      return receive(request, request.params.id, request.query);
    },
  });

  app.route({
    method: 'GET',
    url: '/api/jobs/:id/stdin',
    schema: {
      tags,
      summary: 'How much of the standard input has arrived',
      params: idParams,
      response: { 200: stdinState },
    },
    async handler(request) {
      const job = await ownJob(request, request.params.id);
      return { offset: await journals.size(inputOf(job.id)), ended: job.stdin_ended };
    },
  });
}
