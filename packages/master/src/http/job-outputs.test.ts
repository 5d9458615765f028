import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  aJob,
  aNode,
  anAttempt,
  aUser,
  sha256,
  succeed,
  type TestMaster,
  testMaster,
} from './fixtures.ts';

const deep = `${'d'.repeat(60)}/${'e'.repeat(60)}/file.txt`;
const files: Record<string, string> = {
  'a.txt': 'hello world',
  'b/ü "quoted".csv': '1,2\n',
  'empty.bin': '',
  [deep]: 'x'.repeat(1000),
};
let master: TestMaster;
let token = '';
let path = '';
beforeAll(async () => {
  master = await testMaster();
  const user = await aUser(master);
  token = user.token;
  const node = await aNode(master, user);
  const job = await aJob(master, user);
  const attempt = await anAttempt(master, job.id, node);
  const outputs = [];
  for (const [name, text] of Object.entries(files)) {
    const { id, sizeBytes } = await master.deps.blobs.put(undefined, [Buffer.from(text)]);
    outputs.push({ path: name, kind: 'file', blobId: id, sizeBytes, mode: 0o644 } as const);
  }
  outputs.push({
    path: 'made',
    kind: 'directory',
    blobId: null,
    sizeBytes: 0,
    mode: 0o755,
  } as const);
  await succeed(master, job.id, attempt, node, outputs);
  path = `/api/jobs/${job.id}/outputs`;
});
afterAll(() => master.close());

const get = (rest: string, headers = {}) => master.ask('GET', path + rest, { token, headers });
const file = (name: string, headers = {}) => get(`/file?path=${encodeURIComponent(name)}`, headers);

describe('the outputs of a job', () => {
  it('are listed by path, page by page', async () => {
    const found: string[] = [];
    for (let cursor = ''; ; ) {
      const { json } = await get(`?limit=2${cursor}`);
      found.push(...json.items.map((item: { path: string }) => item.path));
      if (json.nextCursor === null) break;
      cursor = `&cursor=${encodeURIComponent(json.nextCursor)}`;
    }
    expect(found).toEqual([...Object.keys(files), 'made'].sort());
  });

  it('are fetched whole, under a harmless name', async () => {
    for (const [name, text] of Object.entries(files)) {
      const answer = await file(name);
      expect(answer.text).toBe(text);
      expect(answer.headers.etag).toBe(`"${sha256(text)}"`);
      expect(answer.headers['x-content-type-options']).toBe('nosniff');
      expect(answer.headers['content-disposition']).toMatch(/^attachment; filename="/);
    }
    const odd = await file('b/ü "quoted".csv');
    expect(odd.headers['content-disposition']).toBe(
      `attachment; filename="_ _quoted_.csv"; filename*=UTF-8''%C3%BC%20_quoted_.csv`,
    );
  });

  it('are fetched in part, or not at all when known', async () => {
    const part = await file('a.txt', { range: 'bytes=6-' });
    expect([part.status, part.text]).toEqual([206, 'world']);
    expect(part.headers['content-range']).toBe('bytes 6-10/11');
    expect((await file('a.txt', { range: 'bytes=-5' })).text).toBe('world');
    expect((await file('a.txt', { range: 'bytes=11-' })).status).toBe(416);
    const etag = `"${sha256('hello world')}"`;
    expect((await file('a.txt', { 'if-none-match': etag })).status).toBe(304);
    const stale = await file('a.txt', { range: 'bytes=6-', 'if-range': '"old"' });
    expect([stale.status, stale.text]).toEqual([200, 'hello world']);
  });

  it('that are none are 404', async () => {
    for (const name of ['nothing', 'made', '../a.txt', '/etc/passwd']) {
      expect((await file(name)).status).toBe(404);
    }
  });

  it('come together as an archive that tar reads', async () => {
    const { bytes, headers } = await get('/archive');
    expect(headers['content-type']).toBe('application/x-tar');
    const list = execFileSync('tar', ['-tf', '-', '--quoting-style=literal'], { input: bytes });
    const names = list.toString().trim().split('\n');
    expect(names.sort()).toEqual([...Object.keys(files), 'made/'].sort());
    const content = execFileSync('tar', ['-xOf', '-', deep], { input: bytes });
    expect(content.toString()).toBe(files[deep]);
  });
});
