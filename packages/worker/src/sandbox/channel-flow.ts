// One script's channel between the agent and whoever uses it here: bytes both ways, each within a
// window of what the other side has not yet taken. Knows nothing of messages; output and the end of
// the run never wait for it.
import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '@runsurge/model';
import type { ChannelWriter, ScriptChannel } from './backend.ts';
import type { HostFrame } from './frames.ts';

/** As in agent.py: CHANNEL_ROOM and CHANNEL_REPORT. */
const windowBytes = 1 << 20;
const reportBytes = 1 << 16;
const pieceBytes = 256 << 10;
/** At the end of the run: what a slow taker has not taken by then is dropped. */
const settleMs = 500;

export class ChannelFlow implements ChannelWriter {
  readonly #channel: ScriptChannel;
  readonly #send: (frame: HostFrame) => Promise<void>;
  #room = windowBytes;
  #moreRoom: (() => void) | undefined;
  #writes = 0;
  #lastWrite = Promise.resolve();
  #under = 0;
  #unreported = 0;
  #lastTaken = Promise.resolve();
  #isClosed = false;

  constructor(channel: ScriptChannel, send: (frame: HostFrame) => Promise<void>) {
    this.#channel = channel;
    this.#send = send;
    channel.opened(this);
  }

  /** From the agent. Does not wait for the taker, so that output can overtake. */
  received(data: Uint8Array): void {
    if (this.#isClosed) return;
    this.#under += data.length;
    if (this.#under > windowBytes) {
      throw new AppError('SANDBOX_FAILED', 'the sandbox sent more than it may');
    }
    this.#lastTaken = this.#lastTaken.then(() => this.#take(data));
  }

  taken(bytes: number): void {
    this.#room = Math.min(windowBytes, this.#room + bytes);
    this.#moreRoom?.();
  }

  /** The script's side is closed; what it said before is still being taken. */
  ended(): void {
    this.#lastTaken = this.#lastTaken.then(() => this.#over());
  }

  /** The run is over: resolves when all that came was taken, or soon. */
  async settled(): Promise<void> {
    this.ended();
    const late = new AbortController();
    const soon = sleep(settleMs, undefined, { signal: late.signal }).catch(() => undefined);
    await Promise.race([this.#lastTaken, soon]);
    late.abort();
    this.#over();
  }

  write(bytes: Uint8Array): Promise<void> {
    if (this.#isClosed) return Promise.resolve();
    // In the usual case at once: a promise between would cost every message a turn of the loop.
    if (this.#writes === 0 && bytes.length <= Math.min(this.#room, pieceBytes)) {
      this.#room -= bytes.length;
      return this.#send({ kind: 'channel', data: bytes });
    }
    this.#writes += 1;
    this.#lastWrite = this.#lastWrite
      .then(() => this.#writeAll(bytes))
      .finally(() => {
        this.#writes -= 1;
      });
    return this.#lastWrite;
  }

  close(): void {
    if (this.#isClosed) return;
    void this.#send({ kind: 'channel-end' });
    this.#over();
  }

  async #writeAll(bytes: Uint8Array): Promise<void> {
    for (let at = 0; at < bytes.length && !this.#isClosed; ) {
      const size = Math.min(this.#room, pieceBytes, bytes.length - at);
      if (size === 0) {
        await new Promise<void>((resume) => {
          this.#moreRoom = resume;
        });
        continue;
      }
      this.#room -= size;
      await this.#send({ kind: 'channel', data: bytes.subarray(at, at + size) });
      at += size;
    }
  }

  async #take(data: Uint8Array): Promise<void> {
    if (this.#isClosed) return;
    try {
      await this.#channel.received(data);
    } catch {
      // Nobody understands what it says: it goes on without us.
      return this.close();
    }
    this.#under -= data.length;
    this.#unreported += data.length;
    if (this.#unreported < reportBytes) return;
    void this.#send({ kind: 'channel-taken', bytes: this.#unreported });
    this.#unreported = 0;
  }

  #over(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#moreRoom?.();
    this.#channel.closed();
  }
}
