// The standard input of this process, as far as a script could read it: a pipe, a file, a terminal.
// Closed or /dev/null means none. What is there at once and ends at once is known before the job is
// submitted, so that the script finds it as it would in a pipe; the rest is streamed while it runs.
import { fstatSync } from 'node:fs';

export type StandardInput =
  | { readonly kind: 'none' }
  | { readonly kind: 'known'; readonly bytes: Uint8Array }
  | { readonly kind: 'stream' };

export type InputReader = {
  /** Waits a moment for the input to end; longer input is a stream. */
  look(): Promise<StandardInput>;
  /** All of it, what `look` has seen included. Ends with the signal: an open pipe keeps nobody alive. */
  chunks(signal: AbortSignal): AsyncIterable<Uint8Array>;
  /** A read that is under way would keep the process alive. */
  close(): void;
};

const lookMs = 30;
const mostKnownBytes = 1 << 20;

function hasInput(): boolean {
  try {
    const found = fstatSync(0);
    return process.stdin.isTTY || !found.isCharacterDevice();
  } catch {
    return false;
  }
}

export function openInput(): InputReader {
  const { stdin } = process;
  const seen: Uint8Array[] = [];
  let source: AsyncIterator<Uint8Array> | undefined;
  let coming: Promise<IteratorResult<Uint8Array>> | undefined;

  const next = () => {
    source ??= stdin[Symbol.asyncIterator]();
    coming ??= source.next();
    return coming;
  };

  async function readAhead(isLate: () => boolean): Promise<boolean> {
    for (let size = 0; size < mostKnownBytes; ) {
      const { value, done } = await next();
      if (isLate()) return false;
      coming = undefined;
      if (done) return true;
      seen.push(value);
      size += value.length;
    }
    return false;
  }

  return {
    async look() {
      if (!hasInput()) return { kind: 'none' };
      if (stdin.isTTY) return { kind: 'stream' };
      let late = false;
      let timer: NodeJS.Timeout | undefined;
      const tooLate = new Promise<boolean>((resolve) => {
        timer = setTimeout(() => {
          late = true;
          resolve(false);
        }, lookMs);
      });
      const ended = await Promise.race([readAhead(() => late), tooLate]);
      clearTimeout(timer);
      return ended ? { kind: 'known', bytes: Buffer.concat(seen) } : { kind: 'stream' };
    },
    close() {
      if (source) stdin.destroy();
    },
    async *chunks(signal) {
      const stop = () => stdin.destroy();
      signal.addEventListener('abort', stop, { once: true });
      try {
        yield* seen;
        for (let one = await next(); !one.done; one = await next()) {
          coming = undefined;
          yield one.value;
        }
      } catch (thrown) {
        if (!signal.aborted) throw thrown;
      } finally {
        signal.removeEventListener('abort', stop);
      }
    },
  };
}
