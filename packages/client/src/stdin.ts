// Sends standard input to a job as it comes. Bytes are kept until the pool has them, so a connection
// that breaks loses none; what piles up during a request goes with the next.
import { AppError } from '@runsurge/model';
import { stdinState } from '@runsurge/protocol/rest';
import type { Caller } from './caller.ts';

const batchBytes = 1024 ** 2;

/** False when the job ended before it was all sent: a script need not read its input. */
export async function sendStdin(
  caller: Caller,
  job: string,
  source: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
): Promise<boolean> {
  let offset = 0;
  const put = (bytes: Uint8Array, end: boolean) =>
    caller.json(stdinState, {
      method: 'PUT',
      path: `/api/jobs/${job}/stdin`,
      query: { offset, end },
      body: () => bytes,
      signal,
    });
  try {
    for await (const bytes of batches(source)) {
      await put(bytes, false);
      offset += bytes.byteLength;
    }
    await put(new Uint8Array(), true);
    return true;
  } catch (thrown) {
    if (AppError.from(thrown).code === 'WRONG_STATE') return false;
    throw thrown;
  }
}

/** Reads ahead by one batch while the one before is on its way. */
async function* batches(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const chunks = source[Symbol.asyncIterator]();
  let held: Uint8Array[] = [];
  let heldBytes = 0;
  let next = chunks.next();
  // Whoever leaves early does not wait for it.
  next.catch(() => {});
  try {
    for (;;) {
      const isReady = heldBytes > 0 ? await settlesNow(next) : true;
      if (!isReady || heldBytes >= batchBytes) {
        yield Buffer.concat(held);
        held = [];
        heldBytes = 0;
        continue;
      }
      const { done, value } = await next;
      if (done) break;
      held.push(value);
      heldBytes += value.byteLength;
      next = chunks.next();
      next.catch(() => {});
    }
    if (heldBytes > 0) yield Buffer.concat(held);
  } finally {
    // A pending read of a terminal never ends; waiting for it would keep the program.
    void chunks.return?.();
  }
}

async function settlesNow(promise: Promise<unknown>): Promise<boolean> {
  const later = new Promise<false>((resolve) => setImmediate(() => resolve(false)));
  return Promise.race([promise.then(() => true), later]);
}
