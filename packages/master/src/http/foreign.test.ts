import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  aJob,
  aNode,
  anAttempt,
  aUser,
  print,
  sha256,
  succeed,
  type TestMaster,
  testMaster,
} from './fixtures.ts';

let master: TestMaster;
let jobId = '';
let nodeId = '';
let owner = '';
let stranger = '';
beforeAll(async () => {
  master = await testMaster();
  // The first account operates the pool, and may see more.
  await aUser(master);
  const user = await aUser(master);
  owner = user.token;
  stranger = (await aUser(master)).token;
  const node = await aNode(master, user);
  const job = await aJob(master, user);
  const attempt = await anAttempt(master, job.id, node);
  await print(master, attempt, 'secret');
  const bytes = Buffer.from('secret');
  const { id: blobId } = await master.deps.blobs.put(undefined, [bytes]);
  const file = { path: 'out.txt', kind: 'file', blobId, sizeBytes: 6, mode: 0o644 } as const;
  await succeed(master, job.id, attempt, node, [file]);
  jobId = job.id;
  nodeId = node;
});
afterAll(() => master.close());

const routes: [string, string][] = [
  ['GET', '/api/jobs/JOB'],
  ['GET', '/api/jobs/JOB/report'],
  ['GET', '/api/jobs/JOB/plan'],
  ['GET', '/api/jobs/JOB/stages'],
  ['GET', '/api/jobs/JOB/attempts'],
  ['GET', '/api/jobs/JOB/events'],
  ['GET', '/api/jobs/JOB/logs'],
  ['GET', '/api/jobs/JOB/logs?follow=true'],
  ['GET', '/api/jobs/JOB/outputs'],
  ['GET', '/api/jobs/JOB/outputs/file?path=out.txt'],
  ['GET', '/api/jobs/JOB/outputs/archive'],
  ['GET', '/api/jobs/JOB/stdin'],
  ['PUT', '/api/jobs/JOB/stdin?offset=0'],
  ['POST', '/api/jobs/JOB/stdin?offset=0'],
  ['POST', '/api/jobs/JOB/cancel'],
  ['POST', '/api/jobs/JOB/rerun'],
  ['GET', '/api/nodes/NODE'],
  ['POST', '/api/nodes/NODE/retire'],
];
const pathOf = (path: string) => path.replace('JOB', jobId).replace('NODE', nodeId);

describe('a foreign resource', () => {
  it.each(routes)('is not there: %s %s', async (method, path) => {
    const answer = await master.ask(method, pathOf(path), { token: stranger });
    expect(answer.status).toBe(404);
    expect(answer.json.code).toBe('NOT_FOUND');
    expect(answer.text).not.toContain('secret');
  });

  it.each(routes)('needs a login at all: %s %s', async (method, path) => {
    const answer = await master.ask(method, pathOf(path));
    expect(answer.status).toBe(401);
    expect(answer.headers['www-authenticate']).toBe('Bearer');
  });

  it('is in no list', async () => {
    for (const path of ['/api/jobs', '/api/nodes']) {
      expect((await master.ask('GET', path, { token: stranger })).json.items).toEqual([]);
      expect((await master.ask('GET', path, { token: owner })).json.items).toHaveLength(1);
    }
  });

  it('is there for its owner', async () => {
    for (const [method, path] of routes.filter(([method]) => method === 'GET')) {
      const answer = await master.ask(method, pathOf(path), { token: owner });
      expect([path, answer.status]).toEqual([path, 200]);
    }
  });

  it('cannot be named in a job', async () => {
    const json = { name: 'x', script: 'x', files: [{ path: 'x', blob: sha256('secret') }] };
    expect((await master.ask('POST', '/api/jobs', { token: stranger, json })).status).toBe(400);
  });
});
