// Follows a job as it changes until it has ended, over cut connections: each new one begins with the
// present state.
import { AppError, isFinal, jobMoves } from '@runsurge/model';
import { type JobEvent, jobEvent } from '@runsurge/protocol/rest';
import type { Caller } from './caller.ts';
import type { FollowOptions } from './log.ts';
import { makePersistence } from './persistence.ts';
import { bytesOf } from './problem.ts';
import { serverEvents } from './sse.ts';

/** The pool says something every 15 s. */
const silenceMs = 45_000;

export async function* followEvents(
  caller: Caller,
  job: string,
  options: FollowOptions,
): AsyncGenerator<JobEvent, void, undefined> {
  const { signal } = options;
  const persistence = makePersistence(options);
  for (;;) {
    try {
      const answer = await caller.open({ path: `/api/jobs/${job}/events`, signal, silenceMs });
      for await (const data of serverEvents(bytesOf(answer))) {
        persistence.progressed();
        const event = jobEvent.parse(JSON.parse(data));
        yield event;
        if (event.kind === 'job' && isFinal(jobMoves, event.job.state)) return;
      }
      throw new AppError('UNAVAILABLE', 'the event stream ended before the job did');
    } catch (thrown) {
      signal.throwIfAborted();
      await persistence.failed(AppError.from(thrown));
    }
  }
}
