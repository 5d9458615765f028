// GET /api/jobs/:id/logs: the output of a job, now or as it comes.
import { Readable } from 'node:stream';
import { encodeRecord } from '@runsurge/blobs';
import { idParams, logQuery } from '@runsurge/protocol/rest';
import type { App, HttpDeps } from './app.ts';
import { bytesAnswer } from './bytes-answer.ts';
import { heartbeatMs, withHeartbeat } from './heartbeat.ts';
import { followLog, type LogRequest, presentLog } from './job-log.ts';
import { octetStream } from './octet-stream.ts';
import { makeOwnJob } from './own-job.ts';

export function jobLogRoutes(app: App, deps: HttpDeps): void {
  const ownJob = makeOwnJob(deps);
  const emptyRecord = encodeRecord({ stream: 'stdout', bytes: new Uint8Array() });

  /** One stream as it is has no room for a sign of life. */
  function following(wanted: LogRequest, signal: AbortSignal): AsyncIterable<Uint8Array> {
    const log = followLog(deps, wanted, signal);
    if (wanted.stream !== 'records') return log;
    return withHeartbeat(log, emptyRecord, heartbeatMs, deps.clock);
  }

  app.route({
    method: 'GET',
    url: '/api/jobs/:id/logs',
    schema: {
      tags: ['jobs'],
      summary: 'What the script printed; with `follow`, until the job has ended',
      params: idParams,
      querystring: logQuery,
      response: { 200: bytesAnswer },
    },
    async handler(request, reply) {
      const { id } = await ownJob(request, request.params.id);
      const { follow, stream, stdout, stderr } = request.query;
      const wanted = { job: id, stream, seen: { stdout, stderr } };
      const signal = deps.streams.open(reply);
      const content = follow ? following(wanted, signal) : presentLog(deps, wanted);
      return reply.type(octetStream).send(promptly(reply.raw, content));
    },
  });
}

/** The head of the answer goes out before the first byte of its body is there. */
export function promptly(
  raw: { flushHeaders(): void },
  content: AsyncIterable<Uint8Array | string>,
): Readable {
  async function* flushed() {
    raw.flushHeaders();
    yield* content;
  }
  return Readable.from(flushed(), { objectMode: false });
}
