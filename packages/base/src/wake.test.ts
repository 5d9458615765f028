import { describe, expect, it } from 'vitest';
import { manualClock } from './clock.ts';
import { latestTimer, makeWake } from './wake.ts';

const live = new AbortController().signal;

describe('a wake', () => {
  it('that comes during work makes the next wait return at once, and only that one', async () => {
    const { wake, wait } = makeWake();
    wake();
    wake();
    await wait(live);
    let returned = false;
    const second = wait(live).then(() => {
      returned = true;
    });
    await new Promise(setImmediate);
    expect(returned).toBe(false);
    wake();
    await second;
  });

  it('ends all waits that are under way', async () => {
    const { wake, wait } = makeWake();
    const waits = [wait(live), wait(live)];
    wake();
    await Promise.all(waits);
  });

  it('is not swallowed by a wait that was cancelled', async () => {
    const { wake, wait } = makeWake();
    const stop = new AbortController();
    const cancelled = wait(stop.signal);
    stop.abort(new Error('gone'));
    await expect(cancelled).rejects.toThrow('gone');
    wake();
    await expect(wait(stop.signal)).rejects.toThrow('gone');
    await wait(live);
  });
});

describe('a timer for the earliest moment', () => {
  it('forgets later ones and can be set again after it fired', async () => {
    const clock = manualClock(1000);
    const fired: number[] = [];
    const timer = latestTimer(clock, () => fired.push(clock.now()));
    timer.at(1100);
    timer.at(1050);
    timer.at(1200);
    expect(clock.pending()).toBe(1);
    await clock.advance(300);
    expect(fired).toEqual([1050]);
    timer.at(900);
    await clock.advance(0);
    expect(fired).toEqual([1050, 1300]);
    timer.at(1400);
    timer.clear();
    expect(clock.pending()).toBe(0);
  });
});
