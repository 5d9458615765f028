// The REST client against a real master, through connections that break.
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { nodeId } from '@runsurge/model';
import { makeKeyAndRequest, isMasterCertificate as ofPki, openCa } from '@runsurge/pki';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Client, fetchPool, makeClient } from '../../packages/client/src/index.ts';
import { isMasterCertificate } from '../../packages/client/src/master-certificate.ts';
import { serverEvents } from '../../packages/client/src/sse.ts';
import {
  aJob,
  aNode,
  anAttempt,
  aUser,
  loseAttempt,
  password,
  print,
  sha256,
  succeed,
  type TestMaster,
  type TestUser,
  testMaster,
} from '../../packages/master/src/http/fixtures.ts';
import { type CuttingProxy, cuttingProxy } from './cutting-proxy.ts';

let master: TestMaster;
let user: TestUser;
let node: Awaited<ReturnType<typeof aNode>>;
let proxy: CuttingProxy;
let client: Client;
let dir: string;
beforeAll(async () => {
  master = await testMaster();
  user = await aUser(master);
  node = await aNode(master, user);
  dir = await mkdtemp(join(tmpdir(), 'runsurge-client-'));
});
beforeEach(async () => {
  proxy = await cuttingProxy(master.port);
  client = makeClient({
    baseUrl: `https://127.0.0.1:${proxy.port}`,
    ca: master.ca,
    token: user.token,
  });
});
afterEach(() => {
  client.close();
  proxy.close();
});
afterAll(async () => {
  await master.close();
  await rm(dir, { recursive: true });
});

const until = async (done: () => boolean) => {
  for (let i = 0; i < 1000 && !done(); i += 1) await sleep(10);
  expect(done()).toBe(true);
};
const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'no error',
    (error) => error.code,
  );

describe('a client', () => {
  it('calls endpoints and gets problems as errors with their code', async () => {
    expect((await client.me()).email).toBe(user.email);
    expect((await client.pool()).name).toBe('runsurge');
    expect((await client.health()).state).toBe('ok');
    expect((await client.statistics()).nodesOnline).toBe(1);
    expect((await client.nodes()).items).toHaveLength(1);
    expect(await codeOf(client.job('01890000-0000-7000-8000-000000000000'))).toBe('NOT_FOUND');
    expect(await codeOf(client.job('x'))).toBe('BAD_INPUT');
    expect(await codeOf(client.login({ email: user.email, password: 'wrong' }))).toBe(
      'UNAUTHENTICATED',
    );
    const { token, id } = await client.createApiToken({ name: 'cli' });
    const other = makeClient({ baseUrl: master.url, ca: master.ca, token });
    expect((await other.me()).id).toBe(user.id);
    await client.revokeApiToken(id);
    expect(await codeOf(other.me())).toBe('UNAUTHENTICATED');
    other.close();
  });

  it('refreshes an expired token once for all who wait', async () => {
    const email = 'refresh@example.org';
    let pair = await client.register({ email, password });
    let refreshes = 0;
    const mine = makeClient({
      baseUrl: master.url,
      ca: master.ca,
      token: () => pair.accessToken,
      refresh: async () => {
        refreshes += 1;
        pair = await client.refresh(pair.refreshToken);
      },
    });
    master.clock.shift(16 * 60_000);
    const all = await Promise.all(Array.from({ length: 5 }, () => mine.me()));
    expect(all.map((found) => found.email)).toEqual(Array(5).fill(email));
    expect(refreshes).toBe(1);
    mine.close();
    user = { ...user, token: (await client.login({ email: user.email, password })).accessToken };
  });

  it('submits a job once, though the answer got lost', async () => {
    const script = Buffer.from('print(2)');
    await client.uploadBytes(sha256(script), script);
    await client.jobs();
    proxy.cutAfter(10, 'client');
    const files = [{ path: 'x.py', blob: sha256(script) }];
    const job = await client.createJob({ name: 'lost answer', script: 'x.py', files });
    expect(proxy.cuts()).toBe(1);
    expect((await client.jobs({ text: 'lost answer' })).items).toMatchObject([{ id: job.id }]);
    expect((await client.cancelJob(job.id)).state).toBe('cancelled');
    expect((await client.rerunJob(job.id)).rerunOf).toBe(job.id);
    expect((await client.jobReport(job.id)).attempts).toEqual([]);
  });

  it('gives up on a pool that stays away, and at once when told to stop', async () => {
    proxy.close();
    const stop = new AbortController();
    const baseUrl = `https://127.0.0.1:${proxy.port}`;
    const impatient = makeClient({ baseUrl, ca: master.ca, patienceMs: 300 });
    expect(await codeOf(impatient.pool())).toBe('UNAVAILABLE');
    const patient = makeClient({ baseUrl, ca: master.ca, signal: stop.signal });
    const waiting = patient.pool();
    stop.abort(new Error('enough'));
    await expect(waiting).rejects.toThrow('enough');
  });

  it('loads little before it is used', () => {
    const script = `import { createRequire } from 'node:module';
      await import('@runsurge/client');
      console.log(Object.keys(createRequire(import.meta.url).cache).join('\\n'));`;
    const cwd = new URL('../../packages/cli', import.meta.url);
    const loaded = execFileSync(process.execPath, ['--input-type=module', '-e', script], { cwd });
    expect(loaded.toString()).not.toMatch(/pino|prom-client|x509|grpc|tsyringe/);
  });
});

describe('trust', () => {
  it('begins with a first contact that checks the certificate against the authority', async () => {
    const met = await fetchPool(master.url);
    expect(met.caCertificate).toBe(master.ca);
    expect(met.fingerprint).toBe(master.deps.ca.fingerprint);
    expect(met.pool.name).toBe('runsurge');
  });

  it('knows the master’s certificate as pki does', async () => {
    const { csrPem } = await makeKeyAndRequest();
    const signed = await master.deps.ca.signNode({ csrPem, nodeId: nodeId.create(), days: 1 });
    for (const pem of [master.tls.cert, signed.certificatePem, master.ca, 'nothing']) {
      expect(isMasterCertificate(pem)).toBe(ofPki(pem));
    }
    expect(isMasterCertificate(master.tls.cert)).toBe(true);
  });

  it('ends with another authority, at the first contact too', async () => {
    const evil = await openCa(join(dir, 'evil'), { clock: master.clock });
    const { certificatePem, privateKeyPem } = await evil.issueMaster({
      hostnames: [],
      ips: [],
      days: 1,
    });
    const pool = JSON.stringify(await client.pool());
    const server = createServer({ cert: certificatePem, key: privateKeyPem }, (_, answer) => {
      answer.end(pool);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const pinned = makeClient({ baseUrl: url, ca: master.ca, token: user.token });
    expect(await codeOf(pinned.me())).toBe('FORBIDDEN');
    expect(await codeOf(fetchPool(url))).toBe('FORBIDDEN');
    server.close();
  });
});

describe('uploading a file', () => {
  it('takes one request for a small one, and says how far it is', async () => {
    const path = join(dir, 'small');
    await writeFile(path, 'small');
    const seen: number[] = [];
    await client.uploadFile(path, sha256('small'), 5, (sent) => seen.push(sent));
    expect(seen.at(-1)).toBe(5);
    expect(await codeOf(client.uploadFile(path, sha256('other'), 5))).toBe('HASH_MISMATCH');
  });

  it('survives cut connections with a large one', async () => {
    const content = randomBytes(12_000_000);
    const path = join(dir, 'large');
    await writeFile(path, content);
    const seen: number[] = [];
    proxy.cutAfter(3_000_000, 'server');
    const cutting = setInterval(() => proxy.cutAfter(4_000_000, 'server'), 150);
    try {
      await client.uploadFile(path, sha256(content), content.length, (sent) => seen.push(sent));
    } finally {
      clearInterval(cutting);
    }
    expect(proxy.cuts()).toBeGreaterThan(0);
    expect(seen.at(-1)).toBe(content.length);
    const before = proxy.cuts();
    await client.uploadFile(path, sha256(content), content.length);
    expect(proxy.cuts()).toBe(before);
  });

  it('says so when the content is not what was announced', async () => {
    const path = join(dir, 'changed');
    await writeFile(path, randomBytes(2_000_000));
    expect(await codeOf(client.uploadFile(path, sha256('x'), 2_000_000))).toBe('HASH_MISMATCH');
  });
});

describe('following a log', () => {
  const collect = (id: string) => {
    const text = { stdout: '', stderr: '' };
    const done = (async () => {
      for await (const { stream, bytes } of client.followLog(id))
        text[stream] += Buffer.from(bytes);
    })();
    return { text, done };
  };

  it('goes over cuts, a restart of the master and a lost attempt, byte for byte', async () => {
    const job = await aJob(master, user);
    const { text, done } = collect(job.id);
    const first = await anAttempt(master, job.id, node);
    await print(master, first, 'one ');
    await print(master, first, 'warning ', 'stderr');
    await until(() => text.stderr === 'warning ');
    proxy.cutAll();
    await print(master, first, 'two ');
    await until(() => text.stdout === 'one two ');
    await master.restart(300);
    await print(master, first, 'three ');
    await until(() => text.stdout === 'one two three ');
    await loseAttempt(master, job.id, first);
    const second = await anAttempt(master, job.id, node);
    await print(master, second, 'one two three four');
    await print(master, second, 'warning two', 'stderr');
    proxy.cutAll();
    await succeed(master, job.id, second, node);
    await done;
    expect(text).toEqual({ stdout: 'one two three four', stderr: 'warning two' });
  });

  it('is fast for a lot of output', async () => {
    const job = await aJob(master, user);
    const attempt = await anAttempt(master, job.id, node);
    const line = `${'x'.repeat(1000)}\n`;
    for (let i = 0; i < 20; i += 1) await print(master, attempt, line.repeat(1000));
    await succeed(master, job.id, attempt, node);
    const { text, done } = collect(job.id);
    const startMs = performance.now();
    await done;
    expect(text.stdout.length).toBe(20 * 1000 * 1001);
    expect(performance.now() - startMs).toBeLessThan(5000);
  });

  it('ends when the reader has enough', async () => {
    const job = await aJob(master, user);
    const stop = new AbortController();
    const reading = (async () => {
      for await (const _ of client.followLog(job.id, { signal: stop.signal }));
    })();
    await sleep(100);
    stop.abort(new Error('enough'));
    await expect(reading).rejects.toThrow('enough');
  });
});

describe('following events', () => {
  it('goes over cuts until the job has ended', async () => {
    const job = await aJob(master, user);
    const states: string[] = [];
    const done = (async () => {
      for await (const event of client.followEvents(job.id)) {
        if (event.kind === 'job') states.push(event.job.state);
      }
    })();
    await until(() => states.includes('queued'));
    proxy.cutAll();
    const attempt = await anAttempt(master, job.id, node);
    await until(() => states.includes('running'));
    await master.restart();
    await succeed(master, job.id, attempt, node);
    await done;
    expect(states.at(-1)).toBe('completed');
  });

  it('reads events in any pieces', async () => {
    const text = ': hello\r\n\r\nid: 1\nevent: job\ndata: {"ü":\ndata: 1}\n\ndata:2\r\r';
    async function* bytes() {
      for (const byte of Buffer.from(`${text}\n`)) yield Buffer.of(byte);
    }
    const found: string[] = [];
    for await (const data of serverEvents(bytes())) found.push(data);
    expect(found).toEqual(['{"ü":\n1}', '2']);
  });
});

describe('standard input', () => {
  const inputOf = async (id: string) => {
    let text = '';
    for await (const chunk of master.deps.journals.read(`${id}.in`, 0)) text += Buffer.from(chunk);
    return text;
  };

  it('arrives once, whatever breaks', async () => {
    const job = await aJob(master, user, { stdin: 'stream' });
    async function* source() {
      for (let i = 0; i < 200; i += 1) {
        if (i % 50 === 25) proxy.cutAll();
        if (i % 20 === 0) await sleep(5);
        yield Buffer.from(`line ${i}\n`);
      }
    }
    expect(await client.putStdin(job.id, source())).toBe(true);
    const lines = Array.from({ length: 200 }, (_, i) => `line ${i}\n`);
    expect(await inputOf(job.id)).toBe(lines.join(''));
    expect(await client.stdinState(job.id)).toMatchObject({ ended: true });
  });

  it('arrives before there is more of it', async () => {
    const job = await aJob(master, user, { stdin: 'stream' });
    let more: () => void = () => {};
    async function* source() {
      yield Buffer.from('first');
      await new Promise<void>((resolve) => {
        more = resolve;
      });
    }
    const sending = client.putStdin(job.id, source());
    for (let i = 0; i < 200 && (await inputOf(job.id)) !== 'first'; i += 1) await sleep(10);
    expect(await inputOf(job.id)).toBe('first');
    more();
    expect(await sending).toBe(true);
  });

  it('is not wanted by a job that has ended', async () => {
    const job = await aJob(master, user, { stdin: 'stream' });
    await client.cancelJob(job.id);
    async function* endless() {
      for (;;) yield Buffer.from('y\n');
    }
    expect(await client.putStdin(job.id, endless())).toBe(false);
  });
});

describe('outputs', () => {
  it('are listed and fetched, over cuts, and checked', async () => {
    const job = await aJob(master, user);
    const attempt = await anAttempt(master, job.id, node);
    const content = randomBytes(8_000_000);
    const { id: blobId } = await master.deps.blobs.put(undefined, [content]);
    const { id: emptyId } = await master.deps.blobs.put(undefined, []);
    await succeed(master, job.id, attempt, node, [
      { path: 'big.bin', kind: 'file', blobId, sizeBytes: content.length, mode: 0o644 },
      { path: 'empty', kind: 'file', blobId: emptyId, sizeBytes: 0, mode: 0o644 },
    ]);
    const paths: string[] = [];
    for await (const { path } of client.outputs(job.id)) paths.push(path);
    expect(paths).toEqual(['big.bin', 'empty']);
    proxy.cutAfter(2_000_000, 'client');
    const chunks: Uint8Array[] = [];
    for await (const chunk of client.downloadOutput(job.id, 'big.bin')) chunks.push(chunk);
    expect(Buffer.concat(chunks).equals(content)).toBe(true);
    expect(proxy.cuts()).toBe(1);
    for await (const _ of client.downloadOutput(job.id, 'empty')) expect.unreachable();
    let archiveBytes = 0;
    for await (const chunk of client.downloadArchive(job.id)) archiveBytes += chunk.byteLength;
    expect(archiveBytes % 512).toBe(0);
    expect(await codeOf(client.downloadOutput(job.id, 'nothing').next())).toBe('NOT_FOUND');
  });
});
