// Takes apart the `records` format of logs: [1 stdout | 2 stderr][length, 4 bytes little endian][bytes].
// Passes pieces of a record on as they come. A record of no bytes only says that the pool is there.

export type LogPiece = { readonly stream: 'stdout' | 'stderr'; readonly bytes: Uint8Array };

const headerBytes = 5;

export function makeLogReader(): (chunk: Uint8Array) => LogPiece[] {
  const header = Buffer.alloc(headerBytes);
  let headerFilled = 0;
  let missing = 0;
  return (chunk) => {
    const pieces: LogPiece[] = [];
    for (let rest = chunk; rest.byteLength > 0; ) {
      if (missing > 0) {
        const bytes = rest.subarray(0, missing);
        missing -= bytes.byteLength;
        pieces.push({ stream: header[0] === 1 ? 'stdout' : 'stderr', bytes });
        rest = rest.subarray(bytes.byteLength);
        continue;
      }
      const part = rest.subarray(0, headerBytes - headerFilled);
      header.set(part, headerFilled);
      headerFilled += part.byteLength;
      rest = rest.subarray(part.byteLength);
      if (headerFilled < headerBytes) continue;
      missing = header.readUInt32LE(1);
      headerFilled = 0;
    }
    return pieces;
  };
}
