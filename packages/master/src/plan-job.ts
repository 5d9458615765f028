// Has a script analysed, once, before its job is queued, and keeps what was found. A script that
// cannot be analysed is no failure: it runs from top to bottom, and the reason is kept.
import { createHash } from 'node:crypto';
import type { Plan, Region } from '@runsurge/analyzer';
import { AppError, type BlobId } from '@runsurge/model';
import { type JobRow, recordBlob, storePlan } from '@runsurge/store';
import type { Deps } from './deps.ts';

type PlanDeps = Pick<Deps, 'db' | 'blobs' | 'clock' | 'log' | 'analyze'>;

const longestScriptBytes = 4 << 20;
const analyseWithinMs = 10_000;
/** A larger plan is a blob. */
const mostInlineBytes = 256 << 10;

async function scriptOf(deps: PlanDeps, blob: BlobId): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of deps.blobs.read(blob)) {
    size += chunk.length;
    if (size > longestScriptBytes) throw new AppError('TOO_LARGE', 'the script is too long');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

async function analysed(deps: PlanDeps, blob: BlobId): Promise<Plan> {
  const source = await scriptOf(deps, blob);
  const late = new AbortController();
  const timer = deps.clock.timer(analyseWithinMs, () => late.abort());
  try {
    return await Promise.race([
      deps.analyze(source, { signal: late.signal }),
      new Promise<never>((_, reject) => {
        const timedOut = new AppError('TIMED_OUT', 'the analysis took too long');
        late.signal.addEventListener('abort', () => reject(timedOut), { once: true });
      }),
    ]);
  } finally {
    timer.cancel();
  }
}

async function store(deps: PlanDeps, job: JobRow, plan: Plan): Promise<void> {
  const bytes = Buffer.from(JSON.stringify(plan));
  const row = { job_id: job.id, size_bytes: bytes.length, missing: null };
  if (bytes.length <= mostInlineBytes) {
    return storePlan(deps.db, { ...row, plan, blob_id: null });
  }
  const id = createHash('sha256').update(bytes).digest('hex') as BlobId; // that is what a blob's id is
  const once = (async function* () {
    yield bytes;
  })();
  await deps.blobs.put(id, once, { expectedSize: bytes.length });
  await recordBlob(deps.db, id, bytes.length, job.user_id, new Date(deps.clock.now()));
  await storePlan(deps.db, { ...row, plan: null, blob_id: id });
}

/** Whether the script is to run as a driver. */
export async function planJob(deps: PlanDeps, job: JobRow, script: BlobId): Promise<boolean> {
  if (job.spec.parallel === 'never') return false;
  try {
    const plan = await analysed(deps, script);
    await store(deps, job, plan);
    const worthIt = job.spec.parallel === 'always' ? () => true : (one: Region) => !one.light;
    return plan.regions.some((one) => one.work !== null && worthIt(one));
  } catch (thrown) {
    const error = AppError.from(thrown);
    if (error.code === 'UNAVAILABLE') throw error;
    deps.log.info({ jobId: job.id, why: error.message }, 'no plan');
    const missing = error.message.slice(0, 2_000).replaceAll('\0', '\ufffd');
    await storePlan(deps.db, { job_id: job.id, plan: null, blob_id: null, size_bytes: 0, missing });
    return false;
  }
}
