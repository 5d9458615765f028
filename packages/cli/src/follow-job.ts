// Stays with a job until it has ended: its output to this process's output, this process's input to
// it, Ctrl-C as a cancel; then its files into the working directory.
import type { Client } from '@runsurge/client';
import { AppError } from '@runsurge/model';
import type { Job } from '@runsurge/protocol/rest';
import { saveOutputs } from './save-outputs.ts';
import { onStopSignal } from './signals.ts';

import type { InputReader } from './standard-input.ts';
import type { StatusLine } from './status-line.ts';
import type { Target } from './target.ts';
import { watchProgress } from './watch-progress.ts';

export type Followed = {
  readonly job: Job;
  /** The last of stderr, for hints. */
  readonly stderrTail: string;
  /** Nobody read our output any more, so the job was cancelled. */
  readonly readerGone: boolean;
  /** Why no machine of the pool will ever run it; it was cancelled. */
  readonly hopeless: string | undefined;
  /** Files that could not be written here. */
  readonly problems: readonly string[];
};

const tailBytes = 4096;

/** False when nobody reads any more. */
function write(stream: NodeJS.WriteStream, bytes: Uint8Array): Promise<boolean> {
  return new Promise((resolve, reject) => {
    stream.write(bytes, (error) => {
      if (!error) resolve(true);
      else if ('code' in error && error.code === 'EPIPE') resolve(false);
      else reject(error);
    });
  });
}

/** Shows the output until the job has ended or nobody wants to see it any more. */
async function showOutput(
  client: Client,
  id: string,
  status: StatusLine,
): Promise<Pick<Followed, 'stderrTail' | 'readerGone'>> {
  let tail = Buffer.alloc(0);
  for await (const { stream, bytes } of client.followLog(id)) {
    status.clear();
    if (stream === 'stderr') tail = Buffer.concat([tail, bytes]).subarray(-tailBytes);
    if (!(await write(stream === 'stdout' ? process.stdout : process.stderr, bytes))) {
      return { stderrTail: '', readerGone: true };
    }
  }
  return { stderrTail: tail.toString('utf8'), readerGone: false };
}

/** On a pool that nobody can join, waiting for another machine would be waiting for ever. */
async function cancelIfHopeless(
  client: Client,
  id: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  try {
    for await (const event of client.followEvents(id, { signal })) {
      if (event.kind !== 'job' || event.job.waitsFor !== 'machine') continue;
      await client.cancelJob(id);
      return event.job.waitReason ?? 'no machine can run it';
    }
  } catch (thrown) {
    if (!signal.aborted) throw thrown;
  }
  return undefined;
}

function sendInput(
  client: Client,
  id: string,
  chunks: (signal: AbortSignal) => AsyncIterable<Uint8Array>,
  signal: AbortSignal,
): void {
  client.putStdin(id, chunks(signal), { signal }).catch((thrown) => {
    if (signal.aborted) return;
    process.stderr.write(`runsurge: standard input: ${AppError.from(thrown).message}\n`);
  });
}

/** `input`: what is to be streamed to the script, if anything is. */
export async function followJob(
  { client, isFixed }: Target,
  id: string,
  input: InputReader | undefined,
  status: StatusLine,
): Promise<Followed> {
  const over = new AbortController();
  const forget = onStopSignal(() => {
    status.show('cancelling');
    client.cancelJob(id).catch(() => undefined);
  });
  // The write that fails says so; unheard, the event would end this process before it has cleaned up.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  if (input) sendInput(client, id, input.chunks, over.signal);
  const progress = watchProgress(client, id, status, over.signal);
  const watching = isFixed ? cancelIfHopeless(client, id, over.signal) : Promise.resolve(undefined);
  // Looked at below; until then a failure is not unheard.
  watching.catch(() => undefined);
  try {
    const shown = await showOutput(client, id, status);
    if (shown.readerGone) await client.cancelJob(id);
    const { problems } = await saveOutputs(client, id, process.cwd());
    const job = await client.job(id);
    over.abort();
    return { ...shown, job, problems, hopeless: await watching };
  } finally {
    over.abort();
    await progress;
    status.clear();
    forget();
  }
}
