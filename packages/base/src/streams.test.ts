import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chunksOf, digestOf, hashing, limitBytes } from './streams.ts';

async function all(source: AsyncIterable<Uint8Array>): Promise<Uint8Array[]> {
  const chunks = [];
  for await (const chunk of source) chunks.push(chunk);
  return chunks;
}

const chunkLists = fc.array(fc.uint8Array({ maxLength: 30 }));

describe('streams', () => {
  it('are cut into chunks of one size without losing a byte', () =>
    fc.assert(
      fc.asyncProperty(chunkLists, fc.integer({ min: 1, max: 20 }), async (source, size) => {
        const chunks = await all(chunksOf(source, size));
        expect(Buffer.concat(chunks)).toEqual(Buffer.concat(source));
        for (const chunk of chunks.slice(0, -1)) expect(chunk.length).toBe(size);
        for (const chunk of chunks.slice(-1)) expect(chunk.length).toBeLessThanOrEqual(size);
        for (const chunk of chunks) expect(chunk.length).toBeGreaterThan(0);
      }),
    ));

  it('are hashed on their way', () =>
    fc.assert(
      fc.asyncProperty(chunkLists, async (source) => {
        const { content, digest } = hashing(source);
        expect(digest).toThrow();
        const whole = Buffer.concat(await all(content));
        const sha256 = createHash('sha256').update(whole).digest('hex');
        expect(digest()).toEqual({ sha256, sizeBytes: whole.length });
        expect(await digestOf(source)).toEqual(digest());
      }),
    ));

  it('are stopped at their limit, not before', async () => {
    const source = [Buffer.from('abc'), Buffer.from('de')];
    const limited = (max: number) => all(limitBytes(source, max, () => new Error('too long')));
    expect(await limited(5)).toHaveLength(2);
    await expect(limited(4)).rejects.toThrow('too long');
  });
});
