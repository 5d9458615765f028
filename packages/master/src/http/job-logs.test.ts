import { request as httpsRequest } from 'node:https';
import { makeRecordDecoder } from '@runsurge/blobs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  aJob,
  aNode,
  anAttempt,
  aUser,
  loseAttempt,
  print,
  succeed,
  type TestMaster,
  type TestUser,
  testMaster,
} from './fixtures.ts';

let master: TestMaster;
let user: TestUser;
let node: Awaited<ReturnType<typeof aNode>>;
let job: Awaited<ReturnType<typeof aJob>>;
beforeAll(async () => {
  master = await testMaster();
  user = await aUser(master);
  node = await aNode(master, user);
});
beforeEach(async () => {
  job = await aJob(master, user);
});
afterAll(() => master.close());

const read = async (query = '') =>
  (await master.ask('GET', `/api/jobs/${job.id}/logs?${query}`, { token: user.token })).bytes;
const both = (bytes: Uint8Array) =>
  makeRecordDecoder()
    .push(bytes)
    .map(({ stream, bytes: piece }) => `${stream}:${Buffer.from(piece)}`);

/** Reads as it comes; `until` resolves when the text has arrived. */
function follow(query = 'stream=stdout') {
  const state = { text: '', ended: false, broken: false };
  const request = httpsRequest(
    `${master.url}/api/jobs/${job.id}/logs?follow=true&${query}`,
    { ca: master.ca, agent: false, headers: { authorization: `Bearer ${user.token}` } },
    (response) => {
      response.on('data', (chunk) => {
        state.text += chunk;
      });
      response.on('end', () => {
        state.ended = true;
      });
      response.on('error', () => {
        state.broken = true;
      });
    },
  );
  request.on('error', () => {
    state.broken = true;
  });
  request.end();
  const until = async (done: () => boolean) => {
    for (let i = 0; i < 500 && !done(); i += 1) await new Promise((r) => setTimeout(r, 10));
    expect(done()).toBe(true);
  };
  return { state, until, cut: () => request.destroy() };
}

describe('the log of a job', () => {
  it('is empty before anything was printed', async () => {
    expect((await read()).length).toBe(0);
  });

  it('holds both streams in order, or one of them', async () => {
    const attempt = await anAttempt(master, job.id, node);
    await print(master, attempt, 'one ');
    await print(master, attempt, 'warning ', 'stderr');
    await print(master, attempt, 'two');
    expect(both(await read())).toEqual(['stdout:one ', 'stderr:warning ', 'stdout:two']);
    expect((await read('stream=stdout')).toString()).toBe('one two');
    expect((await read('stream=stderr')).toString()).toBe('warning ');
  });

  it('leaves out what the reader has seen, per stream', async () => {
    const attempt = await anAttempt(master, job.id, node);
    await print(master, attempt, 'one ');
    await print(master, attempt, 'warning', 'stderr');
    await print(master, attempt, 'two');
    expect(both(await read('stdout=2&stderr=7'))).toEqual(['stdout:e ', 'stdout:two']);
    expect((await read('stream=stdout&stdout=5&stderr=3')).toString()).toBe('wo');
    expect((await read('stdout=100&stderr=100')).length).toBe(0);
  });

  it('is that of the newest attempt with output, until one succeeds', async () => {
    const first = await anAttempt(master, job.id, node);
    await print(master, first, 'first');
    await loseAttempt(master, job.id, first);
    const second = await anAttempt(master, job.id, node);
    expect((await read('stream=stdout')).toString()).toBe('first');
    await print(master, second, 'second');
    expect((await read('stream=stdout')).toString()).toBe('second');
  });
});

describe('following a log', () => {
  it('answers at once, sends what comes, and ends with the job', async () => {
    const { state, until } = follow();
    const attempt = await anAttempt(master, job.id, node);
    await print(master, attempt, 'one ');
    await until(() => state.text === 'one ');
    await print(master, attempt, 'two ');
    await until(() => state.text === 'one two ');
    await print(master, attempt, 'three');
    await succeed(master, job.id, attempt, node);
    await until(() => state.ended);
    expect(state).toEqual({ text: 'one two three', ended: true, broken: false });
  });

  it('goes on in the next attempt where it was, without repeating', async () => {
    const { state, until } = follow();
    const first = await anAttempt(master, job.id, node);
    await print(master, first, 'one two ');
    await until(() => state.text === 'one two ');
    await loseAttempt(master, job.id, first);
    const second = await anAttempt(master, job.id, node);
    await print(master, second, 'one ');
    await print(master, second, 'two three ');
    await until(() => state.text === 'one two three ');
    await loseAttempt(master, job.id, second);
    const third = await anAttempt(master, job.id, node);
    await print(master, third, 'one two three four');
    await succeed(master, job.id, third, node);
    await until(() => state.ended);
    expect(state.text).toBe('one two three four');
  });

  it('counts the skipped bytes over attempts too', async () => {
    const first = await anAttempt(master, job.id, node);
    await print(master, first, 'one ');
    const { state, until } = follow('stream=stdout&stdout=2');
    await until(() => state.text === 'e ');
    await loseAttempt(master, job.id, first);
    const second = await anAttempt(master, job.id, node);
    await print(master, second, 'one two');
    await succeed(master, job.id, second, node);
    await until(() => state.ended);
    expect(state.text).toBe('e two');
  });

  it('ends for a job that has ended, with all of its output', async () => {
    const attempt = await anAttempt(master, job.id, node);
    await print(master, attempt, 'all');
    await succeed(master, job.id, attempt, node);
    expect((await read('follow=true&stream=stdout')).toString()).toBe('all');
  });

  it('ends when the job is cancelled before it ran', async () => {
    const { state, until } = follow();
    await new Promise((resolve) => setTimeout(resolve, 50));
    await master.ask('POST', `/api/jobs/${job.id}/cancel`, { token: user.token });
    await until(() => state.ended);
    expect(state.text).toBe('');
  });

  it('serves many at once, and one that leaves stops nobody else', async () => {
    const attempt = await anAttempt(master, job.id, node);
    const all = Array.from({ length: 20 }, () => follow());
    await print(master, attempt, 'one ');
    for (const { state, until } of all) await until(() => state.text === 'one ');
    for (const { cut } of all.slice(0, 10)) cut();
    await print(master, attempt, 'two');
    for (const { state, until } of all.slice(10)) await until(() => state.text === 'one two');
    await succeed(master, job.id, attempt, node);
    for (const { state, until } of all.slice(10)) await until(() => state.ended);
  });

  it('survives a database that is away for a moment', async () => {
    const { db } = master.deps;
    const attempt = await anAttempt(master, job.id, node);
    const { state, until } = follow();
    await print(master, attempt, 'one ');
    await until(() => state.text === 'one ');
    const { query } = db;
    let refused = 0;
    const { AppError } = await import('@runsurge/model');
    Object.assign(db, {
      query: async () => {
        refused += 1;
        throw new AppError('UNAVAILABLE', 'the database cannot be reached');
      },
    });
    master.deps.changes.stateOf(job.id);
    await until(() => refused > 1);
    const health = await master.ask('GET', '/api/health');
    expect(health.status).toBe(503);
    expect(health.json).toMatchObject({ state: 'degraded', database: 'unreachable' });
    const refusedJob = await master.ask('GET', `/api/jobs/${job.id}`, { token: user.token });
    expect(refusedJob.json).toMatchObject({ code: 'UNAVAILABLE', status: 503 });
    Object.assign(db, { query });
    await print(master, attempt, 'two');
    await succeed(master, job.id, attempt, node);
    await until(() => state.ended);
    expect(state.text).toBe('one two');
  });

  it('breaks, and does not end, when the master stops', async () => {
    const attempt = await anAttempt(master, job.id, node);
    const { state, until } = follow();
    await print(master, attempt, 'one');
    await until(() => state.text === 'one');
    await master.restart();
    await until(() => state.broken);
    expect(state.ended).toBe(false);
  });
});
