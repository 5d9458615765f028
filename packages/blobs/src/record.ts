// How standard output and standard error share one journal in the order they were written: records of
// [u8 stream: 1 stdout, 2 stderr][u32 little-endian length][bytes].
import { AppError } from '@runsurge/model';

export type OutputStream = 'stdout' | 'stderr';
export type OutputRecord = { readonly stream: OutputStream; readonly bytes: Uint8Array };

const headerBytes = 5;
/** A decoder holds one record at most, so this bounds its memory. */
export const maxRecordBytes = 1024 * 1024;

export function encodeRecord({ stream, bytes }: OutputRecord): Uint8Array {
  if (bytes.byteLength > maxRecordBytes) throw new Error('an output record is too long');
  const record = Buffer.allocUnsafe(headerBytes + bytes.byteLength);
  record.writeUInt8(stream === 'stdout' ? 1 : 2, 0);
  record.writeUInt32LE(bytes.byteLength, 1);
  record.set(bytes, headerBytes);
  return record;
}

export type RecordDecoder = {
  /** The records that these bytes complete. BAD_INPUT for bytes that no encoder wrote. */
  push(bytes: Uint8Array): OutputRecord[];
  /** Of a record that is not complete yet; 0 at the end of a whole journal. */
  pendingBytes(): number;
};

export function makeRecordDecoder(): RecordDecoder {
  const header = Buffer.alloc(headerBytes);
  let headerFilled = 0;
  let body: Buffer | undefined;
  let bodyFilled = 0;

  /** Takes what the header or body still lacks; returns the rest. */
  function take(bytes: Uint8Array): Uint8Array {
    if (headerFilled < headerBytes) {
      const part = bytes.subarray(0, headerBytes - headerFilled);
      header.set(part, headerFilled);
      headerFilled += part.byteLength;
      if (headerFilled === headerBytes) body = Buffer.allocUnsafe(bodyLength(header));
      return bytes.subarray(part.byteLength);
    }
    if (body === undefined) return bytes;
    const part = bytes.subarray(0, body.byteLength - bodyFilled);
    body.set(part, bodyFilled);
    bodyFilled += part.byteLength;
    return bytes.subarray(part.byteLength);
  }

  return {
    pendingBytes: () => headerFilled + bodyFilled,
    push(bytes) {
      const records: OutputRecord[] = [];
      for (let rest = bytes; rest.byteLength > 0; ) {
        rest = take(rest);
        if (body === undefined || bodyFilled < body.byteLength) continue;
        records.push({ stream: header[0] === 1 ? 'stdout' : 'stderr', bytes: body });
        headerFilled = 0;
        bodyFilled = 0;
        body = undefined;
      }
      return records;
    },
  };
}

function bodyLength(header: Buffer): number {
  const stream = header.readUInt8(0);
  const length = header.readUInt32LE(1);
  if ((stream === 1 || stream === 2) && length <= maxRecordBytes) return length;
  throw new AppError('BAD_INPUT', 'the output journal holds bytes that are not a record');
}
