// Contracts of /api/jobs: what a consumer submits, and what they see of it afterwards.
import { z } from 'zod';
import { pageOf, pageQuery, sha256Text, timeText, uuidText } from './common.ts';

const longestPath = 4096;
/** A path that means the same everywhere: absolute or relative to the working directory, no tricks. */
export const safePath = z
  .string()
  .min(1)
  .max(longestPath)
  .refine((path) => !path.includes('\0'), 'must not contain NUL')
  .refine((path) => !path.includes('\\'), 'must use / between directories')
  .refine(
    (path) =>
      path.split('/').every((part, i) => (part !== '' || i === 0) && part !== '.' && part !== '..'),
    'must not contain empty, `.` or `..` parts',
  )
  .refine(
    (path) => path.split('/').every((part) => new TextEncoder().encode(part).length <= 255),
    'has a name longer than 255 bytes',
  )
  .refine((path) => !/\p{Surrogate}/u.test(path), 'must be valid Unicode');

export const absolutePath = safePath.refine((path) => path.startsWith('/'), 'must be absolute');

export const jobFile = z.object({
  path: safePath.describe('absolute, or relative to `workdir`'),
  blob: sha256Text,
  mode: z.int().min(0).max(0o777).default(0o644).describe('permission bits'),
});

export const parallelMode = z.enum(['auto', 'always', 'never']);

export const jobRequest = z.object({
  kind: z.literal('single').default('single'),
  name: z.string().min(1).max(200),
  workdir: absolutePath
    .default('/work')
    .describe('what the script sees as its working directory; tracebacks name files below it'),
  script: z
    .string()
    .min(1)
    .max(longestPath)
    .describe('as typed after `python3`: relative to `workdir` or absolute; one of `files`'),
  args: z.array(z.string().max(131_072)).max(10_000).default([]),
  files: z.array(jobFile).min(1).max(100_000),
  stdin: z
    .union([z.enum(['none', 'stream']), z.object({ blob: sha256Text })])
    .default('none')
    .describe('`stream`: sent while the job runs; a blob: known before, there from the start'),
  env: z
    .record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,99}$/), z.string().max(32_768))
    .refine((env) => Object.keys(env).length <= 200, 'at most 200 variables')
    .default({})
    .describe('environment variables of the script; everything else is the same in every sandbox'),
  memoryBytes: z
    .int()
    .min(16_000_000)
    .optional()
    .describe('left out: the share of the slot it runs in; more after running out of memory'),
  cores: z.int().min(1).max(1024).default(1),
  timeoutMs: z.int().min(100).optional(),
  python: z
    .string()
    .regex(/^3(\.\d+){0,2}$/, 'must look like 3.11')
    .optional(),
  parallel: parallelMode.default('auto'),
  workers: z
    .int()
    .min(1)
    .max(10_000)
    .optional()
    .describe('most slots that it may hold at a time; left out: as many as are free'),
});
export type JobRequest = z.infer<typeof jobRequest>;
export type JobRequestInput = z.input<typeof jobRequest>;

export const jobState = z.enum([
  'submitted',
  'analysing',
  'queued',
  'running',
  'aggregating',
  'completed',
  'rejected',
  'failed',
  'cancelled',
]);

export const exitStatus = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('code'), code: z.int() }),
  z.object({ kind: z.literal('signal'), signal: z.int() }),
]);

export const failure = z.object({ kind: z.string(), message: z.string() });

export const usage = z.object({
  wallMs: z.number(),
  cpuMs: z.number(),
  peakRssBytes: z.number(),
  averageRssBytes: z.number(),
});

export const attempt = z.object({
  id: uuidText,
  kind: z
    .enum(['driver', 'executor'])
    .describe(
      'a driver runs the script; an executor helps it, and does not decide how the job ends',
    ),
  number: z.int(),
  state: z.enum(['assigned', 'running', 'succeeded', 'failed', 'lost', 'cancelled']),
  nodeId: uuidText,
  nodeName: z.string(),
  sandbox: z.string().nullable(),
  environment: z.string(),
  memoryBytes: z.number(),
  assignedAt: timeText,
  startedAt: timeText.nullable(),
  endedAt: timeText.nullable(),
  failure: failure.nullable(),
  usage: usage.nullable(),
});
export type AttemptView = z.infer<typeof attempt>;

export const jobSummary = z.object({
  id: uuidText,
  name: z.string(),
  kind: z.literal('single'),
  state: jobState,
  exit: exitStatus.nullable().describe('how the script itself ended; null if it never did'),
  failure: failure.nullable(),
  waitReason: z.string().nullable().describe('why it is not running yet, as a sentence'),
  waitsFor: z
    .enum(['turn', 'machine'])
    .nullable()
    .describe('`machine`: none that is connected can run it, busy or not'),
  createdAt: timeText,
  startedAt: timeText.nullable(),
  endedAt: timeText.nullable(),
});
export type JobSummary = z.infer<typeof jobSummary>;

export const skippedOutput = z.object({ path: z.string(), why: z.string() });

export const job = jobSummary.extend({
  script: z.string(),
  args: z.array(z.string()),
  parallel: parallelMode,
  memoryBytes: z.number().nullable(),
  cores: z.int(),
  attempts: z.array(attempt),
  skippedOutputs: z.array(skippedOutput),
  rerunOf: uuidText.nullable(),
});
export type Job = z.infer<typeof job>;

export const jobQuery = z.object({
  state: jobState.optional(),
  text: z.string().max(200).optional().describe('part of the name'),
});
export const jobListQuery = jobQuery.extend(pageQuery.shape);

export const output = z.object({
  path: z.string(),
  kind: z.enum(['file', 'directory']),
  sizeBytes: z.number(),
  mode: z.int(),
  blob: sha256Text.nullable(),
});
export type Output = z.infer<typeof output>;

export const logQuery = z.object({
  follow: z.stringbool().default(false).describe('stay until the job has ended'),
  stream: z
    .enum(['records', 'stdout', 'stderr'])
    .default('records')
    .describe(
      '`records`: both, each piece as [1|2][length, 4 bytes, little endian][bytes]; ' +
        'while nothing is printed, an empty piece every 15 seconds',
    ),
  stdout: z.coerce.number().int().min(0).default(0).describe('skip so many bytes of stdout'),
  stderr: z.coerce.number().int().min(0).default(0).describe('skip so many bytes of stderr'),
});

export const stage = z.object({
  id: uuidText,
  region: z.int().describe('of the plan'),
  occurrence: z.int().describe('the region may be reached several times'),
  label: z.string(),
  line: z.int(),
  state: z.enum(['open', 'closed']),
  openedAt: timeText,
  closedAt: timeText.nullable(),
  ms: z.number().nullable().describe('from opening to closing'),
  tasks: z.int(),
  succeeded: z.int(),
  failed: z.int().describe('done by the driver itself, because no executor did'),
  cancelled: z.int(),
  items: z.number(),
  taskMs: z.number().describe('time that executors spent on its tasks'),
  replayed: z.int().describe('taken from an earlier run of the driver'),
  retried: z.int(),
  nodes: z.array(z.string()),
});
export type Stage = z.infer<typeof stage>;

/** How far a stage is while it runs; `tasks` grows as its driver hands them out. */
export const stageProgress = stage
  .pick({ id: true, region: true, occurrence: true, label: true, line: true, state: true })
  .extend({
    number: z.int().describe('in the order of opening'),
    tasks: z.int(),
    done: z.int(),
    nodes: z.int(),
  });
export type StageProgress = z.infer<typeof stageProgress>;

/** One event of the stream. A reconnect gets the present state again, so nothing has to be replayed. */
export const jobEvent = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('job'), job: jobSummary }),
  z.object({ kind: z.literal('attempt'), attempt }),
  z.object({ kind: z.literal('stage'), stage: stageProgress }),
  z.object({
    kind: z.literal('sample'),
    attemptId: uuidText,
    rssBytes: z.number(),
    cpuMs: z.number(),
    atMs: z.number(),
  }),
]);
export type JobEvent = z.infer<typeof jobEvent>;

export const jobList = pageOf(jobSummary);
export const stageList = pageOf(stage);
export type StageList = z.infer<typeof stageList>;
export const attemptList = pageOf(attempt);
export type AttemptList = z.infer<typeof attemptList>;
export const outputList = pageOf(output);
export type JobList = z.infer<typeof jobList>;
export type OutputList = z.infer<typeof outputList>;
export const outputFileQuery = z.object({ path: z.string().min(1).max(longestPath) });

export const maxStdinBytes = 10_000_000_000;
export const stdinQuery = z.object({
  offset: z.coerce.number().int().min(0).max(maxStdinBytes),
  end: z.stringbool().default(false).describe('the body is the last of it'),
});
export const stdinState = z.object({
  offset: z.int().describe('how many bytes the pool has; send the rest from here'),
  ended: z.boolean(),
});
export type StdinState = z.infer<typeof stdinState>;

export const jobPlan = z.object({
  plan: z.unknown().describe('what the analyzer found; null: nothing, and `missing` says why'),
  missing: z.string().nullable(),
  spreads: z.boolean().describe('whether any region may run in parallel'),
});
export type JobPlan = z.infer<typeof jobPlan>;

/** What `runsurge run --report` writes. */
export const jobReport = z.object({
  job,
  attempts: z.array(attempt),
  regions: z
    .array(z.unknown())
    .describe('what the driver decided about each region when it came there, in this order'),
  stages: z.array(stage),
  times: z.object({
    waitMs: z.number().nullable().describe('from submission to the first attempt'),
    runMs: z.number().nullable().describe('from the first attempt to the end'),
    totalMs: z.number().nullable(),
  }),
});
export type JobReport = z.infer<typeof jobReport>;
