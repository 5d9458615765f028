// /api/jobs: create, list, look at, cancel, run again. Events, logs, input and outputs of a job have
// files of their own.
import { AppError, jobId } from '@runsurge/model';
import {
  idempotencyHeaders,
  idParams,
  job,
  jobList,
  jobListQuery,
  jobReport,
  jobRequest,
} from '@runsurge/protocol/rest';
import { attemptsOfJob, cancelJob, decisionsOfJob, listJobs, stagesOfJob } from '@runsurge/store';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { rerunJob, type Submitted, submitJob } from '../submit.ts';
import type { App, HttpDeps } from './app.ts';
import { jobView, reportView, summaryView } from './job-views.ts';
import { makeOwnJob } from './own-job.ts';

const tags = ['jobs'];
/** 100,000 files with paths of usual length. */
const maxRequestBytes = 32 * 1024 ** 2;
/** A loop around a region makes one each time. */
const mostStagesInReport = 10_000;

export function jobRoutes(app: App, deps: HttpDeps): void {
  const { db, clock, identity, changes, log, stages, stopAttempt, wakeScheduler } = deps;
  const ownJob = makeOwnJob(deps);

  async function viewOf(request: FastifyRequest, id: string) {
    const row = await ownJob(request, id);
    return jobView(row, await attemptsOfJob(db, row.id));
  }

  /** 201 when it was made now, 200 when the key had made it before. */
  async function answer(request: FastifyRequest, reply: FastifyReply, { job, isNew }: Submitted) {
    void reply.code(isNew ? 201 : 200).header('location', `/api/jobs/${job.id}`);
    return isNew ? jobView({ ...job, wait_reason: null }, []) : viewOf(request, job.id);
  }

  app.route({
    method: 'POST',
    url: '/api/jobs',
    bodyLimit: maxRequestBytes,
    schema: {
      tags,
      summary: 'Submit a job; 200 instead of 201 when its Idempotency-Key was used before',
      headers: idempotencyHeaders,
      body: jobRequest,
      response: { 200: job, 201: job },
    },
    async handler(request, reply) {
      const submitted = await submitJob(deps, {
        user: identity.of(request).userId,
        request: request.body,
        idempotencyKey: request.headers['idempotency-key'] ?? null,
      });
      return answer(request, reply, submitted);
    },
  });

  app.route({
    method: 'GET',
    url: '/api/jobs',
    schema: {
      tags,
      summary: 'My jobs, newest first',
      querystring: jobListQuery,
      response: { 200: jobList },
    },
    async handler(request) {
      const { state = null, text = null, limit, cursor } = request.query;
      const after = cursor === undefined ? null : jobId.parse(cursor);
      if (after === undefined) throw new AppError('BAD_INPUT', 'this cursor is not one of ours');
      const { userId } = identity.of(request);
      const rows = await listJobs(db, userId, { state, text, after, limit });
      const last = rows.at(-1);
      return {
        items: rows.map(summaryView),
        nextCursor: last && rows.length === limit ? last.id : null,
      };
    },
  });

  app.route({
    method: 'GET',
    url: '/api/jobs/:id',
    schema: { tags, summary: 'One job', params: idParams, response: { 200: job } },
    handler: (request) => viewOf(request, request.params.id),
  });

  app.route({
    method: 'GET',
    url: '/api/jobs/:id/report',
    schema: {
      tags,
      summary: 'What happened: attempts, regions, stages, times',
      params: idParams,
      response: { 200: jobReport },
    },
    async handler(request) {
      const row = await ownJob(request, request.params.id);
      await stages.flush();
      return reportView(
        row,
        await attemptsOfJob(db, row.id),
        await stagesOfJob(db, row.id, null, mostStagesInReport),
        await decisionsOfJob(db, row.id),
      );
    },
  });

  app.route({
    method: 'POST',
    url: '/api/jobs/:id/cancel',
    schema: {
      tags,
      summary: 'Cancel a job; does nothing to one that has ended',
      params: idParams,
      response: { 200: job },
    },
    async handler(request) {
      const { id } = await ownJob(request, request.params.id);
      const { userId } = identity.of(request);
      const { cancelled, stopped } = await cancelJob(db, userId, id, new Date(clock.now()));
      if (cancelled) {
        log.info({ jobId: id }, 'job cancelled');
        for (const attempt of stopped) stopAttempt(attempt.node_id, attempt.id);
        stages.cancelled(id);
        changes.stateOf(id);
        wakeScheduler();
      }
      return viewOf(request, id);
    },
  });

  app.route({
    method: 'POST',
    url: '/api/jobs/:id/rerun',
    schema: {
      tags,
      summary: 'The same job once more, without its standard input',
      params: idParams,
      headers: idempotencyHeaders,
      response: { 200: job, 201: job },
    },
    async handler(request, reply) {
      const original = await ownJob(request, request.params.id);
      const { userId } = identity.of(request);
      const key = request.headers['idempotency-key'] ?? null;
      return answer(request, reply, await rerunJob(deps, userId, original, key));
    },
  });
}

// The walk goes on in packages/master/src/submit.ts: a request becomes a job with a task in the queue.
