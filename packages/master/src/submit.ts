// Takes a job in: checks what the schema cannot (ownership of blobs, paths against each other),
// creates it, analyses it, queues its driver task. Pure parts are in plan-files.ts and imports.ts.
import {
  AppError,
  type BlobId,
  blobId,
  type Failure,
  type JobId,
  type JobState,
  jobId,
  taskId,
  type UserId,
} from '@runsurge/model';
import type { rest } from '@runsurge/protocol';
import {
  createJob,
  failJob,
  type JobRow,
  type JobSpec,
  ownedBlobs,
  queueJob,
  startAnalysis,
} from '@runsurge/store';
import type { Deps } from './deps.ts';
import { importsOf } from './imports.ts';
import { placeFiles } from './plan-files.ts';
import { planJob } from './plan-job.ts';

type SubmitDeps = Pick<
  Deps,
  'db' | 'blobs' | 'clock' | 'log' | 'config' | 'changes' | 'analyze' | 'wakeScheduler'
>;
export type Submission = {
  readonly user: UserId;
  readonly request: rest.JobRequest;
  readonly idempotencyKey: string | null;
};

async function specOf(deps: SubmitDeps, user: UserId, request: rest.JobRequest): Promise<JobSpec> {
  const placed = placeFiles(request);
  const { stdin } = request;
  const named = placed.files.map((file) => file.blob);
  if (typeof stdin !== 'string') named.push(stdin.blob);
  const ids = named.map((name) => blobId.parse(name)).filter((id) => id !== undefined);
  const sizes = await ownedBlobs(deps.db, user, ids);
  const sized = (name: string, what: string): { blob: BlobId; sizeBytes: number } => {
    const blob = name as BlobId; // the contract has checked its form
    const sizeBytes = sizes.get(blob);
    if (sizeBytes !== undefined) return { blob, sizeBytes };
    throw new AppError('BAD_INPUT', `the content of ${what} was not uploaded`, {
      remedy: 'upload it first: POST /api/uploads',
    });
  };
  const files = placed.files.map((file) => ({
    path: file.path,
    mode: file.mode,
    ...sized(file.blob, file.path),
  }));
  return {
    workdir: request.workdir,
    script: request.script,
    scriptPath: placed.scriptPath,
    args: request.args,
    files,
    extraDirs: placed.extraDirs,
    stdin: typeof stdin === 'string' ? stdin : sized(stdin.blob, 'standard input'),
    env: request.env,
    memoryBytes: request.memoryBytes ?? null,
    cores: request.cores,
    timeoutMs: request.timeoutMs ?? null,
    python: request.python ?? null,
    parallel: request.parallel,
    workers: request.workers ?? null,
  };
}

/** `isNew` is false when the idempotency key has made it before. */
export type Submitted = { readonly job: JobRow; readonly isNew: boolean };

export async function submitJob(deps: SubmitDeps, submission: Submission): Promise<Submitted> {
  const { user, request, idempotencyKey } = submission;
  const spec = await specOf(deps, user, request);
  return accept(deps, { user, name: request.name, spec, idempotencyKey, rerunOf: null });
}

/** The same once more, as a new job. Standard input that was streamed is gone, so there is none. */
export async function rerunJob(
  deps: SubmitDeps,
  user: UserId,
  original: JobRow,
  idempotencyKey: string | null,
): Promise<Submitted> {
  const { stdin } = original.spec;
  const spec: JobSpec = { ...original.spec, stdin: stdin === 'stream' ? 'none' : stdin };
  return accept(deps, { user, name: original.name, spec, idempotencyKey, rerunOf: original.id });
}

async function accept(
  deps: SubmitDeps,
  from: {
    user: UserId;
    name: string;
    spec: JobSpec;
    idempotencyKey: string | null;
    rerunOf: JobId | null;
  },
): Promise<Submitted> {
  const { job, isNew } = await createJob(deps.db, {
    id: jobId.create(),
    user_id: from.user,
    kind: 'single',
    name: from.name,
    spec: from.spec,
    idempotency_key: from.idempotencyKey,
    rerun_of: from.rerunOf,
    created_at: new Date(deps.clock.now()),
  });
  if (isNew) deps.log.info({ jobId: job.id, userId: from.user }, 'job submitted');
  // Also for one that was made before: whoever asks again may do so because it ended in the middle.
  const state = isUnadmitted(job) ? await admitJob(deps, job) : job.state;
  return { job: { ...job, state }, isNew };
}

const isUnadmitted = ({ state }: JobRow) => state === 'submitted' || state === 'analysing';

/** submitted -> analysing -> queued. Pure apart from the store, so a restarted master simply does it again. */
export async function admitJob(deps: SubmitDeps, job: JobRow): Promise<JobState> {
  if (job.state === 'submitted') await startAnalysis(deps.db, job.id);
  const script = job.spec.files.find((file) => file.path === job.spec.scriptPath);
  const now = () => new Date(deps.clock.now());
  if (!script) {
    const failure: Failure = { kind: 'data-unavailable', message: 'the job has no script' };
    await failJob(deps.db, job.id, failure, now());
  } else {
    const imports = await importsOf(deps.blobs.read(script.blob));
    const spreads = await planJob(deps, job, script.blob);
    await queueJob(
      deps.db,
      {
        id: taskId.create(),
        jobId: job.id,
        userId: job.user_id,
        cores: job.spec.cores,
        memoryBytes: job.spec.memoryBytes ?? deps.config.taskMemoryBytes,
        memoryLimitBytes: job.spec.memoryBytes,
        python: job.spec.python,
        imports,
        spreads,
      },
      now(),
    );
    deps.wakeScheduler();
  }
  deps.changes.stateOf(job.id);
  return script ? 'queued' : 'failed';
}

// The walk goes on in packages/scheduler/src/place.ts: which node the task should go to.
