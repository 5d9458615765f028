// Turns the stream of a job's standard input into reads of at most so many bytes. The first piece is
// fetched while the sandbox starts, so that a script finds its input there as it would in a pipe.

export type StdinReader = {
  /** Null at the end of the input. */
  read(maxBytes: number, signal: AbortSignal): Promise<Uint8Array | null>;
  close(): void;
};

const noInput: StdinReader = { read: async () => null, close: () => undefined };

export function stdinReader(
  open: ((signal: AbortSignal) => AsyncIterable<Uint8Array>) | null,
): StdinReader {
  if (!open) return noInput;
  const closing = new AbortController();
  const source = open(closing.signal)[Symbol.asyncIterator]();
  let coming = source.next();
  // Heard when it is read; a script that reads nothing does not care.
  coming.catch(() => undefined);
  let rest: Uint8Array | undefined;
  let ended = false;
  return {
    async read(maxBytes, signal) {
      if (!rest && !ended) {
        const next = await coming;
        signal.throwIfAborted();
        if (next.done) ended = true;
        else {
          rest = next.value;
          coming = source.next();
          coming.catch(() => undefined);
        }
      }
      if (!rest) return null;
      const chunk = rest.subarray(0, maxBytes);
      rest = rest.length > maxBytes ? rest.subarray(maxBytes) : undefined;
      return chunk;
    },
    close: () => closing.abort(),
  };
}
