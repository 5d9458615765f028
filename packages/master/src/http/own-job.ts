// Finds the job of a request among those of its caller; somebody else's is not there.
import { jobId } from '@runsurge/model';
import { getJob, type JobWithReason } from '@runsurge/store';
import type { FastifyRequest } from 'fastify';
import type { HttpDeps } from './app.ts';
import { notFound } from './problems.ts';

export type OwnJob = (request: FastifyRequest, id: string) => Promise<JobWithReason>;

export function makeOwnJob({ db, identity }: Pick<HttpDeps, 'db' | 'identity'>): OwnJob {
  return async (request, idText) => {
    const id = jobId.parse(idText);
    const row = id && (await getJob(db, identity.of(request).userId, id));
    if (!row) throw notFound('job');
    return row;
  };
}
