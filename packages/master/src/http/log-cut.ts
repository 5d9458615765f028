// Turns an output journal into what a reader asked for: records or one stream, without the bytes that
// this reader has seen already. Counts what it lets through, so that a next attempt can go on there.
import {
  encodeRecord,
  makeRecordDecoder,
  type OutputRecord,
  type OutputStream,
} from '@runsurge/blobs';

export type Seen = Readonly<Record<OutputStream, number>>;

export type LogCut = {
  push(bytes: Uint8Array): Uint8Array;
  /** Bytes per stream that the reader has after all that was pushed. */
  seen(): Seen;
};

export function makeLogCut(stream: 'records' | OutputStream, already: Seen): LogCut {
  const decoder = makeRecordDecoder();
  const position: Record<OutputStream, number> = { stdout: 0, stderr: 0 };

  function fresh({ stream: of, bytes }: OutputRecord): OutputRecord | undefined {
    const skip = Math.max(0, already[of] - position[of]);
    position[of] += bytes.byteLength;
    return skip < bytes.byteLength ? { stream: of, bytes: bytes.subarray(skip) } : undefined;
  }

  return {
    push(bytes) {
      const pieces = decoder.push(bytes).flatMap((record) => {
        if (stream !== 'records' && record.stream !== stream) return [];
        const rest = fresh(record);
        if (rest === undefined) return [];
        return [stream === 'records' ? encodeRecord(rest) : rest.bytes];
      });
      return Buffer.concat(pieces);
    },
    seen: () => ({
      stdout: Math.max(position.stdout, already.stdout),
      stderr: Math.max(position.stderr, already.stderr),
    }),
  };
}
