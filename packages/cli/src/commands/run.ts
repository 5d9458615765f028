// `runsurge run`: submits a script, stays with it, and ends as it ended. Without --pool the pool is
// this process itself.
import { writeFileAtomically } from '@runsurge/base';
import { AppError } from '@runsurge/model';
import type { Job } from '@runsurge/protocol/rest';
import { exitLike } from '../exit.ts';
import { type Followed, followJob } from '../follow-job.ts';
import { hintFor } from '../hints.ts';
import { env } from '../home.ts';
import { findScriptFiles } from '../script-files.ts';
import { openInput, type StandardInput } from '../standard-input.ts';
import { makeStatusLine } from '../status-line.ts';
import { type SubmitOptions, submitScript } from '../submit-script.ts';
import { openTarget, type Target, type TargetOptions } from '../target.ts';
import { differences } from '../verify-job.ts';

export type RunOptions = TargetOptions &
  SubmitOptions & {
    readonly detach?: boolean;
    readonly report?: string;
    readonly verify?: boolean;
  };

const exitRejected = 3;
const exitPoolFailed = 4;
/** What plain Python ends with when nobody reads its output any more. */
const exitBrokenPipe = 120;
const exitInterrupted = 130;

function tell(text: string): void {
  process.stderr.write(`runsurge: ${text}\n`);
}

/** What a person at a terminal should know about a script that ended by itself. */
function comment({ job, stderrTail }: Followed): void {
  if (!process.stderr.isTTY) return;
  for (const { path, why } of job.skippedOutputs) tell(`${path} was not fetched: ${why}`);
  const hint = job.exit?.kind === 'code' && job.exit.code !== 0 && hintFor(stderrTail);
  if (hint) tell(hint);
}

function finish(followed: Followed): void {
  const { job, problems, readerGone, hopeless } = followed;
  for (const problem of problems) tell(`not written: ${problem}`);
  if (problems.length > 0) process.exitCode = exitPoolFailed;
  if (readerGone) {
    process.exitCode = exitBrokenPipe;
  } else if (hopeless !== undefined) {
    tell(hopeless);
    process.exitCode = exitPoolFailed;
  } else if (job.state === 'completed') {
    comment(followed);
    if (job.exit) exitLike(job.exit);
  } else if (job.state === 'cancelled') {
    tell('cancelled');
    process.exitCode = exitInterrupted;
  } else {
    tell(`the job ${job.state}: ${job.failure?.message ?? ''}`);
    process.exitCode = job.state === 'rejected' ? exitRejected : exitPoolFailed;
  }
}

/** Runs it again in order; a difference is our mistake, and ends this program as a failure of the pool. */
async function verify(target: Target, job: Job, again: () => Promise<Job>): Promise<void> {
  if (job.state !== 'completed') return;
  const other = await again();
  for await (const _ of target.client.followLog(other.id)); // until it has ended
  const wrong = await differences(target.client, job, await target.client.job(other.id));
  if (wrong.length === 0) {
    tell('verified: the plain run gives the same output, status and files');
    return;
  }
  throw new AppError('INTERNAL', `the plain run differs in ${wrong.join(', ')}`, {
    remedy: `please report this; the plain run is job ${other.id}, this one was ${job.id}`,
  });
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
  const input = openInput();
  const target = await openTarget(options, status);
  let followed: Followed;
  try {
    if (target.note && process.stderr.isTTY) {
      status.clear();
      tell(target.note);
    }
    const found: StandardInput = options.detach ? { kind: 'none' } : await input.look();
    const { id } = await submitScript(target.client, script, args, found, options);
    if (options.verify && found.kind === 'stream') {
      tell('--verify needs an input that is known before: redirect it from a file');
    }
    if (options.detach) {
      process.stdout.write(`${id}\n`);
      return;
    }
    followed = await followJob(target, id, found.kind === 'stream' ? input : undefined, status);
    if (options.verify && found.kind !== 'stream') {
      const plain = { ...options, parallel: 'never' as const, name: `${script} (plain)` };
      await verify(target, followed.job, () =>
        submitScript(target.client, script, args, found, plain),
      );
    }
    if (options.report) {
      const report = await target.client.jobReport(id);
      const text = Buffer.from(`${JSON.stringify(report, null, 2)}\n`);
      await writeFileAtomically(options.report, [text], { mode: 0o644 });
    }
  } finally {
    status.clear();
    input.close();
    await target.close();
  }
  // Last of all: it may end this process by the signal that ended the script.
  finish(followed);
}

// The walk goes on in packages/master/src/http/jobs.ts: the submission arrives at the master.
