// Turns the stream of a job's standard input into reads of at most so many bytes. Opened at the first
// read, so that a script that reads nothing costs nothing.

export type StdinReader = {
  /** Null at the end of the input. */
  read(maxBytes: number, signal: AbortSignal): Promise<Uint8Array | null>;
  close(): void;
};

export function stdinReader(
  open: ((signal: AbortSignal) => AsyncIterable<Uint8Array>) | null,
): StdinReader {
  const closing = new AbortController();
  let source: AsyncIterator<Uint8Array> | undefined;
  let rest: Uint8Array | undefined;
  let ended = open === null;
  return {
    async read(maxBytes, signal) {
      if (!open || (ended && !rest)) return null;
      source ??= open(closing.signal)[Symbol.asyncIterator]();
      if (!rest) {
        const next = await source.next();
        signal.throwIfAborted();
        if (next.done) {
          ended = true;
          return null;
        }
        rest = next.value;
      }
      const chunk = rest.subarray(0, maxBytes);
      rest = rest.length > maxBytes ? rest.subarray(maxBytes) : undefined;
      return chunk;
    },
    close: () => closing.abort(),
  };
}
