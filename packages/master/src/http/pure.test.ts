import { manualClock } from '@runsurge/base';
import { encodeRecord } from '@runsurge/blobs';
import { describe, expect, it } from 'vitest';
import { attachment } from './attachment.ts';
import { attemptToFollow, attemptToShow, type Candidate } from './attempts-to-show.ts';
import { byteRange } from './byte-range.ts';
import { withHeartbeat } from './heartbeat.ts';
import { makeLogCut } from './log-cut.ts';
import { makeThrottle } from './throttle.ts';

describe('byteRange', () => {
  it.each([
    [undefined, undefined],
    ['bytes=0-', { first: 0, last: 9 }],
    ['bytes=3-5', { first: 3, last: 5 }],
    ['bytes=3-500', { first: 3, last: 9 }],
    ['bytes=-4', { first: 6, last: 9 }],
    ['bytes=-400', { first: 0, last: 9 }],
    ['bytes=-0', 'unsatisfiable'],
    ['bytes=10-', 'unsatisfiable'],
    ['bytes=5-3', undefined],
    ['bytes=0-1,3-4', undefined],
    ['lines=1-2', undefined],
    ['bytes=-', undefined],
  ])('%s of 10 bytes', (header, range) => expect(byteRange(header, 10)).toEqual(range));
});

describe('attachment', () => {
  it.each([
    ['a/b.txt', 'b.txt'],
    ['x\r\nSet-Cookie: a=b', 'x__Set-Cookie_ a=b'],
    ['..', '_'],
    ['"; filename="evil.exe', '__ filename=_evil.exe'.replace('__', '_;')],
    ['100%.txt', '100_.txt'],
  ])('%j', (path, name) => expect(attachment(path)).toContain(`filename="${name}"`));
});

describe('which attempt', () => {
  const attempt = (number: number, state: Candidate['state'], hasOutput: boolean): Candidate => ({
    id: `a${number}`,
    number,
    state,
    hasOutput,
  });
  const lost = attempt(1, 'lost', true);
  const silent = attempt(2, 'running', false);
  it('shows the newest that printed', () => {
    expect(attemptToShow([lost, silent])).toBe(lost);
    expect(attemptToShow([silent])).toBeUndefined();
    expect(attemptToShow([attempt(1, 'succeeded', false), attempt(2, 'lost', true)])?.number).toBe(
      1,
    );
  });
  it('is followed: first what is there, then what may come', () => {
    expect(attemptToFollow([lost, silent], 0)).toBe(lost);
    expect(attemptToFollow([lost, silent], 1)).toBe(silent);
    expect(attemptToFollow([lost, silent], 2)).toBeUndefined();
    expect(attemptToFollow([silent], 0)).toBe(silent);
  });
});

describe('makeLogCut', () => {
  it('cuts records in the middle, whatever chunks they come in', () => {
    const whole = Buffer.concat([
      encodeRecord({ stream: 'stdout', bytes: Buffer.from('abc') }),
      encodeRecord({ stream: 'stderr', bytes: Buffer.from('xyz') }),
      encodeRecord({ stream: 'stdout', bytes: Buffer.from('def') }),
    ]);
    const cut = makeLogCut('stdout', { stdout: 2, stderr: 9 });
    const pieces = [...whole].map((byte) => cut.push(Buffer.of(byte)));
    expect(Buffer.concat(pieces).toString()).toBe('cdef');
    expect(cut.seen()).toEqual({ stdout: 6, stderr: 9 });
  });
});

describe('makeThrottle', () => {
  it('lets so many through per window, and forgets honest ones', () => {
    let nowMs = 0;
    const throttle = makeThrottle({ clock: { now: () => nowMs }, tries: 2, windowMs: 1000 });
    throttle.take('a');
    throttle.take('a');
    expect(() => throttle.take('a')).toThrow(/too many/);
    throttle.take('b');
    throttle.forget('a');
    throttle.take('a');
    throttle.take('a');
    throttle.giveBack('b');
    throttle.take('b');
    throttle.take('b');
    nowMs = 999;
    expect(() => throttle.take('a')).toThrow(expect.objectContaining({ retryAfterSeconds: 1 }));
    nowMs = 1000;
    throttle.take('a');
  });
});

describe('withHeartbeat', () => {
  it('speaks when the source is silent, and keeps its items', async () => {
    const clock = manualClock();
    let give: (value: string) => void = () => {};
    async function* source() {
      yield 'first';
      yield await new Promise<string>((resolve) => {
        give = resolve;
      });
    }
    const found: string[] = [];
    const reading = (async () => {
      for await (const item of withHeartbeat(source(), 'beat', 15_000, clock)) found.push(item);
    })();
    await clock.advance(31_000);
    give('last');
    await reading;
    expect(found).toEqual(['first', 'beat', 'beat', 'last']);
    expect(clock.pending()).toBe(0);
  });
});
