import fc from 'fast-check';
import { expect, test } from 'vitest';
import { makeOutbox } from './outbox.ts';

test('a slow master slows the script', async () => {
  const outbox = makeOutbox(() => undefined);
  await outbox.append(new Uint8Array(1 << 20));
  let passed = false;
  const second = outbox.append(new Uint8Array(10)).then(() => {
    passed = true;
  });
  await new Promise((resolve) => setImmediate(resolve));
  expect(passed).toBe(false);
  outbox.acknowledge(100);
  await second;
});

test('whatever is lost on the way, the master ends up with exactly the bytes in order', () => {
  const action = fc.oneof(
    fc.record({ do: fc.constant('append' as const), size: fc.integer({ min: 1, max: 50 }) }),
    fc.record({ do: fc.constant('cut' as const) }),
    fc.record({ do: fc.constant('back' as const) }),
    fc.record({ do: fc.constant('ack' as const), keep: fc.boolean() }),
  );
  fc.assert(
    fc.property(fc.array(action, { maxLength: 50 }), (actions) => {
      let stored: number[] = [];
      let connected = true;
      let counter = 0;
      const all: number[] = [];
      const outbox = makeOutbox((offset, records) => {
        if (!connected) return;
        expect(offset).toBeLessThanOrEqual(stored.length);
        stored = [...stored.slice(0, offset), ...records, ...stored.slice(offset + records.length)];
      });
      for (const one of actions) {
        if (one.do === 'append') {
          const bytes = Array.from({ length: one.size }, () => counter++ % 256);
          all.push(...bytes);
          void outbox.append(Uint8Array.from(bytes));
        } else if (one.do === 'cut') {
          connected = false;
          outbox.pause();
        } else if (one.do === 'back') {
          connected = true;
          outbox.resume(stored.length);
        } else if (connected && one.keep) {
          outbox.acknowledge(stored.length);
        }
      }
      connected = true;
      outbox.resume(stored.length);
      expect(stored).toEqual(all);
      expect(outbox.size).toBe(all.length);
    }),
  );
});
