import { AppError } from '@runsurge/model';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeMessage, largestMessageBytes, type Message, MessageDecoder } from './messages.ts';

function decodeAll(chunks: readonly Uint8Array[]): Message[] {
  const decoder = new MessageDecoder();
  const messages: Message[] = [];
  for (const chunk of chunks) {
    decoder.push(chunk);
    for (let next = decoder.next(); next; next = decoder.next()) messages.push(next);
  }
  return messages;
}

function cut(bytes: Buffer, at: readonly number[]): Buffer[] {
  const places = [0, ...at.map((each) => each % (bytes.length + 1)), bytes.length];
  places.sort((a, b) => a - b);
  return places.slice(1).map((end, index) => bytes.subarray(places[index], end));
}

const header = fc.dictionary(
  fc.string().filter((key) => key !== '__proto__'),
  fc.jsonValue(),
);
const message = fc.record({ header, payload: fc.uint8Array({ maxLength: 300 }) });

describe('messages on a channel', () => {
  it('are the same however the socket cuts them', () => {
    fc.assert(
      fc.property(fc.array(message), fc.array(fc.nat()), (sent, cuts) => {
        const bytes = Buffer.concat(sent.map((each) => encodeMessage(each.header, each.payload)));
        const got = decodeAll(cut(bytes, cuts));
        expect(got.map(({ payload }) => [...payload])).toEqual(
          sent.map(({ payload }) => [...payload]),
        );
        expect(got.map((each) => each.header)).toEqual(
          sent.map((each) => JSON.parse(JSON.stringify(each.header))),
        );
      }),
    );
  });

  it('that are garbage fail with BAD_INPUT and in no other way', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 64 })), (chunks) => {
        try {
          decodeAll(chunks);
        } catch (thrown) {
          expect(AppError.from(thrown).code).toBe('BAD_INPUT');
        }
      }),
      { numRuns: 1000 },
    );
  });

  it.each([
    ['an oversized message', [0xff, 0xff, 0xff, 0xff]],
    ['a bad length', [0, 0, 0, 2, 1, 2]],
    ['a bad length', [0, 0, 0, 4, 0, 0, 0, 1]],
    ['an oversized header', [0, 2, 0, 4, 0, 2, 0, 0, ...new Uint8Array(2 << 16)]],
    ['a header that is not JSON', [0, 0, 0, 5, 0, 0, 0, 1, 0x7b]],
    ['a header that is not an object', [0, 0, 0, 6, 0, 0, 0, 2, 0x5b, 0x5d]],
  ])('refuses %s', (what, bytes) => {
    expect(() => decodeAll([Uint8Array.from(bytes)])).toThrow(`the channel carried ${what}`);
  });

  it('are refused before they are sent when they are too large', () => {
    expect(() => encodeMessage({}, Buffer.alloc(largestMessageBytes))).toThrow('too much');
  });
});
