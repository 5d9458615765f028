// Which top-level modules a script names in its import statements, so that it goes to an environment
// that has them. A wrong guess costs nothing but the preference: the script still runs as it is.

const longestScan = 4 * 1024 * 1024;
const statement =
  /^[ \t]*(?:import[ \t]+([^\n#;]+)|from[ \t]+([A-Za-z_]\w*)[\w.]*[ \t]+import\b)/gm;

export async function importsOf(script: AsyncIterable<Uint8Array>): Promise<string[]> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of script) {
    chunks.push(chunk);
    size += chunk.length;
    if (size >= longestScan) break;
  }
  return importsIn(Buffer.concat(chunks).toString('latin1'));
}

export function importsIn(text: string): string[] {
  const found = new Set<string>();
  for (const [, list, module] of text.matchAll(statement)) {
    if (module !== undefined) found.add(module);
    for (const item of list?.split(',') ?? []) {
      const name = /^\s*([A-Za-z_]\w*)/.exec(item)?.[1];
      if (name !== undefined) found.add(name);
    }
  }
  return [...found].sort();
}
