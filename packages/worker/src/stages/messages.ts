// Messages on a script's channel: u32 big-endian length of the rest, u32 big-endian length of the
// header, header as JSON, payload. What comes is read as if the script had written it: anything that
// is not a message is an error, and the channel ends. runsurge/wire.py is the other half.
import { AppError } from '@runsurge/model';

export const largestMessageBytes = 64 << 20;
const largestHeaderBytes = 64 << 10;
const lengthBytes = 4;

export type Message = {
  readonly header: Readonly<Record<string, unknown>>;
  readonly payload: Buffer;
};

function garbage(what: string): AppError {
  return new AppError('BAD_INPUT', `the channel carried ${what}`);
}

function headerOf(bytes: Buffer): Message['header'] {
  let header: unknown;
  try {
    header = JSON.parse(bytes.toString('utf8'));
  } catch {
    throw garbage('a header that is not JSON');
  }
  if (typeof header !== 'object' || header === null || Array.isArray(header)) {
    throw garbage('a header that is not an object');
  }
  return header as Message['header']; // JSON objects have string keys
}

function messageOf(rest: Buffer): Message {
  const headerBytes = rest.length < lengthBytes ? -1 : rest.readUInt32BE(0);
  if (headerBytes < 0 || headerBytes > rest.length - lengthBytes) throw garbage('a bad length');
  if (headerBytes > largestHeaderBytes) throw garbage('an oversized header');
  const end = lengthBytes + headerBytes;
  return { header: headerOf(rest.subarray(lengthBytes, end)), payload: rest.subarray(end) };
}

/** Puts chunks together to messages. Throws BAD_INPUT for anything else. */
export class MessageDecoder {
  #parts: Buffer[] = [];
  #have = 0;
  #need = lengthBytes;

  push(chunk: Uint8Array): void {
    this.#parts.push(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength));
    this.#have += chunk.length;
  }

  /** The next message, or undefined until more has been pushed. Payloads share memory with the chunks. */
  next(): Message | undefined {
    if (this.#have < this.#need) return undefined;
    // Joined once per message and not per chunk: only when all of it is here.
    const all = this.#joined();
    const size = all.readUInt32BE(0);
    if (size > largestMessageBytes) throw garbage('an oversized message');
    this.#need = lengthBytes + size;
    if (this.#have < this.#need) return undefined;
    const message = messageOf(all.subarray(lengthBytes, this.#need));
    const left = all.subarray(this.#need);
    this.#parts = left.length > 0 ? [left] : [];
    this.#have = left.length;
    this.#need = lengthBytes;
    return message;
  }

  #joined(): Buffer {
    const [only] = this.#parts;
    if (only !== undefined && this.#parts.length === 1) return only;
    const all = Buffer.concat(this.#parts, this.#have);
    this.#parts = [all];
    return all;
  }
}

/** What comes before a payload of `payloadBytes`, for payloads that are streamed. */
export function messageHead(header: Message['header'], payloadBytes: number): Buffer {
  const text = Buffer.from(JSON.stringify(header), 'utf8');
  const size = lengthBytes + text.length + payloadBytes;
  if (size > largestMessageBytes) throw new AppError('TOO_LARGE', 'too much for one message');
  const head = Buffer.allocUnsafe(2 * lengthBytes + text.length);
  head.writeUInt32BE(size, 0);
  head.writeUInt32BE(text.length, lengthBytes);
  text.copy(head, 2 * lengthBytes);
  return head;
}

export function encodeMessage(header: Message['header'], payload?: Uint8Array): Buffer {
  const head = messageHead(header, payload?.length ?? 0);
  return payload === undefined || payload.length === 0 ? head : Buffer.concat([head, payload]);
}
