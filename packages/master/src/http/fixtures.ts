// A master's REST side for tests: a real embedded database in a temporary directory, real blobs on
// disk, real HTTPS on a port of its own; and users, jobs and attempts to put into it.

import { createHash, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import type { IncomingHttpHeaders } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { emptyPlan } from '@runsurge/analyzer';
import { type Clock, makeLog, makeMetrics, systemClock } from '@runsurge/base';
import {
  encodeRecord,
  type OutputStream,
  openDiskBlobs,
  openJournals,
  openUploadFiles,
} from '@runsurge/blobs';
import {
  type AttemptId,
  attemptId,
  type JobId,
  type NodeId,
  nodeId,
  userId,
} from '@runsurge/model';
import { openCa } from '@runsurge/pki';
import type { Job, JobRequestInput } from '@runsurge/protocol/rest';
import {
  claimTasks,
  completeAttempt,
  giveUpAttempt,
  insertNode,
  moveNode,
  type Outcome,
  openStore,
  queuedTasks,
} from '@runsurge/store';
import { makeChanges } from '../changes.ts';
import { type MasterConfig, masterConfig } from '../config.ts';
import type { Deps } from '../deps.ts';
import { makeSessions } from '../sessions.ts';
import { openStages } from '../stages/stages.ts';
import { startHttp } from './server.ts';

export type Answer = {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly bytes: Buffer;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
  readonly json: any;
};
export type Ask = {
  readonly token?: string | undefined;
  readonly json?: unknown;
  readonly body?: Uint8Array | string;
  readonly headers?: Record<string, string | number>;
};
export type TestUser = { readonly id: string; readonly email: string; readonly token: string };
export type TestMaster = Awaited<ReturnType<typeof testMaster>>;

export const password = 'correct horse battery';
export const sha256 = (bytes: string | Uint8Array) =>
  createHash('sha256').update(bytes).digest('hex');

/** The system's clock, which a test may set forward. */
function shiftingClock(): Clock & { shift(ms: number): void } {
  let shiftMs = 0;
  return {
    ...systemClock,
    now: () => systemClock.now() + shiftMs,
    shift(ms) {
      shiftMs += ms;
    },
  };
}

export async function testMaster(config: Partial<MasterConfig> = {}) {
  const dataDir = await mkdtemp(join(tmpdir(), 'runsurge-http-'));
  const clock = shiftingClock();
  const db = await openStore(
    { dataDir: join(dataDir, 'db'), databaseConnections: 1 },
    { warn() {} },
  );
  const blobs = await openDiskBlobs({ dir: join(dataDir, 'blobs'), clock, fsync: false });
  const ca = await openCa(join(dataDir, 'keys'), { clock });
  const identity = await ca.issueMaster({ hostnames: [], ips: [], days: 30 });
  const stopped: string[] = [];
  let wakes = 0;
  const changes = makeChanges();
  const log = makeLog({ name: 'test', level: 'silent' });
  const settings = masterConfig.parse({ dataDir, ...config });
  const common = { config: settings, db, blobs, clock, log, changes };
  const sessions = makeSessions();
  const stages = openStages({ ...common, sessions, wakeScheduler: () => undefined });
  const deps: Deps = {
    config: settings,
    db,
    blobs,
    uploads: await openUploadFiles({ dir: join(dataDir, 'uploads'), blobs }),
    journals: openJournals({ dir: join(dataDir, 'journals') }),
    endedInputs: new Set(),
    ca,
    clock,
    log,
    metrics: makeMetrics(),
    changes,
    analyze: async () => emptyPlan(null),
    stages,
    wakeScheduler: () => {
      wakes += 1;
    },
    stopAttempt: (_node, attempt) => {
      stopped.push(attempt);
    },
    dropNode: () => {},
    freeSlots: () => 1,
  };
  const tls = { cert: identity.certificatePem, key: identity.privateKeyPem, ca: ca.certificatePem };
  const start = (port: number) =>
    startHttp({ ...deps, metrics: makeMetrics() }, tls, { host: '127.0.0.1', port });
  let server = await start(0);
  const { port } = server;

  const master = {
    deps,
    clock,
    port,
    stopped,
    tls,
    wakes: () => wakes,
    url: `https://127.0.0.1:${port}`,
    ca: ca.certificatePem,
    ask: (method: string, path: string, ask: Ask = {}) =>
      askServer(port, tls.ca, method, path, ask),
    /** As a restart of the master looks from outside. */
    async restart(downMs = 0) {
      await server.close();
      await new Promise((resolve) => setTimeout(resolve, downMs));
      server = await start(port);
    },
    async close() {
      await server.close();
      await stages.close();
      await deps.journals.close();
      await db.close();
      await rm(dataDir, { recursive: true });
    },
  };
  return master;
}

function askServer(
  port: number,
  ca: string,
  method: string,
  path: string,
  ask: Ask,
): Promise<Answer> {
  const { token, json, headers = {} } = ask;
  const body = json === undefined ? ask.body : JSON.stringify(json);
  return new Promise((resolve, reject) => {
    const request = httpsRequest({
      host: '127.0.0.1',
      port,
      ca,
      method,
      path,
      agent: false,
      headers: {
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(json !== undefined && { 'content-type': 'application/json' }),
        ...(json === undefined &&
          body !== undefined && { 'content-type': 'application/octet-stream' }),
        ...(body !== undefined && { 'content-length': Buffer.byteLength(body) }),
        ...headers,
      },
    });
    request.once('error', reject);
    request.once('response', async (response) => {
      const chunks: Buffer[] = [];
      try {
        for await (const chunk of response) chunks.push(chunk);
      } catch (thrown) {
        return reject(thrown);
      }
      const bytes = Buffer.concat(chunks);
      const isJson = /json/.test(response.headers['content-type'] ?? '');
      resolve({
        status: response.statusCode ?? 0,
        headers: response.headers,
        bytes,
        text: bytes.toString(),
        json: isJson ? JSON.parse(bytes.toString()) : undefined,
      });
    });
    request.end(body);
  });
}

export async function aUser(
  master: TestMaster,
  email = `${randomUUID()}@example.org`,
): Promise<TestUser> {
  const { json } = await master.ask('POST', '/api/auth/register', { json: { email, password } });
  return { id: json.user.id, email, token: json.accessToken };
}

export async function aBlob(master: TestMaster, { token }: TestUser, content: string | Uint8Array) {
  const blob = sha256(content);
  await master.ask('PUT', `/api/blobs/${blob}`, { token, body: content });
  return blob;
}

export async function aJob(
  master: TestMaster,
  user: TestUser,
  request: Partial<JobRequestInput> = {},
): Promise<Job & { id: JobId }> {
  const blob = await aBlob(master, user, 'print(1)\n');
  const json = { name: 'x', script: 'x.py', files: [{ path: 'x.py', blob }], ...request };
  const answer = await master.ask('POST', '/api/jobs', { token: user.token, json });
  if (answer.status !== 201) throw new Error(answer.text);
  return answer.json;
}

export async function aNode(master: TestMaster, user: TestUser): Promise<NodeId> {
  const { db } = master.deps;
  const id = nodeId.create();
  await insertNode(db, {
    id,
    user_id: userId.parse(user.id) ?? userId.create(),
    name: 'lab-1',
    capabilities: {
      hostname: 'lab-1',
      platform: 'linux',
      version: '0.1.0',
      cores: 4,
      memoryBytes: 8e9,
      diskBytes: 1e11,
      slots: 4,
      environments: [],
      sandboxes: [{ name: 'bubblewrap', works: true, reason: '' }],
    },
    created_at: new Date(),
  });
  await moveNode(db, id, 'online', new Date());
  return id;
}

/** As the dispatcher does it. */
export async function anAttempt(master: TestMaster, job: JobId, node: NodeId): Promise<AttemptId> {
  const { db, changes } = master.deps;
  const task = (await queuedTasks(db, 1000, 10_000)).find((queued) => queued.job_id === job);
  if (!task) throw new Error('the job has no queued task');
  const id = attemptId.create();
  const claim = {
    attemptId: id,
    taskId: task.id,
    nodeId: node,
    environment: 'cpython-3.11-x86_64',
    cores: 1,
    memoryBytes: 1e9,
  };
  const now = new Date();
  await claimTasks(db, [claim], now, new Date(now.getTime() + 60_000));
  changes.stateOf(job);
  return id;
}

/** Appends to the attempt's journal, as the worker does. */
export async function print(
  master: TestMaster,
  attempt: AttemptId,
  text: string,
  stream: OutputStream = 'stdout',
): Promise<void> {
  const { journals } = master.deps;
  const name = `${attempt}.out`;
  const record = encodeRecord({ stream, bytes: Buffer.from(text) });
  await journals.append(name, await journals.size(name), record);
}

export async function loseAttempt(master: TestMaster, job: JobId, attempt: AttemptId) {
  const { db, changes } = master.deps;
  await giveUpAttempt(db, attempt, 'lost', { kind: 'node-lost', message: 'gone' }, new Date());
  changes.stateOf(job);
}

export async function succeed(
  master: TestMaster,
  job: JobId,
  attempt: AttemptId,
  node: NodeId,
  outputs: Outcome['outputs'] = [],
) {
  const { db, changes } = master.deps;
  const usage = { wallMs: 1, cpuMs: 1, peakRssBytes: 1, averageRssBytes: 1 };
  const journalBytes = await master.deps.journals.size(`${attempt}.out`);
  const exit = { kind: 'code', code: 0 } as const;
  const outcome = { exit, usage, journalBytes, outputs, skipped: [] };
  await completeAttempt(db, attempt, node, outcome, new Date());
  changes.stateOf(job);
}
