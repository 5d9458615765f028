// Writes a tar archive as it is read: ustar headers, with a pax header before an entry whose name or
// size does not fit. Only files and directories, owned by nobody in particular.
import { AppError } from '@runsurge/model';

export type TarEntry = {
  /** Relative; a directory's ends with `/`. */
  readonly path: string;
  readonly mode: number;
  readonly modified: Date;
  readonly sizeBytes: number;
  readonly content: AsyncIterable<Uint8Array>;
};

const block = 512;
const longestName = 100;
const largestSize = 8 ** 11 - 1;

export async function* tar(
  entries: AsyncIterable<TarEntry>,
): AsyncGenerator<Uint8Array, void, undefined> {
  for await (const entry of entries) {
    yield headerOf(entry);
    let written = 0;
    for await (const chunk of entry.content) {
      written += chunk.byteLength;
      yield chunk;
    }
    if (written !== entry.sizeBytes) {
      throw new AppError('INTERNAL', `${entry.path} has ${written} bytes, not ${entry.sizeBytes}`);
    }
    yield padding(written);
  }
  yield Buffer.alloc(2 * block);
}

function headerOf(entry: TarEntry): Uint8Array {
  const name = Buffer.from(entry.path);
  const records: string[] = [];
  if (name.byteLength > longestName || name.some((byte) => byte > 0x7e)) {
    records.push(paxRecord('path', entry.path));
  }
  if (entry.sizeBytes > largestSize) records.push(paxRecord('size', String(entry.sizeBytes)));
  const kind = entry.path.endsWith('/') ? '5' : '0';
  const header = ustar(name, kind, entry.mode, entry.sizeBytes, entry.modified);
  if (records.length === 0) return header;
  const pax = Buffer.from(records.join(''));
  const paxHeader = ustar(Buffer.from('pax'), 'x', 0o644, pax.byteLength, entry.modified);
  return Buffer.concat([paxHeader, pax, padding(pax.byteLength), header]);
}

/** `<length> <key>=<value>\n`, where the length counts itself. */
function paxRecord(key: string, value: string): string {
  const rest = ` ${key}=${value}\n`;
  const restBytes = Buffer.byteLength(rest);
  let length = restBytes;
  while (length !== restBytes + String(length).length) length = restBytes + String(length).length;
  return length + rest;
}

function ustar(
  name: Uint8Array,
  kind: string,
  mode: number,
  sizeBytes: number,
  modified: Date,
): Buffer {
  const header = Buffer.alloc(block);
  const octal = (value: number, offset: number, width: number) =>
    header.write(value.toString(8).padStart(width - 1, '0'), offset, 'latin1');
  header.set(name.subarray(0, longestName), 0);
  octal(mode & 0o7777, 100, 8);
  octal(0, 108, 8);
  octal(0, 116, 8);
  octal(Math.min(sizeBytes, largestSize), 124, 12);
  octal(Math.max(0, Math.floor(modified.getTime() / 1000)), 136, 12);
  header.fill(' ', 148, 156);
  header.write(kind, 156, 'latin1');
  header.write('ustar\x0000', 257, 'latin1');
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return header;
}

function padding(sizeBytes: number): Uint8Array {
  return Buffer.alloc((block - (sizeBytes % block)) % block);
}
