import { once } from 'node:events';
import { request as httpsRequest } from 'node:https';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aBlob, aUser, sha256, type TestMaster, type TestUser, testMaster } from './fixtures.ts';

let master: TestMaster;
let user: TestUser;
beforeAll(async () => {
  master = await testMaster();
  user = await aUser(master);
});
afterAll(() => master.close());

const begin = (content: Buffer, who = user) =>
  master.ask('POST', '/api/uploads', {
    token: who.token,
    json: { sha256: sha256(content), sizeBytes: content.length },
  });
const send = (id: string, offset: number, body: Buffer, who = user) =>
  master.ask('PATCH', `/api/uploads/${id}`, {
    token: who.token,
    body,
    headers: { 'upload-offset': offset },
  });
const stateOf = (id: string, who = user) =>
  master.ask('GET', `/api/uploads/${id}`, { token: who.token });
const random = (size: number) => {
  const bytes = Buffer.alloc(size);
  for (let i = 0; i < size; i += 1) bytes[i] = Math.floor(Math.random() * 256);
  return bytes;
};

/** Announces the whole rest, sends a part of it, and cuts the connection. */
async function sendAndCut(id: string, content: Buffer, from: number, to: number) {
  const request = httpsRequest(`${master.url}/api/uploads/${id}`, {
    ca: master.ca,
    method: 'PATCH',
    agent: false,
    headers: {
      authorization: `Bearer ${user.token}`,
      'content-type': 'application/octet-stream',
      'content-length': content.length - from,
      'upload-offset': from,
    },
  });
  request.on('error', () => {});
  request.write(content.subarray(from, to));
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    if ((await stateOf(id)).json.offset >= to) break;
  }
  const closed = new Promise((resolve) => request.once('close', resolve));
  request.destroy();
  await closed;
}

describe('an upload', () => {
  it('goes in pieces, and is a blob of its owner in the end', async () => {
    const content = random(300_000);
    const { json } = await begin(content);
    expect(json).toMatchObject({ offset: 0, state: 'uploading', sizeBytes: 300_000 });
    const half = await send(json.id, 0, content.subarray(0, 200_000));
    expect(half.json).toMatchObject({ offset: 200_000, state: 'uploading' });
    expect(half.headers['upload-offset']).toBe('200000');
    const done = await send(json.id, 200_000, content.subarray(200_000));
    expect(done.json).toMatchObject({ id: null, state: 'stored', offset: 300_000 });
    expect((await begin(content)).json).toMatchObject({ id: null, state: 'stored' });
    expect((await stateOf(json.id)).status).toBe(404);
  });

  it('goes on where a cut connection left it', async () => {
    const content = random(400_000);
    const { id } = (await begin(content)).json;
    await sendAndCut(id, content, 0, 150_000);
    const again = (await begin(content)).json;
    expect(again).toMatchObject({ id, offset: 150_000 });
    const rest = await send(id, again.offset, content.subarray(again.offset));
    expect(rest.json.state).toBe('stored');
  });

  it('lets a second connection take over from one that hangs', async () => {
    const content = random(400_000);
    const { id } = (await begin(content)).json;
    const hanging = httpsRequest(`${master.url}/api/uploads/${id}`, {
      ca: master.ca,
      method: 'PATCH',
      agent: false,
      headers: {
        authorization: `Bearer ${user.token}`,
        'content-type': 'application/octet-stream',
        'content-length': content.length,
        'upload-offset': 0,
      },
    });
    const broken = once(hanging, 'error');
    hanging.write(content.subarray(0, 100_000));
    while ((await stateOf(id)).json.offset < 100_000) await new Promise((r) => setTimeout(r, 10));
    const rest = await send(id, 100_000, content.subarray(100_000));
    expect(rest.json).toMatchObject({ state: 'stored' });
    await broken;
  });

  it('says where to go on when the offset is wrong', async () => {
    const content = random(1000);
    const { id } = (await begin(content)).json;
    await send(id, 0, content.subarray(0, 400));
    for (const wrong of [0, 399, 401, 1000]) {
      const answer = await send(id, wrong, content.subarray(wrong));
      expect(answer.status).toBe(409);
      expect(answer.json).toMatchObject({ code: 'OFFSET_MISMATCH', offset: 400 });
      expect(answer.headers['upload-offset']).toBe('400');
    }
  });

  it('refuses other bytes than announced, and begins anew', async () => {
    const content = random(1000);
    const { id } = (await begin(content)).json;
    const answer = await send(id, 0, random(1000));
    expect(answer.status).toBe(422);
    expect(answer.json.code).toBe('HASH_MISMATCH');
    expect((await stateOf(id)).json.offset).toBe(0);
    expect((await send(id, 0, content)).json.state).toBe('stored');
  });

  it('takes no more bytes than announced', async () => {
    const content = random(1000);
    const { id } = (await begin(content)).json;
    expect((await send(id, 0, Buffer.concat([content, content]))).status).toBe(413);
  });

  it('of nothing is stored at once', async () => {
    expect((await begin(Buffer.alloc(0))).json).toMatchObject({ id: null, state: 'stored' });
  });

  it('does not tell that somebody else has the bytes', async () => {
    const content = random(1000);
    await aBlob(master, user, content);
    const stranger = await aUser(master);
    expect((await begin(content, stranger)).json).toMatchObject({ offset: 0, state: 'uploading' });
  });

  it('is nobody else’s business', async () => {
    const content = random(1000);
    const { id } = (await begin(content)).json;
    const stranger = await aUser(master);
    const path = `/api/uploads/${id}`;
    expect((await stateOf(id, stranger)).status).toBe(404);
    expect((await send(id, 0, content, stranger)).status).toBe(404);
    expect((await master.ask('DELETE', path, { token: stranger.token })).status).toBe(404);
    expect((await master.ask('DELETE', path, { token: user.token })).status).toBe(200);
    expect((await stateOf(id)).status).toBe(404);
  });
});

describe('a small blob', () => {
  const put = (path: string, body: Buffer) =>
    master.ask('PUT', `/api/blobs/${path}`, { token: user.token, body });

  it('is stored by one request, any number of times', async () => {
    const content = random(5000);
    for (let i = 0; i < 2; i += 1) {
      const answer = await put(sha256(content), content);
      expect(answer.json).toEqual({ sha256: sha256(content), sizeBytes: 5000 });
    }
    expect((await begin(content)).json.state).toBe('stored');
  });

  it('is refused when its bytes are others, or too many', async () => {
    expect((await put(sha256('other'), random(10))).status).toBe(422);
    const large = Buffer.alloc(16 * 1024 ** 2 + 1);
    const answer = await put(sha256(large), large);
    expect(answer.status).toBe(413);
    expect(answer.json.remedy).toMatch(/uploads/);
  });
});

describe('a full disk', () => {
  it('is 507 with what to do', async () => {
    const full = await testMaster();
    try {
      const { blobs } = full.deps;
      Object.assign(full.deps.blobs, {
        put: async () => {
          throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
        },
      });
      expect(blobs).toBe(full.deps.blobs);
      const owner = await aUser(full);
      const answer = await full.ask('PUT', `/api/blobs/${sha256('x')}`, {
        token: owner.token,
        body: 'x',
      });
      expect(answer.status).toBe(507);
      expect(answer.json).toMatchObject({ code: 'DISK_FULL', remedy: expect.any(String) });
    } finally {
      await full.close();
    }
  });
});
