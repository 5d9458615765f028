// Makers for this package's tests: databases of both engines, and users, nodes, jobs and attempts in
// them. Times are `at(ms)`, counted from one fixed moment.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type AttemptId,
  attemptId,
  type Failure,
  type FailureKind,
  type JobId,
  jobId,
  type NodeId,
  nodeId,
  type TaskId,
  taskId,
  type UserId,
  userId,
} from '@runsurge/model';
import { afterAll, beforeAll, describe } from 'vitest';
import { insertUser } from './accounts/users.ts';
import { insertNode, moveNode, type NodeCapabilities } from './data/nodes.ts';
import type { Database, Row } from './db.ts';
import { queueJob, startAnalysis } from './jobs/admit-job.ts';
import { createJob } from './jobs/create-job.ts';
import type { JobSpec } from './jobs/job-row.ts';
import { openStore } from './open.ts';
import type { Outcome } from './queue/attempts.ts';
import { claimTasks } from './queue/claim.ts';

type Postgres = {
  readonly url: string;
  kill(signal: 'SIGKILL' | 'SIGINT'): Promise<void>;
  restart(): Promise<void>;
  stop(): Promise<void>;
};
type PostgresSupport = {
  missingPostgres(): string | undefined;
  startPostgres(): Promise<Postgres | { missing: string }>;
};
// Lies outside of this package; by a name that the compiler does not follow, so that it stays there.
const supportFile = new URL('../../../tests/support/postgres.ts', import.meta.url).href;
const support: PostgresSupport = await import(supportFile);

export const missingPostgres = support.missingPostgres();

export async function aPostgres(): Promise<Postgres> {
  const server = await support.startPostgres();
  if ('missing' in server) throw new Error(server.missing);
  return server;
}

export const silent = { warn() {} };
const databaseConnections = 8;

export const openPostgres = (url: string) =>
  openStore({ databaseUrl: url, dataDir: '', databaseConnections }, silent);
export const openEmbeddedIn = (dataDir: string) =>
  openStore({ dataDir, databaseConnections }, silent);

export async function aDirectory(): Promise<{ dir: string; remove(): Promise<void> }> {
  const dir = await mkdtemp(join(tmpdir(), 'runsurge-store-'));
  return { dir, remove: () => rm(dir, { recursive: true }) };
}

export type Engine = { db: Database; kind: Database['kind'] };

/** The same tests on the embedded database and, where it is installed, on PostgreSQL. */
export function onBothEngines(tests: (engine: Engine) => void): void {
  describe('embedded database', () => {
    const engine = { kind: 'embedded' } as Engine; // its database is there when a test runs
    let place: Awaited<ReturnType<typeof aDirectory>>;
    beforeAll(async () => {
      place = await aDirectory();
      engine.db = await openEmbeddedIn(place.dir);
    });
    afterAll(async () => {
      await engine.db.close();
      await place.remove();
    });
    tests(engine);
  });
  const why = missingPostgres ? ` (${missingPostgres})` : '';
  describe.skipIf(missingPostgres)(`PostgreSQL${why}`, () => {
    const engine = { kind: 'postgresql' } as Engine; // as above
    let server: Postgres;
    beforeAll(async () => {
      server = await aPostgres();
      engine.db = await openPostgres(server.url);
    });
    afterAll(async () => {
      await engine.db.close();
      await server.stop();
    });
    tests(engine);
  });
}

const epochMs = Date.UTC(2026, 0, 1);
export const at = (ms: number) => new Date(epochMs + ms);

export async function aUser(db: Database, email?: string): Promise<UserId> {
  const id = userId.create();
  await insertUser(db, {
    id,
    email: email ?? `${id}@example.org`,
    password_hash: '!',
    roles: ['consumer'],
    created_at: at(0),
  });
  return id;
}

export const capabilities: NodeCapabilities = {
  hostname: 'lab-1',
  platform: 'linux',
  version: '0.1.0',
  cores: 4,
  memoryBytes: 8e9,
  diskBytes: 1e11,
  slots: 4,
  environments: [],
  sandboxes: [{ name: 'bwrap', works: true, reason: '' }],
};

export async function aNode(db: Database, owner?: UserId): Promise<NodeId> {
  const id = nodeId.create();
  const user_id = owner ?? (await aUser(db));
  await insertNode(db, { id, user_id, name: 'lab-1', capabilities, created_at: at(0) });
  await moveNode(db, id, 'online', at(0));
  return id;
}

export const spec: JobSpec = {
  workdir: '/home/x',
  script: 'x.py',
  scriptPath: '/home/x/x.py',
  args: [],
  files: [],
  extraDirs: [],
  stdin: 'none',
  env: {},
  memoryBytes: null,
  cores: 1,
  timeoutMs: null,
  python: null,
  parallel: 'auto',
  workers: null,
};

export async function aSubmittedJob(
  db: Database,
  { user, name = 'x', key = null }: { user?: UserId; name?: string; key?: string | null } = {},
): Promise<JobId> {
  const user_id = user ?? (await aUser(db));
  const id = jobId.create();
  const row = { id, user_id, kind: 'single', name, spec, created_at: at(0) } as const;
  await createJob(db, { ...row, idempotency_key: key, rerun_of: null });
  return id;
}

export type QueuedJob = { readonly user: UserId; readonly job: JobId; readonly task: TaskId };

export async function aQueuedJob(
  db: Database,
  {
    user: owner,
    limit = null,
    queuedAt = at(0),
  }: { user?: UserId; limit?: number | null; queuedAt?: Date } = {},
): Promise<QueuedJob> {
  const user = owner ?? (await aUser(db));
  const job = await aSubmittedJob(db, { user });
  await startAnalysis(db, job);
  const task = taskId.create();
  const needs = {
    cores: 1,
    memoryBytes: limit ?? 100,
    memoryLimitBytes: limit,
    python: null,
    imports: [],
    spreads: false,
  };
  await queueJob(db, { id: task, jobId: job, userId: user, ...needs }, queuedAt);
  return { user, job, task };
}

export const leaseMs = 1000;

export function aClaim(task: TaskId, node: NodeId) {
  return {
    attemptId: attemptId.create(),
    taskId: task,
    nodeId: node,
    environment: 'cpython',
    cores: 1,
    memoryBytes: 100,
  };
}

export type RunningJob = QueuedJob & { readonly node: NodeId; readonly attempt: AttemptId };

/** One more attempt of its task. */
export async function claimed(db: Database, job: QueuedJob, on?: NodeId): Promise<RunningJob> {
  const node = on ?? (await aNode(db));
  const claim = aClaim(job.task, node);
  const won = await claimTasks(db, [claim], at(0), at(leaseMs));
  if (won.length !== 1) throw new Error('the task is not queued');
  return { ...job, node, attempt: claim.attemptId };
}

export async function aRunningJob(db: Database, limit: number | null = null): Promise<RunningJob> {
  return claimed(db, await aQueuedJob(db, { limit }));
}

export const usage = { wallMs: 1, cpuMs: 1, peakRssBytes: 1, averageRssBytes: 1 };

export function anOutcome(more: Partial<Outcome> = {}): Outcome {
  return {
    exit: { kind: 'code', code: 0 },
    usage,
    journalBytes: 7,
    outputs: [],
    skipped: [],
    ...more,
  };
}

export const aFailure = (kind: FailureKind): Failure => ({ kind, message: `it was ${kind}` });

export type States = { job: string; task: string; attempts: string[]; leases: string[] };

/** Where a job and all that belongs to it stand. */
export async function statesOf(db: Database, job: JobId): Promise<States> {
  const [row] = await db.query<States & Row>(
    `select j.state as job, (select t.state from tasks t where t.job_id = j.id and t.kind = 'driver') as task,
       array(select a.state from attempts a where a.job_id = j.id order by number) as attempts,
       array(select a.lease from attempts a where a.job_id = j.id order by number) as leases
     from jobs j where j.id = $1`,
    [job],
  );
  if (!row) throw new Error('no such job');
  return row;
}
