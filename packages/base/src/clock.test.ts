import { describe, expect, it } from 'vitest';
import { manualClock, systemClock } from './clock.ts';

const live = new AbortController().signal;

describe('the manual clock', () => {
  it('fires timers in the order in which they are due, at their time', async () => {
    const clock = manualClock(1000);
    const fired: [string, number][] = [];
    clock.timer(20, () => fired.push(['late', clock.now()]));
    clock.timer(10, () => {
      fired.push(['early', clock.now()]);
      clock.timer(5, () => fired.push(['made meanwhile', clock.now()]));
    });
    clock.timer(10, () => fired.push(['cancelled', 0])).cancel();
    await clock.advance(19);
    expect(fired).toEqual([
      ['early', 1010],
      ['made meanwhile', 1015],
    ]);
    expect([clock.now(), clock.pending()]).toEqual([1019, 1]);
    await clock.advance(1);
    expect(fired.at(-1)).toEqual(['late', 1020]);
  });

  it('lets a loop of sleeps run as far as time allows', async () => {
    const clock = manualClock();
    let rounds = 0;
    const loop = (async () => {
      for (; rounds < 3; rounds += 1) await clock.sleep(10, live);
    })();
    await clock.advance(25);
    expect(rounds).toBe(2);
    await clock.advance(10);
    await loop;
  });
});

describe.each([
  ['manual', manualClock()],
  ['system', systemClock],
])('a sleep on the %s clock', (_, clock) => {
  it('ends with the reason of its signal', async () => {
    const stop = new AbortController();
    const sleeping = clock.sleep(60_000, stop.signal);
    stop.abort(new Error('enough'));
    await expect(sleeping).rejects.toThrow('enough');
    await expect(clock.sleep(60_000, stop.signal)).rejects.toThrow('enough');
  });
});

describe('the system clock', () => {
  it('does not fire at once for more than 24 days', async () => {
    let fired = false;
    const timer = systemClock.timer(2 ** 33, () => {
      fired = true;
    });
    await systemClock.sleep(20, live);
    timer.cancel();
    expect(fired).toBe(false);
  });
});
