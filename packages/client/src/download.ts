// Fetches one output file, going on where a connection broke, and checks at the end that the bytes
// are those the pool named.
import { createHash } from 'node:crypto';
import { AppError } from '@runsurge/model';
import type { Caller } from './caller.ts';
import type { FollowOptions } from './log.ts';
import { makePersistence } from './persistence.ts';
import { bytesOf } from './problem.ts';

/** The last chunk is yielded before the check: a HASH_MISMATCH afterwards means to throw all away. */
export async function* downloadOutput(
  caller: Caller,
  job: string,
  path: string,
  options: FollowOptions,
): AsyncGenerator<Uint8Array, void, undefined> {
  const { signal } = options;
  const persistence = makePersistence(options);
  const hash = createHash('sha256');
  let etag: string | undefined;
  let offset = 0;
  for (let isDone = false; !isDone; ) {
    try {
      const answer = await caller.open({
        path: `/api/jobs/${job}/outputs/file`,
        query: { path },
        headers:
          etag === undefined || offset === 0 ? {} : { range: `bytes=${offset}-`, 'if-range': etag },
        signal,
      });
      const isOther = etag !== undefined && answer.headers.etag !== etag;
      if (isOther || (offset > 0 && answer.statusCode !== 206)) {
        answer.destroy();
        throw new AppError('CONFLICT', `${path} changed while it was fetched`, {
          remedy: 'fetch it again',
        });
      }
      etag = answer.headers.etag;
      for await (const chunk of bytesOf(answer)) {
        persistence.progressed();
        hash.update(chunk);
        offset += chunk.byteLength;
        yield chunk;
      }
      isDone = true;
    } catch (thrown) {
      signal.throwIfAborted();
      const error = AppError.from(thrown);
      // 416: the connection broke after the very last byte.
      await persistence.failed(error);
    }
  }
  if (etag !== `"${hash.digest('hex')}"`) {
    throw new AppError('HASH_MISMATCH', `${path} arrived damaged`, { remedy: 'fetch it again' });
  }
}
