import { AppError } from '@runsurge/model';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AgentFrame, encodeFrame, FrameDecoder, maxPayloadBytes } from './frames.ts';

function agentBytes(kind: string, payload: Uint8Array): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt32LE(payload.length, 0);
  head.write(kind, 4, 'latin1');
  return Buffer.concat([head, payload]);
}

function decodeAll(chunks: readonly Uint8Array[]): { frames: AgentFrame[]; clean: boolean } {
  const decoder = new FrameDecoder();
  const frames: AgentFrame[] = [];
  for (const chunk of chunks) {
    decoder.push(chunk);
    for (let frame = decoder.next(); frame !== undefined; frame = decoder.next()) {
      frames.push('data' in frame ? { ...frame, data: Buffer.from(frame.data) } : frame);
    }
  }
  return { frames, clean: decoder.isBetweenFrames };
}

function cut(bytes: Buffer, at: readonly number[]): Buffer[] {
  const places = [0, ...at.map((each) => each % (bytes.length + 1)), bytes.length];
  places.sort((a, b) => a - b);
  return places.slice(1).map((end, index) => bytes.subarray(places[index], end));
}

describe('frames from the agent', () => {
  it('are the same however the pipe cuts them', () => {
    const output = fc.tuple(fc.constantFrom('1', '2', 'd'), fc.uint8Array({ maxLength: 300 }));
    fc.assert(
      fc.property(fc.array(output), fc.array(fc.nat()), (sent, cuts) => {
        const bytes = Buffer.concat(sent.map(([kind, data]) => agentBytes(kind, data)));
        const { frames, clean } = decodeAll(cut(bytes, cuts));
        expect(clean).toBe(true);
        const names = { '1': 'stdout', '2': 'stderr', d: 'file-data' };
        expect(frames).toEqual(
          sent.map(([kind, data]) => ({
            kind: names[kind as keyof typeof names],
            data: Buffer.from(data),
          })),
        );
      }),
    );
  });

  it('never break the decoder in another way than SANDBOX_FAILED', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 64 })), (chunks) => {
        try {
          decodeAll(chunks);
        } catch (error) {
          expect(error).toBeInstanceOf(AppError);
          expect(AppError.from(error).code).toBe('SANDBOX_FAILED');
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('with any known kind and any payload are parsed or refused', () => {
    const kinds = [...'ykgz12dwxfnse'];
    fc.assert(
      fc.property(fc.constantFrom(...kinds), fc.uint8Array({ maxLength: 80 }), (kind, payload) => {
        try {
          decodeAll([agentBytes(kind, payload)]);
        } catch (error) {
          expect(AppError.from(error).code).toBe('SANDBOX_FAILED');
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('over 1 MiB are refused before they are read', () => {
    const head = Buffer.from([0, 0, 0, 0, '1'.charCodeAt(0)]);
    head.writeUInt32LE(maxPayloadBytes + 1, 0);
    expect(() => decodeAll([head])).toThrow('oversized');
    head.writeUInt32LE(0xffffffff, 0);
    expect(() => decodeAll([head])).toThrow('oversized');
  });

  it('that are cut off are not delivered', () => {
    const whole = agentBytes('1', Buffer.from('hello'));
    const { frames, clean } = decodeAll([whole.subarray(0, -1)]);
    expect(frames).toEqual([]);
    expect(clean).toBe(false);
  });

  it.each(['../x', '/etc/passwd', 'a/../../b', 'a//b', '', './a', 'a/', 'a\0b'])(
    'cannot name an output %j',
    (path) => {
      const payload = Buffer.concat([Buffer.alloc(12), Buffer.from(path)]);
      expect(() => decodeAll([agentBytes('f', payload)])).toThrow(AppError);
    },
  );

  it('cannot name an output in broken UTF-8', () => {
    const payload = Buffer.concat([Buffer.alloc(12), Buffer.from([0x61, 0xff])]);
    expect(() => decodeAll([agentBytes('f', payload)])).toThrow('bad file name');
  });
});

describe('frames to the agent', () => {
  it('say their length', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 5000 }), (data) => {
        const bytes = encodeFrame({ kind: 'file-data', data });
        expect(bytes.readUInt32LE(0)).toBe(data.length);
        expect(bytes.subarray(5)).toEqual(Buffer.from(data));
      }),
    );
  });

  it('are refused when they would be too long', () => {
    const lists = [['x'.repeat(maxPayloadBytes)]];
    expect(() => encodeFrame({ kind: 'run', lists })).toThrow(AppError);
  });
});
