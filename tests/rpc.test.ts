// Who may call what: every RPC but registration needs a certificate of this pool, and a node reaches
// nothing but the attempts that it runs itself.
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { credentials, type ServiceError, status } from '@grpc/grpc-js';
import { makeLog, systemClock } from '@runsurge/base';
import { localAccountToken, type Master, masterConfig, startMaster } from '@runsurge/master';
import { type AttemptId, attemptId, jobId, type NodeId, nodeId, taskId } from '@runsurge/model';
import { makeKeyAndRequest, openCa } from '@runsurge/pki';
import { grpc } from '@runsurge/protocol';
import {
  claimTasks,
  createJob,
  findUserByEmail,
  insertNode,
  moveNode,
  openStore,
  queueJob,
  recordBlob,
  startAnalysis,
} from '@runsurge/store';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { removeDir, temporaryDir } from './support/processes.ts';

const log = makeLog({ name: 'test', level: 'silent' });
const secret = Buffer.from('print("the script of somebody")\n');
const blob = createHash('sha256').update(secret).digest('hex');
let dir: string;
let master: Master;
let owner: { node: NodeId; client: grpc.MasterServiceClient; attempt: AttemptId };
let other: { node: NodeId; client: grpc.MasterServiceClient };
const open: grpc.MasterServiceClient[] = [];

type Key = { privateKeyPem: string; certificatePem: string };

function dial(key: Key | null): grpc.MasterServiceClient {
  const tls = credentials.createSsl(
    Buffer.from(master.caCertificate),
    key && Buffer.from(key.privateKeyPem),
    key && Buffer.from(key.certificatePem),
    { checkServerIdentity: () => undefined },
  );
  const client = new grpc.MasterServiceClient(`127.0.0.1:${master.grpcPort}`, tls, {
    'grpc.ssl_target_name_override': 'runsurge-master',
    'grpc.use_local_subchannel_pool': 1,
  });
  open.push(client);
  return client;
}

async function keyFor(ca: Master['deps']['ca'], node: NodeId, days = 1): Promise<Key> {
  const { privateKeyPem, csrPem } = await makeKeyAndRequest();
  return { privateKeyPem, ...(await ca.signNode({ csrPem, nodeId: node, days })) };
}

const capabilities: grpc.Capabilities = {
  hostname: 'h',
  platform: 'linux-x64',
  version: '0',
  cores: 1,
  memoryBytes: 1e9,
  diskBytes: 1e9,
  slots: 1,
  environments: [],
  sandboxes: [],
};

async function aNode(): Promise<{ node: NodeId; client: grpc.MasterServiceClient }> {
  const { deps } = master;
  const user = await findUserByEmail(deps.db, 'local@localhost.invalid');
  if (!user) throw new Error('no account');
  const node = nodeId.create();
  const now = new Date();
  await insertNode(deps.db, {
    id: node,
    user_id: user.id,
    name: 'n',
    capabilities,
    created_at: now,
  });
  return { node, client: dial(await keyFor(deps.ca, node)) };
}

/** A job of the account, with an attempt that `node` runs. */
async function anAttempt(node: NodeId): Promise<AttemptId> {
  const { db, blobs } = master.deps;
  const user = await findUserByEmail(db, 'local@localhost.invalid');
  if (!user) throw new Error('no account');
  const now = new Date();
  const { id: blobName } = await blobs.put(undefined, [secret]);
  await recordBlob(db, blobName, secret.length, user.id, now);
  const id = jobId.create();
  const task = taskId.create();
  await createJob(db, {
    id,
    user_id: user.id,
    kind: 'single',
    name: 'j',
    spec: {
      workdir: '/work',
      script: 'x.py',
      scriptPath: '/work/x.py',
      args: [],
      files: [{ path: '/work/x.py', blob: blobName, sizeBytes: secret.length, mode: 0o644 }],
      extraDirs: [],
      stdin: 'stream',
      env: {},
      memoryBytes: null,
      cores: 1,
      timeoutMs: null,
      python: null,
      parallel: 'auto',
      workers: null,
    },
    idempotency_key: null,
    rerun_of: null,
    created_at: now,
  });
  await startAnalysis(db, id);
  await queueJob(
    db,
    {
      id: task,
      jobId: id,
      userId: user.id,
      cores: 1,
      memoryBytes: 1,
      memoryLimitBytes: null,
      python: null,
      imports: [],
      spreads: false,
    },
    now,
  );
  const attempt = attemptId.create();
  const claim = {
    attemptId: attempt,
    taskId: task,
    nodeId: node,
    environment: 'e',
    cores: 1,
    memoryBytes: 1,
  };
  await claimTasks(db, [claim], now, new Date(now.getTime() + 600_000));
  return attempt;
}

beforeAll(async () => {
  dir = await temporaryDir();
  const config = masterConfig.parse({ dataDir: dir, port: 0, grpcPort: 0, logLevel: 'silent' });
  master = await startMaster(config, { log, clock: systemClock, database: openStore(config, log) });
  await localAccountToken(master.deps, join(dir, 'token'));
  const first = await aNode();
  owner = { ...first, attempt: await anAttempt(first.node) };
  other = await aNode();
});
afterAll(async () => {
  for (const client of open) client.close();
  await master?.close();
  await removeDir(dir);
});

/** The status that a call ends with, and what it gave before. */
const calls: Record<
  string,
  (client: grpc.MasterServiceClient, attempt: string) => Promise<{ code: number; got: string }>
> = {
  nodeRenew: (client) =>
    new Promise((resolve) => {
      client.nodeRenew({ certificateRequest: 'x' }, (error) => resolve(ended(error)));
    }),
  session: (client, attempt) =>
    new Promise((resolve) => {
      const call = client.session();
      let got = '';
      call.on('data', (message: grpc.MasterMessage) => {
        got += message.kind?.$case ?? '';
        if (message.kind?.$case === 'welcome') {
          call.write({
            kind: {
              $case: 'output',
              value: { attemptId: attempt, offset: 0, records: Buffer.alloc(3) },
            },
          });
        } else call.end();
      });
      call.on('error', (error) => resolve({ ...ended(error), got }));
      call.on('end', () => resolve({ code: 0, got }));
      call.write({
        kind: { $case: 'hello', value: { capabilities, attemptIds: [], draining: false } },
      });
    }),
  streamData: (client, attempt) =>
    read(client.streamData({ attemptId: attempt, blobId: blob, offset: 0 })),
  streamInput: (client, attempt) => read(client.streamInput({ attemptId: attempt, offset: 0 })),
  findMissing: (client, attempt) =>
    new Promise((resolve) => {
      client.findMissing({ attemptId: attempt, blobIds: [blob] }, (error) => resolve(ended(error)));
    }),
  receiveData: (client, attempt) =>
    new Promise((resolve) => {
      const call = client.receiveData((error) => resolve(ended(error)));
      call.on('error', () => undefined);
      const value = { attemptId: attempt, blobId: blob, sizeBytes: secret.length };
      call.write({ kind: { $case: 'header', value } });
      call.write({ kind: { $case: 'data', value: secret } });
      call.end();
    }),
};

function ended(error: ServiceError | Error | null): { code: number; got: string } {
  const code = error && 'code' in error ? Number(error.code) : error ? -1 : 0;
  return { code, got: '' };
}

function read(call: ReturnType<grpc.MasterServiceClient['streamData']>) {
  return new Promise<{ code: number; got: string }>((resolve) => {
    let got = '';
    call.on('data', (chunk: grpc.DataChunk) => {
      got += chunk.data.toString();
    });
    call.on('error', (error) => resolve({ ...ended(error), got }));
    call.on('end', () => resolve({ code: 0, got }));
  });
}

const names = Object.keys(calls);
const call = (name: string, client: grpc.MasterServiceClient, attempt: string) =>
  calls[name]?.(client, attempt) ?? Promise.reject(new Error(name));

describe('a caller', () => {
  test.each(names)('without a certificate may not call %s', async (name) => {
    expect(await call(name, dial(null), owner.attempt)).toEqual({
      code: status.UNAUTHENTICATED,
      got: '',
    });
  });

  test.each(names)('with the certificate of another pool may not call %s', async (name) => {
    const foreign = await openCa(join(dir, `foreign-${name}`), { clock: systemClock });
    const found = await call(name, dial(await keyFor(foreign, owner.node)), owner.attempt);
    expect([status.UNAUTHENTICATED, status.UNAVAILABLE]).toContain(found.code);
    expect(found.got).toBe('');
  });

  test.each(names)('with a certificate that has expired may not call %s', async (name) => {
    const past = { now: () => Date.now() - 10 * 86_400_000 };
    const ca = await openCa(join(dir, 'keys'), { clock: past });
    const found = await call(name, dial(await keyFor(ca, owner.node, 1)), owner.attempt);
    expect([status.UNAUTHENTICATED, status.UNAVAILABLE]).toContain(found.code);
  });

  test.each(['streamData', 'streamInput', 'findMissing', 'receiveData'])(
    'that is another node may not call %s for an attempt that is not its own',
    async (name) => {
      const found = await call(name, other.client, owner.attempt);
      expect(found).toEqual({ code: status.FAILED_PRECONDITION, got: '' });
    },
  );

  test('that is another node cannot write into the output of an attempt', async () => {
    const found = await call('session', other.client, owner.attempt);
    expect(found.got).toBe('welcomecancel');
    expect(await master.deps.journals.size(`${owner.attempt}.out`)).toBe(0);
  });

  test('gets no blob that is not part of the job it runs', async () => {
    const { id } = await master.deps.blobs.put(undefined, [Buffer.from('of another user')]);
    const found = await read(
      owner.client.streamData({ attemptId: owner.attempt, blobId: id, offset: 0 }),
    );
    expect(found).toEqual({ code: status.NOT_FOUND, got: '' });
  });

  test('that runs the attempt gets its script', async () => {
    expect(await call('streamData', owner.client, owner.attempt)).toEqual({
      code: 0,
      got: secret.toString(),
    });
  });

  test('that was retired may neither open a session nor renew its certificate', async () => {
    const gone = await aNode();
    await moveNode(master.deps.db, gone.node, 'retired', new Date());
    expect((await call('session', gone.client, owner.attempt)).code).toBe(status.PERMISSION_DENIED);
    expect((await call('nodeRenew', gone.client, owner.attempt)).code).toBe(
      status.PERMISSION_DENIED,
    );
  });

  test('without a valid token may not register a machine', async () => {
    const { csrPem } = await makeKeyAndRequest();
    const found = await new Promise((resolve) => {
      dial(null).nodeRegister({ name: 'n', certificateRequest: csrPem, capabilities }, (error) =>
        resolve(ended(error)),
      );
    });
    expect(found).toEqual({ code: status.UNAUTHENTICATED, got: '' });
  });
});
