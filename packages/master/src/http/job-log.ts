// What a job has printed, and prints: the output of the attempt that counts, as one stream of bytes.
// When the attempt is lost, its successor goes on where the reader is. The route is in job-logs.ts.
import { AppError, attemptMoves, isFinal, type JobId, jobMoves } from '@runsurge/model';
import { type AttemptRow, attemptsOfJob, findJobs } from '@runsurge/store';
import type { Deps } from '../deps.ts';
import { attemptToFollow, attemptToShow, type Candidate } from './attempts-to-show.ts';
import { whenBack } from './away.ts';
import { watchJob } from './job-watch.ts';
import { type LogCut, makeLogCut, type Seen } from './log-cut.ts';

type LogDeps = Pick<Deps, 'db' | 'journals' | 'changes' | 'clock'>;
export type LogRequest = {
  readonly job: JobId;
  readonly stream: 'records' | 'stdout' | 'stderr';
  readonly seen: Seen;
};

export const journalOf = (attemptId: string) => `${attemptId}.out`;

async function candidates(
  { journals }: LogDeps,
  rows: readonly AttemptRow[],
): Promise<Candidate[]> {
  return Promise.all(
    rows
      .filter(({ kind }) => kind === 'driver')
      .map(async ({ id, number, state }) => ({
        id,
        number,
        state,
        hasOutput: (await journals.size(journalOf(id))) > 0,
      })),
  );
}

/** What is there now. */
export async function* presentLog(deps: LogDeps, request: LogRequest) {
  const attempt = attemptToShow(await candidates(deps, await attemptsOfJob(deps.db, request.job)));
  if (!attempt) return;
  const cut = makeLogCut(request.stream, request.seen);
  for await (const bytes of deps.journals.read(journalOf(attempt.id), 0)) {
    yield* piecesOf(cut, bytes);
  }
}

/** 256 KiB of records of one byte each take 80 ms: in slices, so that nothing else has to wait for it. */
const sliceBytes = 32 * 1024;

async function* piecesOf(cut: LogCut, bytes: Uint8Array) {
  for (let start = 0; start < bytes.byteLength; start += sliceBytes) {
    if (start > 0) await new Promise((resolve) => setImmediate(resolve));
    const piece = cut.push(bytes.subarray(start, start + sliceBytes));
    if (piece.byteLength > 0) yield piece;
  }
}

/** What is there and what comes, until the job has ended and its attempt's output was read to the end. */
export async function* followLog(deps: LogDeps, request: LogRequest, signal: AbortSignal) {
  const watch = watchJob(deps, request.job, signal, ({ kind }) => kind === 'state');
  let { seen } = request;
  let lastRead = 0;
  for (;;) {
    const { attempts, isOver } = await whenBack(deps, signal, () => look(deps, request.job));
    const next = attemptToFollow(attempts, lastRead);
    if (next) {
      const cut = makeLogCut(request.stream, seen);
      for await (const bytes of followAttempt(deps, request.job, next, signal)) {
        yield* piecesOf(cut, bytes);
      }
      seen = cut.seen();
      lastRead = next.number;
    } else if (isOver) return;
    else await watch.changed();
  }
}

async function look(deps: LogDeps, id: JobId) {
  // The job first: when it has ended, the attempts read afterwards are final too.
  const [job] = await findJobs(deps.db, [id]);
  if (!job) throw new AppError('NOT_FOUND', 'the job is gone');
  const attempts = await candidates(deps, await attemptsOfJob(deps.db, id));
  return { attempts, isOver: isFinal(jobMoves, job.state) };
}

/** The journal of one attempt, until the attempt has ended. */
async function* followAttempt(deps: LogDeps, job: JobId, attempt: Candidate, signal: AbortSignal) {
  const name = journalOf(attempt.id);
  let ended = isFinal(attemptMoves, attempt.state);
  const left = new AbortController();
  const stop = () => left.abort(signal.reason);
  signal.addEventListener('abort', stop, { once: true });

  async function awaitEnd(): Promise<void> {
    const watch = watchJob(deps, job, left.signal, ({ kind }) => kind === 'state');
    while (!ended) {
      const rows = await whenBack(deps, left.signal, () => attemptsOfJob(deps.db, job));
      const row = rows.find(({ id }) => id === attempt.id);
      ended = row === undefined || isFinal(attemptMoves, row.state);
      if (!ended) await watch.changed();
    }
    // For all who follow it; each of them would find the same.
    deps.journals.end(name);
  }

  // Whatever keeps it from seeing the end ends the stream too, with that error.
  void awaitEnd().catch((thrown: unknown) => left.abort(thrown));
  try {
    yield* deps.journals.follow(name, 0, left.signal, () => ended);
  } finally {
    signal.removeEventListener('abort', stop);
    left.abort(new AppError('CANCELLED', 'the reader is gone'));
  }
}
