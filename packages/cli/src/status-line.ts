// One line of progress at the bottom of a terminal's stderr. Anywhere else it does not exist, so that
// pipes stay clean. What a script prints goes above it.

export type StatusLine = {
  show(text: string): void;
  /** Before anything else is written to the terminal. */
  clear(): void;
};

const longest = 200;

export function makeStatusLine(stderr: NodeJS.WriteStream, isDumb: boolean): StatusLine {
  if (!stderr.isTTY || isDumb) return { show: () => undefined, clear: () => undefined };
  let shown = '';
  return {
    show(text) {
      const line = text.slice(0, Math.min(longest, (stderr.columns || 80) - 1));
      if (line === shown) return;
      shown = line;
      stderr.write(`\r\u001b[K${line}`);
    },
    clear() {
      if (shown) stderr.write('\r\u001b[K');
      shown = '';
    },
  };
}
