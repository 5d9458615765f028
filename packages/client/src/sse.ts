// Reads server-sent events out of bytes: the data of each event, in order. Ids and retry times are not
// needed here; comments only show that the connection lives.

const lineEnd = /\r\n|\n|\r/;

export async function* serverEvents(
  source: AsyncIterable<Uint8Array>,
): AsyncGenerator<string, void, undefined> {
  const decoder = new TextDecoder();
  let rest = '';
  let data: string[] = [];
  for await (const chunk of source) {
    rest += decoder.decode(chunk, { stream: true });
    // A \r at the end may be half of a \r\n.
    const isHalf = rest.endsWith('\r');
    const lines = (isHalf ? rest.slice(0, -1) : rest).split(lineEnd);
    rest = (lines.pop() ?? '') + (isHalf ? '\r' : '');
    for (const line of lines) {
      if (line.startsWith('data:')) data.push(line.slice(5).replace(/^ /, ''));
      if (line !== '' || data.length === 0) continue;
      yield data.join('\n');
      data = [];
    }
  }
}
