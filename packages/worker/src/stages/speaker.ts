// Messages to one script, in the order in which they were said, also when the bytes of one are still
// being fetched.
import type { ChannelWriter } from '../sandbox/index.ts';
import type { Arrived } from './contents.ts';
import { encodeMessage, type Message, messageHead } from './messages.ts';

type Header = Message['header'];

export type Speaker = {
  opened(writer: ChannelWriter): void;
  say(header: Header, payload?: Uint8Array): void;
  /** What `prepare` gives is said; nothing is, when it fails. */
  sayLater(prepare: () => Promise<{ header: Header; payload: Arrived }>): Promise<void>;
  /** Said, and not yet read by the script. */
  unreadBytes(): number;
  close(): void;
};

export function makeSpeaker(): Speaker {
  let writer: ChannelWriter | undefined;
  let waiting = 0;
  let unread = 0;
  let tail = Promise.resolve();

  async function stream(header: Header, { sizeBytes, bytes, release }: Arrived): Promise<void> {
    try {
      if (bytes instanceof Uint8Array) return await writer?.write(encodeMessage(header, bytes));
      await writer?.write(messageHead(header, sizeBytes));
      try {
        for await (const chunk of bytes) await writer?.write(chunk);
      } catch (thrown) {
        // Whatever came now would be read as the rest of this message.
        writer?.close();
        throw thrown;
      }
    } finally {
      release();
    }
  }

  function after(work: () => Promise<void>): Promise<void> {
    waiting += 1;
    const done = tail.then(work).finally(() => {
      waiting -= 1;
    });
    tail = done.catch(() => undefined);
    return done;
  }

  return {
    opened(opened) {
      writer = opened;
    },
    say(header, payload) {
      const bytes = encodeMessage(header, payload);
      unread += bytes.length;
      const said = waiting === 0 ? writer?.write(bytes) : after(async () => writer?.write(bytes));
      void said?.then(() => {
        unread -= bytes.length;
      });
    },
    sayLater: (prepare) =>
      after(async () => {
        const { header, payload } = await prepare();
        await stream(header, payload);
      }),
    unreadBytes: () => unread,
    close: () => writer?.close(),
  };
}
