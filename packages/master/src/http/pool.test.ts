import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OpenApi } from './docs-page.ts';
import {
  aJob,
  aNode,
  anAttempt,
  aUser,
  type TestMaster,
  type TestUser,
  testMaster,
} from './fixtures.ts';

let master: TestMaster;
let operator: TestUser;
let user: TestUser;
beforeAll(async () => {
  master = await testMaster();
  operator = await aUser(master);
  user = await aUser(master);
});
afterAll(() => master.close());

describe('anybody', () => {
  it('learns what is needed to trust and reach the pool', async () => {
    const { json, headers } = await master.ask('GET', '/api/pool');
    expect(json).toMatchObject({
      name: 'runsurge',
      caCertificate: master.ca,
      caFingerprint: master.deps.ca.fingerprint,
      registration: 'open',
    });
    expect(headers).toMatchObject({ 'cache-control': 'no-store', 'x-frame-options': 'DENY' });
  });

  it('sees statistics and health', async () => {
    await aNode(master, user);
    await aJob(master, user);
    const { json } = await master.ask('GET', '/api/statistics');
    expect(json).toMatchObject({ nodesOnline: 1, slots: 4, slotsFree: 1, jobsQueued: 1 });
    expect((await master.ask('GET', '/api/health')).json).toMatchObject({ state: 'ok' });
  });

  it('gets metrics on the same machine, unless logged in as no operator', async () => {
    const local = await master.ask('GET', '/api/metrics');
    expect(local.text).toContain('runsurge_http_request_seconds_count');
    expect(local.headers['content-type']).toMatch(/^text\/plain/);
    expect((await master.ask('GET', '/api/metrics', { token: user.token })).status).toBe(403);
    expect((await master.ask('GET', '/api/metrics', { token: operator.token })).status).toBe(200);
  });
});

describe('nodes', () => {
  it('of everybody are for operators', async () => {
    const all = (token: string) => master.ask('GET', '/api/nodes?all=true', { token });
    expect((await all(user.token)).status).toBe(403);
    expect((await all(operator.token)).json.items.length).toBeGreaterThan(0);
  });

  it('are retired for good, and their work goes elsewhere', async () => {
    const node = await aNode(master, user);
    const job = await aJob(master, user);
    const attempt = await anAttempt(master, job.id, node);
    const path = `/api/nodes/${node}`;
    expect((await master.ask('GET', path, { token: operator.token })).status).toBe(200);
    expect((await master.ask('POST', `${path}/retire`, { token: operator.token })).status).toBe(
      404,
    );
    for (let i = 0; i < 2; i += 1) {
      const answer = await master.ask('POST', `${path}/retire`, { token: user.token });
      expect(answer.json).toMatchObject({ state: 'retired', freeSlots: 0, attempts: { lost: 1 } });
    }
    expect(master.stopped).toContain(attempt);
    const after = await master.ask('GET', `/api/jobs/${job.id}`, { token: user.token });
    expect(after.json.state).toBe('queued');
  });
});

describe('the API document', () => {
  it('has a summary, an answer and the problem for every route', async () => {
    const { json } = await master.ask('GET', '/api/openapi.json');
    expect(json.openapi).toBe('3.1.0');
    const operations = Object.entries(json.paths as OpenApi['paths']).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({
        name: `${method} ${path}`,
        operation,
      })),
    );
    expect(operations.length).toBeGreaterThan(35);
    for (const { name, operation } of operations) {
      expect([name, operation.summary]).toEqual([name, expect.stringMatching(/^[A-Z0-9]/)]);
      const answers = Object.keys(operation.responses ?? {});
      expect([name, answers]).toEqual([name, expect.arrayContaining(['default'])]);
      const good = answers.find((status) => status.startsWith('2'));
      const content = operation.responses?.[good ?? '']?.content ?? {};
      const schema = Object.values(content)[0]?.schema;
      expect([name, schema]).toEqual([name, expect.anything()]);
      const names = [...name.matchAll(/\{(\w+)\}/g)].map(([, parameter]) => parameter);
      const declared = (operation.parameters ?? []).map((parameter) => parameter.name);
      expect([name, declared]).toEqual([name, expect.arrayContaining(names)]);
    }
    const patch = json.paths['/api/uploads/{id}'].patch;
    expect(patch.requestBody.content).toHaveProperty('application/octet-stream');
    expect(json.paths['/api/jobs'].post.security).toHaveLength(2);
    expect(json.paths['/api/pool'].get.security).toBeUndefined();
    expect(JSON.stringify(json)).not.toContain('"$schema"');
  });

  it('is readable as a page without scripts', async () => {
    const { text, headers } = await master.ask('GET', '/api/docs');
    expect(headers['content-type']).toMatch(/^text\/html/);
    expect(text).toContain('/api/jobs/{id}/logs');
    expect(text).not.toContain('<script');
    expect(headers['content-security-policy']).toMatch(/^default-src 'none'/);
  });
});
