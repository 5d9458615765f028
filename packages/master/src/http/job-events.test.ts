import { request as httpsRequest } from 'node:https';
import type { JobEvent } from '@runsurge/protocol/rest';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
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

function listen() {
  const events: (JobEvent & { id: number })[] = [];
  const state = { ended: false, type: '' };
  let rest = '';
  const request = httpsRequest(
    `${master.url}/api/jobs/${job.id}/events`,
    { ca: master.ca, agent: false, headers: { authorization: `Bearer ${user.token}` } },
    (response) => {
      state.type = response.headers['content-type'] ?? '';
      response.on('data', (chunk) => {
        const frames = (rest + chunk).split('\n\n');
        rest = frames.pop() ?? '';
        for (const frame of frames) {
          const [, id, kind, data] = /^id: (\d+)\nevent: (\w+)\ndata: (.*)$/.exec(frame) ?? [];
          const event = JSON.parse(data ?? '');
          expect(event.kind).toBe(kind);
          events.push({ ...event, id: Number(id) });
        }
      });
      response.on('end', () => {
        state.ended = true;
      });
      response.on('error', () => {});
    },
  );
  request.on('error', () => {});
  request.end();
  const until = async (done: () => boolean) => {
    for (let i = 0; i < 500 && !done(); i += 1) await new Promise((r) => setTimeout(r, 10));
    expect(done()).toBe(true);
  };
  const states = () => events.flatMap((event) => (event.kind === 'job' ? [event.job.state] : []));
  return { events, state, until, states, cut: () => request.destroy() };
}

describe('the events of a job', () => {
  it('begin with its present state and end with its last', async () => {
    const { events, state, until, states } = listen();
    await until(() => states().includes('queued'));
    expect(state.type).toMatch(/^text\/event-stream/);
    const attempt = await anAttempt(master, job.id, node);
    await until(() => states().includes('running'));
    await succeed(master, job.id, attempt, node);
    await until(() => state.ended);
    expect(states()).toEqual(['queued', 'running', 'completed']);
    const attempts = events.flatMap((event) =>
      event.kind === 'attempt' ? [event.attempt.state] : [],
    );
    expect(attempts).toEqual(['assigned', 'succeeded']);
    expect(events.at(-1)?.kind).toBe('job');
    expect(events.map(({ id }) => id)).toEqual(events.map((_, i) => i + 1));
  });

  it('are the present state again for a client that comes back', async () => {
    const first = listen();
    const lost = await anAttempt(master, job.id, node);
    await first.until(() => first.states().includes('running'));
    first.cut();
    await loseAttempt(master, job.id, lost);
    const second = listen();
    await second.until(() => second.states().includes('queued'));
    expect(second.events[0]).toMatchObject({ kind: 'attempt', attempt: { state: 'lost' } });
  });

  it('do not repeat what did not change, and merge samples', async () => {
    const attempt = await anAttempt(master, job.id, node);
    const { events, state, until, states } = listen();
    await until(() => states().includes('running'));
    const { changes } = master.deps;
    for (let i = 0; i < 50; i += 1) changes.stateOf(job.id);
    for (let i = 0; i < 200; i += 1) {
      changes.sampleOf(job.id, { attemptId: attempt, rssBytes: i, cpuMs: i, atMs: i });
    }
    await succeed(master, job.id, attempt, node);
    await until(() => state.ended);
    expect(states()).toEqual(['running', 'completed']);
    expect(events.filter(({ kind }) => kind === 'sample').length).toBeLessThan(10);
  });

  it('are over at once for a job that has ended', async () => {
    await master.ask('POST', `/api/jobs/${job.id}/cancel`, { token: user.token });
    const { state, until, states } = listen();
    await until(() => state.ended);
    expect(states()).toEqual(['cancelled']);
  });
});
