import { randomUUID } from 'node:crypto';
import { jobId, userId } from '@runsurge/model';
import { createJob, getJob } from '@runsurge/store';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  aBlob,
  aJob,
  aNode,
  anAttempt,
  aUser,
  loseAttempt,
  succeed,
  type TestMaster,
  type TestUser,
  testMaster,
} from './fixtures.ts';

let master: TestMaster;
let user: TestUser;
beforeAll(async () => {
  master = await testMaster();
  user = await aUser(master);
});
afterAll(() => master.close());

const owner = () => userId.parse(user.id) ?? userId.create();
const ask = (method: string, path: string, more: object = {}) =>
  master.ask(method, path, { token: user.token, ...more });

describe('submitting a job', () => {
  it('queues it and wakes the scheduler', async () => {
    const before = master.wakes();
    const job = await aJob(master, user, { args: ['-n', '3'] });
    expect(job).toMatchObject({ state: 'queued', args: ['-n', '3'], script: 'x.py', attempts: [] });
    expect(master.wakes()).toBeGreaterThan(before);
  });

  it('happens once per idempotency key', async () => {
    const blob = await aBlob(master, user, 'pass');
    const json = { name: 'once', script: 'x.py', files: [{ path: 'x.py', blob }] };
    const headers = { 'idempotency-key': randomUUID() };
    const first = await ask('POST', '/api/jobs', { json, headers });
    const second = await ask('POST', '/api/jobs', { json, headers });
    expect([first.status, second.status]).toEqual([201, 200]);
    expect(second.json.id).toBe(first.json.id);
    expect(first.headers.location).toBe(`/api/jobs/${first.json.id}`);
    const list = await ask('GET', '/api/jobs?text=once');
    expect(list.json.items).toHaveLength(1);
  });

  it('is finished by a second request when the first ended in the middle', async () => {
    const { spec } = (await getJob(master.deps.db, owner(), (await aJob(master, user)).id)) ?? {};
    if (!spec) throw new Error('no job');
    const key = randomUUID();
    const half = await createJob(master.deps.db, {
      id: jobId.create(),
      user_id: owner(),
      kind: 'single',
      name: 'half',
      spec,
      idempotency_key: key,
      rerun_of: null,
      created_at: new Date(),
    });
    const blob = await aBlob(master, user, 'print(1)');
    const json = { name: 'half', script: 'x.py', files: [{ path: 'x.py', blob }] };
    const answer = await ask('POST', '/api/jobs', { json, headers: { 'idempotency-key': key } });
    expect(answer.status).toBe(200);
    expect(answer.json).toMatchObject({ id: half.job.id, state: 'queued' });
  });

  it('needs the bytes of every file from this user', async () => {
    const other = await aUser(master);
    const blob = await aBlob(master, other, 'secret');
    const json = { name: 'x', script: 'x.py', files: [{ path: 'x.py', blob }] };
    const answer = await ask('POST', '/api/jobs', { json });
    expect(answer.status).toBe(400);
    expect(answer.json.remedy).toMatch(/upload/);
  });
});

describe('bad inputs', () => {
  const blob = 'a'.repeat(64);
  const good = { name: 'x', script: 'x.py', files: [{ path: 'x.py', blob }] };
  const table: [string, string, string, unknown, string][] = [
    ['no body', 'POST', '/api/jobs', undefined, 'body'],
    ['no name', 'POST', '/api/jobs', { ...good, name: undefined }, 'name'],
    [
      'path with ..',
      'POST',
      '/api/jobs',
      { ...good, files: [{ path: '../x', blob }] },
      'files.0.path',
    ],
    [
      'NUL in a path',
      'POST',
      '/api/jobs',
      { ...good, files: [{ path: 'x\0', blob }] },
      'files.0.path',
    ],
    [
      'a short hash',
      'POST',
      '/api/jobs',
      { ...good, files: [{ path: 'x', blob: 'a' }] },
      'files.0.blob',
    ],
    ['no files', 'POST', '/api/jobs', { ...good, files: [] }, 'files'],
    ['memory of text', 'POST', '/api/jobs', { ...good, memoryBytes: '1 GB' }, 'memoryBytes'],
    ['a foreign Python', 'POST', '/api/jobs', { ...good, python: '2.7' }, 'python'],
    ['an unknown state', 'GET', '/api/jobs?state=bored', undefined, 'state'],
    ['a limit of 0', 'GET', '/api/jobs?limit=0', undefined, 'limit'],
    ['a limit of 201', 'GET', '/api/jobs?limit=201', undefined, 'limit'],
    ['no id', 'GET', '/api/jobs/1', undefined, 'id'],
    ['a negative skip', 'GET', `/api/jobs/${randomUUID()}/logs?stdout=-1`, undefined, 'stdout'],
    ['no size', 'POST', '/api/uploads', { sha256: blob }, 'sizeBytes'],
    ['too large', 'POST', '/api/uploads', { sha256: blob, sizeBytes: 2 ** 40 }, 'sizeBytes'],
    [
      'a short password',
      'POST',
      '/api/auth/register',
      { email: 'a@b.ch', password: 'x' },
      'password',
    ],
    ['no address', 'POST', '/api/auth/register', { email: 'a', password: 'x'.repeat(10) }, 'email'],
    ['no token name', 'POST', '/api/auth/tokens', { name: '' }, 'name'],
  ];
  it.each(table)('%s: 400 that names the field', async (_what, method, path, json, field) => {
    const answer = await ask(method, path, json === undefined ? {} : { json });
    expect(answer.status).toBe(400);
    expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(answer.json).toMatchObject({
      code: 'BAD_INPUT',
      status: 400,
      remedy: expect.any(String),
    });
    expect(answer.json.fields.map((found: { field: string }) => found.field)).toContain(field);
    expect(answer.json.requestId).toBe(answer.headers['x-request-id']);
  });

  it('JSON that is none, and a body of another kind', async () => {
    const type = (text: string) => ({ headers: { 'content-type': text } });
    const broken = await ask('POST', '/api/jobs', { body: '{"a', ...type('application/json') });
    expect(broken.json).toMatchObject({ code: 'BAD_INPUT', status: 400 });
    const xml = await ask('POST', '/api/jobs', { body: '<x/>', ...type('text/xml') });
    expect(xml.json).toMatchObject({ code: 'BAD_INPUT' });
    const polluted = { body: '{"__proto__":{"x":1}}', ...type('application/json') };
    expect((await ask('POST', '/api/jobs', polluted)).status).toBe(400);
  });

  it('routes that are not there', async () => {
    const answer = await ask('GET', '/api/nothing?x=1');
    expect(answer.status).toBe(404);
    expect(answer.json).toMatchObject({ code: 'NOT_FOUND', title: 'there is no GET /api/nothing' });
  });
});

describe('listing jobs', () => {
  it('goes newest first, page by page, by state and name', async () => {
    const owner = await aUser(master);
    const ids: string[] = [];
    for (let i = 0; i < 5; i += 1) ids.unshift((await aJob(master, owner, { name: `n${i}` })).id);
    const page = (query: string) => master.ask('GET', `/api/jobs?${query}`, { token: owner.token });
    const found: string[] = [];
    for (let cursor = ''; ; ) {
      const { json } = await page(`limit=2${cursor}`);
      found.push(...json.items.map((job: { id: string }) => job.id));
      if (json.nextCursor === null) break;
      cursor = `&cursor=${json.nextCursor}`;
    }
    expect(found).toEqual(ids);
    expect((await page('text=N3')).json.items).toMatchObject([{ name: 'n3' }]);
    expect((await page('state=completed')).json.items).toEqual([]);
    expect((await page('cursor=x')).status).toBe(400);
  });
});

describe('cancelling', () => {
  it('stops what runs, once', async () => {
    const node = await aNode(master, user);
    const job = await aJob(master, user);
    const attempt = await anAttempt(master, job.id, node);
    for (let i = 0; i < 2; i += 1) {
      const answer = await ask('POST', `/api/jobs/${job.id}/cancel`);
      expect(answer.json).toMatchObject({ state: 'cancelled', attempts: [{ state: 'cancelled' }] });
    }
    expect(master.stopped.filter((id) => id === attempt)).toHaveLength(1);
  });
});

describe('running again', () => {
  it('makes a new job of the same script', async () => {
    const job = await aJob(master, user, { args: ['a'], stdin: 'stream' });
    const again = await ask('POST', `/api/jobs/${job.id}/rerun`);
    expect(again.status).toBe(201);
    expect(again.json).toMatchObject({ rerunOf: job.id, args: ['a'], state: 'queued' });
  });
});

describe('the report', () => {
  it('has the attempts and times of a job that ended', async () => {
    const node = await aNode(master, user);
    const job = await aJob(master, user);
    await loseAttempt(master, job.id, await anAttempt(master, job.id, node));
    const attempt = await anAttempt(master, job.id, node);
    await succeed(master, job.id, attempt, node);
    const { json } = await ask('GET', `/api/jobs/${job.id}/report`);
    expect(json.job).toMatchObject({ state: 'completed', exit: { kind: 'code', code: 0 } });
    expect(json.attempts).toMatchObject([{ state: 'lost' }, { state: 'succeeded' }]);
    expect(json.times.totalMs).toBeGreaterThanOrEqual(json.times.runMs);
  });
});

describe('standard input', () => {
  const put = (id: string, query: string, body: string) =>
    ask('PUT', `/api/jobs/${id}/stdin?${query}`, { body });
  const inputOf = async (id: string) => {
    let text = '';
    for await (const chunk of master.deps.journals.read(`${id}.in`, 0)) text += Buffer.from(chunk);
    return text;
  };

  it('is appended by offset, however often it is sent, until its end', async () => {
    const { id } = await aJob(master, user, { stdin: 'stream' });
    expect((await put(id, 'offset=0', 'one ')).json).toEqual({ offset: 4, ended: false });
    expect((await put(id, 'offset=0', 'one two ')).json).toEqual({ offset: 8, ended: false });
    const gap = await put(id, 'offset=9', 'x');
    expect(gap.json).toMatchObject({ code: 'OFFSET_MISMATCH', offset: 8 });
    expect((await ask('GET', `/api/jobs/${id}/stdin`)).json).toEqual({ offset: 8, ended: false });
    for (let i = 0; i < 2; i += 1) {
      const end = await put(id, 'offset=8&end=true', 'three');
      expect(end.json).toEqual({ offset: 13, ended: true });
    }
    expect((await put(id, 'offset=13', 'more')).json.code).toBe('WRONG_STATE');
    expect(await inputOf(id)).toBe('one two three');
    expect(master.deps.endedInputs.has(id)).toBe(true);
  });

  it('ends without any bytes', async () => {
    const { id } = await aJob(master, user, { stdin: 'stream' });
    expect((await put(id, 'offset=0&end=true', '')).json).toEqual({ offset: 0, ended: true });
  });

  it('is refused by a job without, and by one that ended', async () => {
    const without = await aJob(master, user);
    expect((await put(without.id, 'offset=0', 'x')).json.code).toBe('WRONG_STATE');
    const { id } = await aJob(master, user, { stdin: 'stream' });
    await ask('POST', `/api/jobs/${id}/cancel`);
    expect((await put(id, 'offset=0', 'x')).json.code).toBe('WRONG_STATE');
  });
});
