// Follows the output of a job until it has ended, over cut connections and restarts of the master: the
// pool is told how much has arrived and goes on there.
import { AppError } from '@runsurge/model';
import type { Caller } from './caller.ts';
import { type LogPiece, makeLogReader } from './log-records.ts';
import { makePersistence } from './persistence.ts';
import { bytesOf } from './problem.ts';

/** The pool says something every 15 s. */
const silenceMs = 45_000;

export type FollowOptions = { readonly signal: AbortSignal; readonly patienceMs: number };

export async function* followLog(
  caller: Caller,
  job: string,
  options: FollowOptions,
): AsyncGenerator<LogPiece, void, undefined> {
  const { signal } = options;
  const seen = { stdout: 0, stderr: 0 };
  const persistence = makePersistence(options);
  for (;;) {
    try {
      const answer = await caller.open({
        path: `/api/jobs/${job}/logs`,
        query: { follow: true, stream: 'records', ...seen },
        signal,
        silenceMs,
      });
      persistence.progressed();
      const read = makeLogReader();
      for await (const chunk of bytesOf(answer)) {
        for (const piece of read(chunk)) {
          seen[piece.stream] += piece.bytes.byteLength;
          yield piece;
        }
      }
      return;
    } catch (thrown) {
      signal.throwIfAborted();
      await persistence.failed(AppError.from(thrown));
    }
  }
}
