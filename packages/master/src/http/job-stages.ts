// GET /api/jobs/:id/plan, /stages and /attempts: what was found in the script, what was handed out,
// and where it ran.
import { AppError, stageId } from '@runsurge/model';
import { attemptList, idParams, jobPlan, pageQuery, stageList } from '@runsurge/protocol/rest';
import { attemptsOfJob, planOf, stagesOfJob } from '@runsurge/store';
import type { App, HttpDeps } from './app.ts';
import { attemptView, stageView } from './job-views.ts';
import { makeOwnJob } from './own-job.ts';

const tags = ['jobs'];

export function jobStageRoutes(app: App, deps: HttpDeps): void {
  const { db, blobs, stages } = deps;
  const ownJob = makeOwnJob(deps);

  app.route({
    method: 'GET',
    url: '/api/jobs/:id/plan',
    schema: {
      tags,
      summary: 'What the analyzer found in the script',
      params: idParams,
      response: { 200: jobPlan },
    },
    async handler(request) {
      const { id, spreads } = await ownJob(request, request.params.id);
      const row = await planOf(db, id);
      if (!row) return { plan: null, missing: 'the script was not analysed', spreads };
      if (row.blob_id === null) return { plan: row.plan, missing: row.missing, spreads };
      const chunks: Uint8Array[] = [];
      for await (const chunk of blobs.read(row.blob_id)) chunks.push(chunk);
      const plan: unknown = JSON.parse(Buffer.concat(chunks).toString('utf8'));
      return { plan, missing: null, spreads };
    },
  });

  app.route({
    method: 'GET',
    url: '/api/jobs/:id/stages',
    schema: {
      tags,
      summary: 'What was handed out, in the order of its opening',
      params: idParams,
      querystring: pageQuery,
      response: { 200: stageList },
    },
    async handler(request) {
      const { limit, cursor } = request.query;
      const after = cursor === undefined ? null : stageId.parse(cursor);
      if (after === undefined) throw new AppError('BAD_INPUT', 'this cursor is not one of ours');
      const { id } = await ownJob(request, request.params.id);
      await stages.flush();
      const rows = await stagesOfJob(db, id, after, limit);
      const last = rows.at(-1);
      return {
        items: rows.map(stageView),
        nextCursor: last && rows.length === limit ? last.id : null,
      };
    },
  });

  app.route({
    method: 'GET',
    url: '/api/jobs/:id/attempts',
    schema: {
      tags,
      summary: 'Where it ran: attempts of the script, then its executors',
      params: idParams,
      querystring: pageQuery,
      response: { 200: attemptList },
    },
    async handler(request) {
      const { limit, cursor } = request.query;
      const { id } = await ownJob(request, request.params.id);
      const rows = await attemptsOfJob(db, id);
      const start = cursor === undefined ? 0 : rows.findIndex((row) => row.id === cursor) + 1;
      if (cursor !== undefined && start === 0) {
        throw new AppError('BAD_INPUT', 'this cursor is not one of ours');
      }
      const items = rows.slice(start, start + limit);
      const last = items.at(-1);
      const more = start + limit < rows.length;
      return { items: items.map(attemptView), nextCursor: last && more ? last.id : null };
    },
  });
}
