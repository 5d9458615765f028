// The standard input of this process, as far as a script could read it: a pipe, a file, a terminal.
// Closed or /dev/null means none.
import { fstatSync } from 'node:fs';

export function hasInput(): boolean {
  try {
    const found = fstatSync(0);
    return process.stdin.isTTY || !found.isCharacterDevice();
  } catch {
    return false;
  }
}

/** The bytes as they come. Ends with the signal, so that an open pipe does not keep the program alive. */
export async function* inputChunks(signal: AbortSignal): AsyncIterable<Uint8Array> {
  const { stdin } = process;
  const stop = () => stdin.destroy();
  signal.addEventListener('abort', stop, { once: true });
  try {
    for await (const chunk of stdin) yield chunk;
  } catch (thrown) {
    if (!signal.aborted) throw thrown;
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
