import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeRecord, makeRecordDecoder, maxRecordBytes, type OutputRecord } from './record.ts';

const records = fc.array(
  fc.record({
    stream: fc.constantFrom('stdout' as const, 'stderr' as const),
    bytes: fc.uint8Array({ maxLength: 40 }),
  }),
);
const cuts = fc.array(fc.nat());

function splitAt(bytes: Uint8Array, positions: number[]): Uint8Array[] {
  const inside = positions.map((position) => position % (bytes.length + 1));
  const edges = [0, ...inside.sort((a, b) => a - b), bytes.length];
  return edges.slice(1).map((edge, index) => bytes.subarray(edges[index], edge));
}

const plain = (list: OutputRecord[]) =>
  list.map(({ stream, bytes }) => [stream, Buffer.from(bytes).toString('hex')]);

describe('records of output', () => {
  it('come back the same however the bytes are split', () => {
    fc.assert(
      fc.property(records, cuts, (written, positions) => {
        const decoder = makeRecordDecoder();
        const bytes = Buffer.concat(written.map(encodeRecord));
        const read = splitAt(bytes, positions).flatMap((part) => decoder.push(part));
        expect(plain(read)).toEqual(plain(written));
        expect(decoder.pendingBytes()).toBe(0);
      }),
    );
  });

  it('have the layout that workers write', () => {
    const bytes = encodeRecord({ stream: 'stderr', bytes: Buffer.from('hi') });
    expect([...bytes]).toEqual([2, 2, 0, 0, 0, 0x68, 0x69]);
  });

  it('that are torn off are waited for', () => {
    const decoder = makeRecordDecoder();
    const bytes = encodeRecord({ stream: 'stdout', bytes: Buffer.from('hello') });
    expect(decoder.push(bytes.subarray(0, 8))).toEqual([]);
    expect(decoder.pendingBytes()).toBe(8);
    expect(decoder.push(bytes.subarray(8))).toHaveLength(1);
  });

  it('are refused when they are none, or longer than memory should hold', () => {
    const bad = { code: 'BAD_INPUT' };
    const pushed = (bytes: number[]) => {
      try {
        return makeRecordDecoder().push(Uint8Array.from(bytes));
      } catch (thrown) {
        return thrown;
      }
    };
    expect(pushed([3, 0, 0, 0, 0])).toMatchObject(bad);
    expect(pushed([1, 255, 255, 255, 255])).toMatchObject(bad);
    const long = new Uint8Array(maxRecordBytes + 1);
    expect(() => encodeRecord({ stream: 'stdout', bytes: long })).toThrow();
  });
});
