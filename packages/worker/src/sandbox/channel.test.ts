// A script's channel through a real agent: bytes both ways, while it prints and after it has ended.
import { cp, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { shippedPython } from './agent-files.ts';
import type { ChannelWriter } from './backend.ts';
import { backendsHere, TestBench } from './test-kit.ts';

const prelude = `
import os, sys
end = int(os.environ["RUNSURGE_CHANNEL"])
def read(count):
    got = b""
    while len(got) < count:
        got += os.read(end, count - len(got))
    return got
def write(data):
    data = memoryview(data)
    while data:
        data = data[os.write(end, data):]
`;

/** Our Python, but for what turns a script into a driver: here the script speaks for itself. */
async function plainPython(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'runsurge-python-'));
  await cp(shippedPython, dir, { recursive: true });
  const start = 'import os\ndef main(role):\n    os.environ["RUNSURGE_ROLE"] = role\n';
  await writeFile(join(dir, 'auto/start.py'), start);
  return dir;
}

type Heard = { bytes: Buffer; closed: boolean };

describe.each(await backendsHere())('a channel in $name', ({ name, why }) => {
  let bench: TestBench;
  beforeAll(async () => {
    if (!why) bench = await TestBench.open(name, undefined, await plainPython());
  });
  afterAll(async () => {
    if (!why) expect(await bench.close()).toEqual([]);
  });

  async function talk(
    script: string,
    open: (writer: ChannelWriter) => void,
    received: (chunk: Uint8Array, writer: ChannelWriter) => Promise<void> = async () => undefined,
  ) {
    const heard: Heard = { bytes: Buffer.alloc(0), closed: false };
    let writer: ChannelWriter | undefined;
    const ran = await bench.run({
      script: prelude + script,
      channel: {
        role: 'driver',
        opened(opened) {
          writer = opened;
          open(opened);
        },
        async received(chunk) {
          heard.bytes = Buffer.concat([heard.bytes, chunk]);
          if (writer) await received(chunk, writer);
        },
        closed() {
          heard.closed = true;
        },
      },
    });
    expect(ran.left).toEqual([]);
    return { heard, ran };
  }

  it.skipIf(why)('carries bytes both ways, and output as ever', async () => {
    const { heard, ran } = await talk(
      'print(os.environ["RUNSURGE_ROLE"], read(5))\nwrite(b"pong")\n',
      (writer) => void writer.write(Buffer.from('hello')),
    );
    expect([ran.stdout, heard.bytes.toString(), heard.closed]).toEqual([
      "driver b'hello'\n",
      'pong',
      true,
    ]);
  });

  it.skipIf(why)('carries more than its window, whole, in both directions', async () => {
    const size = 5_000_000;
    const sent = Buffer.alloc(size, 'abcdefghijk');
    const { heard, ran } = await talk(
      `data = read(${size})\nwrite(data)\nprint(len(data))\n`,
      (writer) => void writer.write(sent),
    );
    expect(ran.stdout).toBe(`${size}\n`);
    expect(heard.bytes.equals(sent)).toBe(true);
  });

  it.skipIf(why)('that nobody reads neither grows nor keeps output from coming', async () => {
    const { ran } = await talk(
      'os.set_blocking(end, False)\nsent = 0\nimport time\n' +
        'until = time.monotonic() + 0.5\nwhile time.monotonic() < until:\n' +
        '    try: sent += os.write(end, b"x" * 65536)\n    except BlockingIOError: time.sleep(0.01)\n' +
        'print(sent < 3_000_000)\n',
      () => undefined,
      () => new Promise(() => undefined),
    );
    expect([ran.stdout, ran.end.kind]).toEqual(['True\n', 'exited']);
  });

  it.skipIf(why)('ends for the script when what it says makes no sense', async () => {
    const { heard, ran } = await talk(
      'write(b"garbage")\nprint(os.read(end, 1))\n',
      () => undefined,
      () => Promise.reject(new Error('garbage')),
    );
    expect([ran.stdout, heard.closed, ran.end.kind]).toEqual(["b''\n", true, 'exited']);
  });

  it.skipIf(why)('is not there for a plain script', async () => {
    const ran = await bench.run({
      script:
        'import os\nprint([k for k in os.environ if "RUNSURGE_" in k and k != "RUNSURGE_MARK"])\n',
    });
    expect(ran.stdout).toBe('[]\n');
  });
});
