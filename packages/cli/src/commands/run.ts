// `runsurge run`: submits a script, shows its output as it comes, fetches what it wrote, and ends as
// it ended. Without --pool the pool is this process itself.
import { availableParallelism } from 'node:os';
import { basename } from 'node:path';
import { makeLog, sha256OfFile, writeFileAtomically } from '@runsurge/base';
import { type Client, makeClient } from '@runsurge/client';
import { AppError } from '@runsurge/model';
import type { Job, JobRequestInput } from '@runsurge/protocol/rest';
import { connectTo } from '../connection.ts';
import { exitLike } from '../exit.ts';
import { hintFor } from '../hints.ts';
import { env } from '../home.ts';
import { saveOutputs } from '../save-outputs.ts';
import { scriptVariables } from '../script-environment.ts';
import { findScriptFiles, type LocalFile } from '../script-files.ts';
import { onStopSignal } from '../signals.ts';
import { hasInput, inputChunks } from '../standard-input.ts';
import { makeStatusLine, type StatusLine } from '../status-line.ts';
import { watchProgress } from '../watch-progress.ts';

export type RunOptions = {
  readonly pool?: string;
  readonly input: string[];
  readonly env: string[];
  readonly name?: string;
  readonly memory?: number;
  readonly cores: number;
  readonly timeout?: number;
  readonly python?: string;
  readonly parallel: 'auto' | 'always' | 'never';
  readonly workers?: number;
  readonly sandbox: 'auto' | 'bwrap' | 'process';
  readonly detach?: boolean;
  readonly report?: string;
};

type Target = { readonly client: Client; readonly note: string; close(): Promise<void> };

const exitPoolFailed = 4;
const exitRejected = 3;
const exitInterrupted = 130;
const hintBytes = 4096;

async function openTarget(options: RunOptions, status: StatusLine): Promise<Target> {
  if (options.pool !== undefined) {
    const client = await connectTo(options.pool);
    return { client, note: '', close: async () => client.close() };
  }
  status.show('starting a pool on this machine');
  const { startEmbeddedPool } = await import('../embedded-pool.ts');
  const pool = await startEmbeddedPool({
    name: 'embedded',
    workers: options.workers ?? availableParallelism(),
    sandbox: options.sandbox,
    host: '127.0.0.1',
    port: 0,
    grpcPort: 0,
    elseTemporary: true,
    log: makeLog({ name: 'runsurge', level: 'error' }),
  });
  const client = makeClient({
    baseUrl: pool.url,
    ca: pool.master.caCertificate,
    token: pool.token,
  });
  const bare = pool.workers.some((worker) => worker.sandbox === 'process');
  return {
    client,
    note: bare ? 'no sandbox works here, the script runs as a plain process (runsurge doctor)' : '',
    async close() {
      client.close();
      await pool.close();
    },
  };
}

async function upload(
  client: Client,
  files: readonly LocalFile[],
): Promise<{ path: string; blob: string }[]> {
  const placed: { path: string; blob: string }[] = [];
  const sent = new Set<string>();
  for (const { source, path } of files) {
    const { sha256, sizeBytes } = await sha256OfFile(source);
    if (!sent.has(sha256)) await client.uploadFile(source, sha256, sizeBytes);
    sent.add(sha256);
    placed.push({ path, blob: sha256 });
  }
  return placed;
}

async function submit(
  client: Client,
  script: string,
  args: string[],
  options: RunOptions,
): Promise<Job> {
  const found = await findScriptFiles(script, options.input);
  const request: JobRequestInput = {
    name: options.name ?? basename(script),
    workdir: found.workdir,
    script: found.script,
    args,
    files: await upload(client, found.files),
    stdin: hasInput() && !options.detach ? 'stream' : 'none',
    env: scriptVariables(env, options.env),
    cores: options.cores,
    parallel: options.parallel,
    ...(options.memory === undefined ? {} : { memoryBytes: options.memory }),
    ...(options.timeout === undefined ? {} : { timeoutMs: options.timeout * 1000 }),
    ...(options.python === undefined ? {} : { python: options.python }),
  };
  return client.createJob(request);
}

function write(stream: NodeJS.WriteStream, bytes: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.write(bytes, (error) => (error ? reject(error) : resolve()));
  });
}

/** Shows the output until the job has ended; returns the last of stderr, for hints. */
async function showOutput(client: Client, id: string, status: StatusLine): Promise<string> {
  let tail = Buffer.alloc(0);
  for await (const { stream, bytes } of client.followLog(id)) {
    status.clear();
    if (stream === 'stderr') tail = Buffer.concat([tail, bytes]).subarray(-hintBytes);
    await write(stream === 'stdout' ? process.stdout : process.stderr, bytes);
  }
  return tail.toString('utf8');
}

function tell(text: string): void {
  process.stderr.write(`runsurge: ${text}\n`);
}

function finish(job: Job, stderrTail: string): void {
  const failure = job.failure?.message ?? '';
  switch (job.state) {
    case 'completed': {
      if (process.stderr.isTTY) {
        for (const { path, why } of job.skippedOutputs) tell(`${path} was not fetched: ${why}`);
        const hint = job.exit?.kind === 'code' && job.exit.code !== 0 && hintFor(stderrTail);
        if (hint) tell(hint);
      }
      if (job.exit) exitLike(job.exit);
      return;
    }
    case 'rejected':
      tell(`refused: ${failure}`);
      process.exitCode = exitRejected;
      return;
    case 'cancelled':
      tell('cancelled');
      process.exitCode = exitInterrupted;
      return;
    default:
      tell(`the job ${job.state}: ${failure}`);
      process.exitCode = exitPoolFailed;
  }
}

async function follow(target: Target, job: Job, options: RunOptions, status: StatusLine) {
  const { client } = target;
  const over = new AbortController();
  const forget = onStopSignal(() => {
    status.show('cancelling');
    client.cancelJob(job.id).catch(() => undefined);
  });
  // Whoever reads our output has gone: nobody is interested in the rest.
  process.stdout.on('error', () => void client.cancelJob(job.id).catch(() => undefined));
  const input = hasInput()
    ? client.putStdin(job.id, inputChunks(over.signal), { signal: over.signal })
    : Promise.resolve(true);
  input.catch((thrown) => {
    if (!over.signal.aborted) tell(`standard input: ${AppError.from(thrown).message}`);
  });
  const progress = watchProgress(client, job.id, status, over.signal);
  try {
    const tail = await showOutput(client, job.id, status);
    const ended = await client.job(job.id);
    await saveOutputs(client, job.id, process.cwd());
    if (options.report) {
      const report = await client.jobReport(job.id);
      const text = Buffer.from(`${JSON.stringify(report, null, 2)}\n`);
      await writeFileAtomically(options.report, [text], { mode: 0o644 });
    }
    return { ended, tail };
  } finally {
    over.abort();
    await progress;
    status.clear();
    forget();
  }
}

export async function run(script: string, args: string[], options: RunOptions): Promise<void> {
  const status = makeStatusLine(process.stderr, env['TERM'] === 'dumb');
  // Before anything is started: a name that is wrong should say so at once.
  await findScriptFiles(script, options.input);
  if (options.detach && options.pool === undefined) {
    throw new AppError('BAD_INPUT', '--detach needs a pool that stays', {
      remedy: 'start one with "runsurge up" and name it with --pool',
    });
  }
  const target = await openTarget(options, status);
  let result: Awaited<ReturnType<typeof follow>> | undefined;
  try {
    if (target.note && process.stderr.isTTY) {
      status.clear();
      tell(target.note);
    }
    const job = await submit(target.client, script, args, options);
    if (options.detach) {
      process.stdout.write(`${job.id}\n`);
      return;
    }
    result = await follow(target, job, options, status);
  } finally {
    status.clear();
    await target.close();
  }
  finish(result.ended, result.tail);
}

// The walk goes on in packages/master/src/http/jobs.ts: the request arrives there.
