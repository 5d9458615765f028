// GET /api/jobs/:id/events: the job and its attempts as they are, then whatever changes, as
// server-sent events. What changes faster than the client reads arrives as its latest state.
import { isFinal, type JobId, jobMoves, type UserId } from '@runsurge/model';
import { idParams, type JobEvent, jobEvent } from '@runsurge/protocol/rest';
import { attemptsOfJob, getJob } from '@runsurge/store';
import type { Sample } from '../changes.ts';
import type { Deps } from '../deps.ts';
import type { App, HttpDeps } from './app.ts';
import { whenBack } from './away.ts';
import { eventsAnswer } from './bytes-answer.ts';
import { heartbeatMs } from './heartbeat.ts';
import { promptly } from './job-logs.ts';
import { attemptView, summaryView } from './job-views.ts';
import { watchJob } from './job-watch.ts';
import { makeOwnJob } from './own-job.ts';

const sampleEveryMs = 500;

export function jobEventRoutes(app: App, deps: HttpDeps): void {
  const ownJob = makeOwnJob(deps);
  app.route({
    method: 'GET',
    url: '/api/jobs/:id/events',
    schema: {
      tags: ['jobs'],
      summary: 'A job as it changes, as server-sent events, until it has ended',
      description: 'A new connection begins with the present state, so nothing is replayed.',
      params: idParams,
      response: { 200: eventsAnswer(jobEvent) },
    },
    async handler(request, reply) {
      const { id, user_id } = await ownJob(request, request.params.id);
      const signal = deps.streams.open(reply);
      return reply
        .type('text/event-stream')
        .header('x-accel-buffering', 'no')
        .send(promptly(reply.raw, eventStream(deps, user_id, id, signal)));
    },
  });
}

type EventDeps = Pick<Deps, 'db' | 'changes' | 'clock' | 'stages'>;

export async function* eventStream(deps: EventDeps, owner: UserId, id: JobId, signal: AbortSignal) {
  const samples = new Map<string, Sample>();
  const stages = new Map(deps.stages.progress(id).map((stage) => [stage.id, stage]));
  const sent = new Map<string, string>();
  let number = 0;
  let samplesDueMs = 0;
  let isDue = true;
  const watch = watchJob(deps, id, signal, (change) => {
    if (change.kind === 'sample') samples.set(change.sample.attemptId, change.sample);
    else if (change.kind === 'stage') stages.set(change.stage.id, change.stage);
    else isDue = true;
    return isDue || deps.clock.now() >= samplesDueMs;
  });

  function frame(key: string, event: JobEvent): string {
    const data = JSON.stringify(event);
    if (sent.get(key) === data) return '';
    sent.set(key, data);
    number += 1;
    return `id: ${number}\nevent: ${event.kind}\ndata: ${data}\n\n`;
  }

  for (;;) {
    let text = '';
    if (isDue) {
      isDue = false;
      const job = await whenBack(deps, signal, () => getJob(deps.db, owner, id));
      if (!job) return;
      for (const row of await whenBack(deps, signal, () => attemptsOfJob(deps.db, id))) {
        text += frame(row.id, { kind: 'attempt', attempt: attemptView(row) });
      }
      // The job last: a client that sees it ended has seen how its attempts ended.
      text += frame(id, { kind: 'job', job: summaryView(job) });
      if (isFinal(jobMoves, job.state)) {
        yield text;
        return;
      }
    }
    for (const [attempt, sample] of samples) {
      text += frame(`${attempt} sample`, { kind: 'sample', ...sample });
    }
    for (const [stage, progress] of stages) {
      text += frame(`${stage} stage`, { kind: 'stage', stage: progress });
    }
    stages.clear();
    if (text !== '' || samples.size > 0) samplesDueMs = deps.clock.now() + sampleEveryMs;
    samples.clear();
    if (text !== '') yield text;
    if (!(await watch.changedWithin(heartbeatMs))) yield ': still here\n\n';
  }
}
