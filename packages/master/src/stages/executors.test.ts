import { attemptId, jobId, userId } from '@runsurge/model';
import { describe, expect, it } from 'vitest';
import { type Executor, missingExecutors, whoToDrain } from './executors.ts';

describe('how many executors a job wants', () => {
  const wish = { unfinished: 0, workers: null, have: 0, failures: 0, lasting: true };
  it.each([
    ['one before there is work', {}, 1],
    ['none for a driver that has only started', { lasting: false }, 0],
    ['as many as there are tasks', { unfinished: 5 }, 5],
    ['no more than it has already', { unfinished: 5, have: 6 }, 0],
    ['one slot fewer than it may hold, which its driver has', { unfinished: 5, workers: 3 }, 2],
    ['none when its driver is all it may have', { unfinished: 5, workers: 1 }, 0],
    ['none when they fail again and again', { unfinished: 5, failures: 3 }, 0],
  ])('%s', (_, more, wanted) => {
    expect(missingExecutors({ ...wish, ...more })).toBe(wanted);
  });
});

describe('who goes when others need room', () => {
  const anExecutor = (state: Executor['state']): Executor => ({
    session: undefined as unknown as Executor['session'], // not looked at
    attempt: attemptId.create(),
    jobId: jobId.create(),
    userId: userId.create(),
    blobs: new Map(),
    state,
  });
  const busy = anExecutor('ready');
  const idle = anExecutor('ready');
  const isIdle = (executor: Executor) => executor === idle;

  it('are the idle ones first', () => {
    expect(whoToDrain([busy, idle], 1, isIdle)).toEqual([idle]);
    expect(whoToDrain([busy, idle], 5, isIdle)).toEqual([idle, busy]);
  });

  it('are fewer when some are leaving', () => {
    expect(whoToDrain([busy, anExecutor('draining')], 1, isIdle)).toEqual([]);
    expect(whoToDrain([busy, anExecutor('ending')], 2, isIdle)).toEqual([busy]);
  });
});
