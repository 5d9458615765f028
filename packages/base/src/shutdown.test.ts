import { describe, expect, it } from 'vitest';
import { manualClock } from './clock.ts';
import { makeShutdown } from './shutdown.ts';

describe('a shutdown', () => {
  it('closes in reverse order, once', async () => {
    const clock = manualClock();
    const shutdown = makeShutdown({ clock });
    const closed: string[] = [];
    shutdown.onClose('database', () => void closed.push('database'));
    shutdown.onClose('server', async () => {
      await Promise.resolve();
      closed.push('server');
    });
    const [first, second] = await Promise.all([shutdown.close(), shutdown.close()]);
    expect([first, second]).toEqual([[], []]);
    expect(closed).toEqual(['server', 'database']);
    expect(clock.pending()).toBe(0);
  });

  it('goes on after one that fails and one that hangs, and tells of both', async () => {
    const clock = manualClock();
    const shutdown = makeShutdown({ clock, deadlineMs: 100 });
    const closed: string[] = [];
    let wasToldToHurry = false;
    shutdown.onClose('database', () => void closed.push('database'));
    shutdown.onClose('broken', () => {
      throw new Error('no');
    });
    shutdown.onClose('hanging', (signal) => {
      signal.addEventListener('abort', () => {
        wasToldToHurry = true;
      });
      return new Promise(() => undefined);
    });
    const closing = shutdown.close();
    await clock.advance(100);
    expect(await closing).toMatchObject([
      { name: 'hanging', error: { code: 'TIMED_OUT' } },
      { name: 'broken', error: { message: 'no' } },
    ]);
    expect([closed, wasToldToHurry]).toEqual([['database'], true]);
  });

  it('closes what is opened meanwhile, and refuses what is opened afterwards', async () => {
    const shutdown = makeShutdown({ clock: manualClock() });
    const closed: string[] = [];
    shutdown.onClose('server', () => {
      shutdown.onClose('late', () => void closed.push('late'));
    });
    await shutdown.close();
    expect(closed).toEqual(['late']);
    expect(() => shutdown.onClose('too late', () => undefined)).toThrow(/too late/);
  });
});
