import { AppError } from '@runsurge/model';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { manualClock, systemClock } from './clock.ts';
import { retry } from './retry.ts';

const live = new AbortController().signal;
const unavailable = new AppError('UNAVAILABLE', 'later');

function failing(times: number, error: unknown = unavailable) {
  return async (attempt: number) => {
    if (attempt <= times) throw error;
    return attempt;
  };
}

/** Notes the delays instead of waiting for them. */
function aHurriedClock() {
  const delays: number[] = [];
  let nowMs = 0;
  const sleep = async (ms: number) => {
    delays.push(ms);
    nowMs += ms;
  };
  return { delays, now: () => nowMs, sleep };
}

describe('retry', () => {
  it('gives the first success', async () => {
    const clock = aHurriedClock();
    const options = { attempts: 5, signal: live, clock, random: () => 0.5 };
    expect(await retry(failing(2), options)).toBe(3);
    expect(clock.delays).toEqual([50, 100]);
  });

  it('gives up after its attempts, with the last failure', async () => {
    const options = { attempts: 3, signal: live, clock: aHurriedClock(), random: () => 0 };
    await expect(retry(failing(3), options)).rejects.toBe(unavailable);
  });

  it('does not try again what cannot work', async () => {
    const clock = aHurriedClock();
    const options = { attempts: 3, signal: live, clock, random: () => 0 };
    const refused = new AppError('FORBIDDEN', 'no');
    await expect(retry(failing(1, refused), options)).rejects.toBe(refused);
    const all = { ...options, isRetryable: () => true };
    expect(await retry(failing(1, refused), all)).toBe(2);
  });

  it('never waits longer than the cap, nor beyond the deadline', () =>
    fc.assert(
      fc.asyncProperty(fc.double({ min: 0, max: 0.999, noNaN: true }), async (jitter) => {
        const clock = aHurriedClock();
        const options = { deadlineMs: 5_000, maxMs: 700, signal: live, clock };
        const endless = retry(failing(40), { ...options, attempts: 40, random: () => jitter });
        await expect(endless).rejects.toBe(unavailable);
        expect(Math.max(0, ...clock.delays)).toBeLessThanOrEqual(700);
        expect(clock.now()).toBeLessThanOrEqual(5_000);
      }),
    ));

  it('ends at once when it is cancelled while waiting', async () => {
    const stop = new AbortController();
    const clock = manualClock();
    const options = { attempts: 9, signal: stop.signal, clock, random: () => 0.9 };
    const retrying = retry(failing(9), options);
    await clock.advance(1);
    stop.abort(new Error('enough'));
    await expect(retrying).rejects.toThrow('enough');
    expect(clock.pending()).toBe(0);
    await expect(retry(failing(0), { ...options, clock: systemClock })).rejects.toThrow('enough');
  });
});
