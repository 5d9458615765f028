// The output of one attempt on its way to the master: kept until it is acknowledged, sent again after
// a reconnect. When too much waits, `append` waits too, and with it the script.
import { AppError } from '@runsurge/model';

export type Outbox = {
  /** Resolves when there is room for more. */
  append(record: Uint8Array): Promise<void>;
  acknowledge(journalBytes: number): void;
  /** Connected again: the master has this much. */
  resume(journalBytes: number): void;
  /** No connection: keep, do not send. */
  pause(): void;
  /** All bytes so far. */
  readonly size: number;
  /** The attempt is over; whoever waits is let go. */
  close(): void;
};

/** Unacknowledged output that may pile up for one attempt. */
const windowBytes = 1 << 20;

export function makeOutbox(send: (offset: number, records: Uint8Array) => void): Outbox {
  let base = 0;
  const pending: Uint8Array[] = [];
  let pendingBytes = 0;
  let sending = true;
  let closed = false;
  let waiting: (() => void)[] = [];

  function letGo(): void {
    if (!closed && pendingBytes > windowBytes) return;
    const resumed = waiting;
    waiting = [];
    for (const resume of resumed) resume();
  }

  function drop(journalBytes: number): void {
    let left = journalBytes - base;
    while (left > 0) {
      const [first] = pending;
      if (!first) throw new AppError('CONFLICT', 'more output was acknowledged than was sent');
      if (first.length > left) pending[0] = first.subarray(left);
      else pending.shift();
      const dropped = Math.min(left, first.length);
      base += dropped;
      pendingBytes -= dropped;
      left -= dropped;
    }
    letGo();
  }

  return {
    get size() {
      return base + pendingBytes;
    },
    async append(record) {
      const offset = base + pendingBytes;
      pending.push(record);
      pendingBytes += record.length;
      if (sending) send(offset, record);
      if (pendingBytes > windowBytes && !closed) {
        await new Promise<void>((resume) => waiting.push(resume));
      }
    },
    acknowledge: drop,
    resume(journalBytes) {
      if (journalBytes < base) {
        throw new AppError('CONFLICT', 'the master has lost output that it had acknowledged');
      }
      drop(journalBytes);
      sending = true;
      let offset = base;
      for (const record of pending) {
        send(offset, record);
        offset += record.length;
      }
    },
    pause() {
      sending = false;
    },
    close() {
      closed = true;
      letGo();
    },
  };
}
