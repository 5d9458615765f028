// The frames between worker and in-sandbox agent: u32 little-endian length, u8 kind, payload.
// What comes from the agent is read as if the script had written it: every length is checked, and
// anything unexpected is an error that ends the sandbox. python/runsurge/agent.py is the other half.
import { AppError } from '@runsurge/model';

export const maxPayloadBytes = 1 << 20;
const headerBytes = 5;
/** A path of 4 KiB and room for a sentence. */
const maxNameBytes = 8192;

/** Why the agent ended the script, in the order of its numbers. */
export const endReasons = ['exited', 'timeout', 'output-limit', 'killed', 'disk-limit'] as const;
export type EndReason = (typeof endReasons)[number];

export type AgentFrame =
  | { readonly kind: 'ready' | 'done' | 'file-end' | 'all-done' | 'channel-end' }
  | { readonly kind: 'stdout' | 'stderr' | 'file-data' | 'channel'; readonly data: Uint8Array }
  /** So many bytes more of what was sent on the channel have gone to the script. */
  | { readonly kind: 'channel-taken'; readonly bytes: number }
  | { readonly kind: 'want-stdin'; readonly maxBytes: number }
  | {
      readonly kind: 'ended';
      readonly reason: EndReason;
      readonly waitStatus: number;
      readonly userUs: number;
      readonly systemUs: number;
      readonly maxRssBytes: number;
      readonly wallUs: number;
    }
  | {
      readonly kind: 'file';
      readonly path: string;
      readonly mode: number;
      readonly sizeBytes: number;
    }
  | { readonly kind: 'dir'; readonly path: string; readonly mode: number }
  | { readonly kind: 'skipped'; readonly path: string; readonly why: string }
  | { readonly kind: 'error'; readonly message: string };

export type HostFrame =
  | { readonly kind: 'file'; readonly path: string; readonly mode: number }
  | { readonly kind: 'dir'; readonly path: string }
  | { readonly kind: 'file-data' | 'stdin' | 'channel'; readonly data: Uint8Array }
  | { readonly kind: 'channel-taken'; readonly bytes: number }
  | { readonly kind: 'file-end' | 'stdin-end' | 'kill' | 'collect' | 'channel-end' }
  | { readonly kind: 'run'; readonly lists: readonly (readonly string[])[] };

function garbled(what: string): AppError {
  return new AppError('SANDBOX_FAILED', `the sandbox sent ${what}`);
}

function text(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
}

/** A relative path below the working directory, or an error: it will become a file name elsewhere. */
function outputPath(bytes: Uint8Array): string {
  const path = text(bytes);
  const parts = path.split('/');
  const bad = parts.some((part) => part === '' || part === '.' || part === '..');
  if (bad || path.includes('\0') || !Buffer.from(path, 'utf8').equals(bytes)) {
    throw garbled('a bad file name');
  }
  return path;
}

function exactly(payload: Uint8Array, bytes: number): DataView {
  if (payload.length !== bytes) throw garbled('a frame of the wrong size');
  return new DataView(payload.buffer, payload.byteOffset, payload.byteLength);
}

function named(payload: Uint8Array, before: number): [DataView, Uint8Array] {
  if (payload.length <= before || payload.length > before + maxNameBytes) {
    throw garbled('a frame of the wrong size');
  }
  return [new DataView(payload.buffer, payload.byteOffset, before), payload.subarray(before)];
}

function count(view: DataView, at: number): number {
  const value = view.getBigUint64(at, true);
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw garbled('an impossible number');
  return Number(value);
}

function parseSkipped(payload: Uint8Array): AgentFrame {
  const [head, rest] = named(payload, 4);
  const length = head.getUint32(0, true);
  if (length > rest.length) throw garbled('a frame of the wrong size');
  const path = text(rest.subarray(0, length));
  return { kind: 'skipped', path, why: text(rest.subarray(length)) };
}

function parseEnded(payload: Uint8Array): AgentFrame {
  const view = exactly(payload, 37);
  const reason = endReasons[view.getUint8(0)];
  if (reason === undefined) throw garbled('an unknown reason');
  return {
    kind: 'ended',
    reason,
    waitStatus: view.getUint32(1, true),
    userUs: count(view, 5),
    systemUs: count(view, 13),
    maxRssBytes: count(view, 21) * 1024,
    wallUs: count(view, 29),
  };
}

function parse(kind: number, payload: Uint8Array): AgentFrame {
  switch (String.fromCharCode(kind)) {
    case 'y':
      exactly(payload, 0);
      return { kind: 'ready' };
    case 'k':
      exactly(payload, 0);
      return { kind: 'done' };
    case 'g':
      exactly(payload, 0);
      return { kind: 'file-end' };
    case 'z':
      exactly(payload, 0);
      return { kind: 'all-done' };
    case '1':
      return { kind: 'stdout', data: payload };
    case '2':
      return { kind: 'stderr', data: payload };
    case 'd':
      return { kind: 'file-data', data: payload };
    case 'c':
      return { kind: 'channel', data: payload };
    case 'r':
      return { kind: 'channel-taken', bytes: exactly(payload, 4).getUint32(0, true) };
    case 'q':
      exactly(payload, 0);
      return { kind: 'channel-end' };
    case 'w':
      return { kind: 'want-stdin', maxBytes: exactly(payload, 4).getUint32(0, true) };
    case 'x':
      return parseEnded(payload);
    case 'f': {
      const [head, name] = named(payload, 12);
      const mode = head.getUint32(8, true) & 0o7777;
      return { kind: 'file', sizeBytes: count(head, 0), mode, path: outputPath(name) };
    }
    case 'n': {
      const [head, name] = named(payload, 4);
      return { kind: 'dir', mode: head.getUint32(0, true) & 0o7777, path: outputPath(name) };
    }
    case 's':
      return parseSkipped(payload);
    case 'e':
      return { kind: 'error', message: text(payload.subarray(0, maxNameBytes)) };
    default:
      throw garbled('an unknown frame');
  }
}

/** Puts chunks together to frames. Throws SANDBOX_FAILED for anything that is not one. */
export class FrameDecoder {
  #parts: Buffer[] = [];
  #have = 0;
  #need = headerBytes;

  push(chunk: Uint8Array): void {
    this.#parts.push(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength));
    this.#have += chunk.length;
  }

  /** The next frame, or undefined until more has been pushed. Payloads share memory with the chunks. */
  next(): AgentFrame | undefined {
    if (this.#have < this.#need) return undefined;
    const all = this.#joined();
    const size = all.readUInt32LE(0);
    if (size > maxPayloadBytes) throw garbled('an oversized frame');
    this.#need = headerBytes + size;
    if (this.#have < this.#need) return undefined;
    const frame = parse(all.readUInt8(4), all.subarray(headerBytes, this.#need));
    this.#parts = [all.subarray(this.#need)];
    this.#have -= this.#need;
    this.#need = headerBytes;
    return frame;
  }

  /** True when the stream may end here. */
  get isBetweenFrames(): boolean {
    return this.#have === 0;
  }

  #joined(): Buffer {
    const [only] = this.#parts;
    if (only !== undefined && this.#parts.length === 1) return only;
    const all = Buffer.concat(this.#parts, this.#have);
    this.#parts = [all];
    return all;
  }
}

function frame(kind: string, ...payload: Uint8Array[]): Buffer {
  const size = payload.reduce((sum, part) => sum + part.length, 0);
  if (size > maxPayloadBytes) throw new AppError('BAD_INPUT', 'too much for one frame');
  const head = Buffer.alloc(headerBytes);
  head.writeUInt32LE(size, 0);
  head.write(kind, 4, 'latin1');
  return Buffer.concat([head, ...payload]);
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function packList(items: readonly string[]): Buffer {
  const parts = items.map((item) => Buffer.from(item, 'utf8'));
  return Buffer.concat([u32(items.length), ...parts.flatMap((part) => [u32(part.length), part])]);
}

const bareKinds = {
  'file-end': 'C',
  'stdin-end': 'Z',
  kill: 'K',
  collect: 'G',
  'channel-end': 'Q',
} as const;

export function encodeFrame(of: HostFrame): Buffer {
  switch (of.kind) {
    case 'file':
      return frame('O', u32(of.mode), Buffer.from(of.path, 'utf8'));
    case 'dir':
      return frame('M', Buffer.from(of.path, 'utf8'));
    case 'file-data':
      return frame('D', of.data);
    case 'stdin':
      return frame('I', of.data);
    case 'channel':
      return frame('H', of.data);
    case 'channel-taken':
      return frame('A', u32(of.bytes));
    case 'run':
      return frame('R', ...of.lists.map(packList));
    default:
      return frame(bareKinds[of.kind]);
  }
}
