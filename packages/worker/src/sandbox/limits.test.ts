// Every limit ends a run with its own reason, and nothing is left of it: no process, mount, control
// group or directory. Both backends.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { backendsHere, type Ran, type Script, TestBench } from './test-kit.ts';

const who = process.getuid?.() === 0 ? 'root' : 'an ordinary user';
const backends = (await backendsHere()).filter(({ why }) => why === '');

describe.each(backends)(`limits of the $name backend as ${who}`, ({ name }) => {
  let bench: TestBench;
  beforeAll(async () => {
    bench = await TestBench.open(name);
  });
  afterAll(async () => {
    expect(await bench.close()).toEqual([]);
  });

  async function run(of: Script): Promise<Ran> {
    const ran = await bench.run(of);
    expect(ran.left).toEqual([]);
    return ran;
  }

  it('ends a memory bomb', async () => {
    const { end, tookMs } = await run({
      script: 'a = []\nwhile True: a.append(bytearray(1 << 20))',
      limits: { memoryBytes: 64 << 20 },
    });
    expect(end.kind).toBe('out-of-memory');
    expect(tookMs).toBeLessThan(3000);
  });

  it('ends a memory bomb in a child of the script', async () => {
    const { end } = await run({
      script:
        'import multiprocessing as m\ndef f(_):\n  a = []\n  while True: a.append(bytearray(1 << 20))\nm.Pool(1).map(f, [1])',
      limits: { memoryBytes: 64 << 20 },
    });
    expect(end.kind).toBe('out-of-memory');
  });

  it('lets a script catch its own MemoryError', async () => {
    const { end, stdout } = await run({
      script: 'try: bytearray(1 << 60)\nexcept MemoryError: print("caught")',
    });
    expect(stdout).toBe('caught\n');
    expect(end.kind).toBe('exited');
  });

  it.skipIf(name === 'process' && process.getuid?.() !== 0)('ends a memfd bomb', async () => {
    const { end, stdout } = await run({
      script:
        'import os\ntry: f = os.memfd_create("x")\nexcept OSError: print("denied"); raise SystemExit\nwhile True: os.write(f, b"x" * (1 << 20))',
      limits: { memoryBytes: 64 << 20, fileBytes: 1 << 30 },
    });
    expect(end.kind === 'out-of-memory' || stdout === 'denied\n').toBe(true);
  });

  it('survives a fork bomb', async () => {
    const { end, tookMs } = await run({
      script: 'import os\nwhile True:\n  try: os.fork()\n  except OSError: pass',
      limits: { wallMs: 500 },
    });
    expect(end.kind).toBe('timeout');
    expect(tookMs).toBeLessThan(5000);
  });

  it('survives zombies, threads and descriptors without end', async () => {
    const { end, stdout } = await run({
      script: `
import os, threading, time
n = 0
try:
    while n < 3000:
        if os.fork() == 0: os._exit(0)
        n += 1
except OSError: pass
fds = []
try:
    while True: fds.append(os.open("/dev/null", 0))
except OSError: print(len(fds))
`,
      limits: { wallMs: 8000 },
    });
    expect(end.kind).toBe('exited');
    expect(Number(stdout)).toBeLessThan(1024);
  });

  it.each(['stdout', 'stderr'])('ends a flood of %s', async (stream) => {
    const { end, tookMs } = await run({
      script: `import os\nwhile True: os.write(${stream === 'stdout' ? 1 : 2}, b"x" * 65536)`,
      limits: { outputBytes: 1 << 20 },
    });
    expect(end.kind).toBe('output-limit');
    expect(tookMs).toBeLessThan(3000);
  });

  it('delivers exactly as much output as is allowed', async () => {
    const { end, raw } = await run({
      script: 'import os\nwhile True: os.write(1, b"x" * 7777)',
      limits: { outputBytes: 100_000 },
    });
    expect(end.kind).toBe('output-limit');
    expect(raw.length).toBe(100_000);
  });

  it('says so when the last output of an ended script is cut', async () => {
    const { end, raw } = await run({
      script: 'import os; os.write(1, b"x" * 60000)',
      limits: { outputBytes: 50_000 },
    });
    expect(end.kind).toBe('output-limit');
    expect(raw.length).toBe(50_000);
  });

  it('ends a script that fills the disk', async () => {
    const { end, tookMs } = await run({
      script:
        'import os\nn = 0\nwhile True:\n  n += 1\n  with open(f"f{n}", "wb") as f: f.write(b"x" * (1 << 20))\n',
      limits: { diskBytes: 32 << 20, fileBytes: 1 << 30 },
    });
    expect(end.kind).toBe('disk-limit');
    expect(tookMs).toBeLessThan(5000);
  });

  it('refuses a file over its limit, sparse ones too', async () => {
    const { stdout } = await run({
      script: `
f = open("s", "wb")
try: f.truncate(1 << 50)
except OSError as e: print(e.errno)
try:
    while True: f.write(b"x" * (1 << 20)); f.flush()
except OSError as e: print(e.errno)
`,
      limits: { fileBytes: 4 << 20 },
    });
    expect(stdout).toBe('27\n27\n');
  });

  it.each([
    ['an endless loop', 'while True: pass'],
    [
      'sleeping with every signal ignored',
      'import signal, time\nfor s in range(1, 65):\n  try: signal.signal(s, signal.SIG_IGN)\n  except Exception: pass\ntime.sleep(1e6)',
    ],
    ['stopping itself', 'import os; os.kill(os.getpid(), 19)'],
  ])('ends %s in time', async (_what, script) => {
    const { end, tookMs } = await run({ script, limits: { wallMs: 300 } });
    expect(end.kind).toBe('timeout');
    expect(tookMs).toBeGreaterThan(290);
    expect(tookMs).toBeLessThan(1500);
  });

  it('returns with the main process, whoever still holds its output', async () => {
    const { end, stdout, tookMs } = await run({
      script:
        'import os, time\nif os.fork() == 0:\n  os.setsid()\n  if os.fork() == 0:\n    time.sleep(1000)\n  os._exit(0)\nprint("parent done")',
    });
    expect(stdout).toBe('parent done\n');
    expect(end).toMatchObject({ kind: 'exited', status: { code: 0 } });
    expect(tookMs).toBeLessThan(2000);
  });

  it('cancels at once', async () => {
    const { end, tookMs, stdout } = await run({
      script: 'print("started", flush=True)\nimport time; time.sleep(60)',
      during: (sandbox) => setTimeout(() => sandbox.cancel(), 300),
    });
    expect(end.kind).toBe('cancelled');
    expect(stdout).toBe('started\n');
    expect(tookMs).toBeLessThan(1500);
  });

  it('can be closed while the script runs, twice', async () => {
    const { end, tookMs } = await run({
      script: 'import time; time.sleep(60)',
      during: (sandbox) => {
        setTimeout(() => void sandbox.close(), 200);
        setTimeout(() => void sandbox.close(), 210);
      },
    });
    expect(end.kind).toBe('cancelled');
    expect(tookMs).toBeLessThan(1500);
  });

  it('refuses directories of the system', async () => {
    for (const workdir of [
      '/',
      '/usr/x',
      '/proc',
      '/etc',
      '/lib64',
      '/dev/shm',
      'relative',
      '/a/../b',
    ]) {
      const { environment } = bench;
      const { roomy: limits } = await import('./test-kit.ts');
      const spec = { id: 'bad', environment, limits, workdir, extraDirs: [] };
      await expect(bench.backend.start(spec, AbortSignal.timeout(5000))).rejects.toThrow(
        /directory|path/,
      );
    }
  });

  it('refuses ids that are paths or taken, and touches nothing then', async () => {
    const { environment, workdir } = bench;
    const { roomy: limits } = await import('./test-kit.ts');
    const start = (id: string) =>
      bench.backend.start(
        { id, environment, limits, workdir, extraDirs: [] },
        AbortSignal.timeout(5000),
      );
    const first = await start('one');
    await expect(start('../one')).rejects.toThrow(/name a sandbox/);
    await expect(start('one')).rejects.toThrow(/cannot make/);
    await first.putFile(
      `${workdir}/still-there`,
      1,
      (async function* () {
        yield Buffer.from('x');
      })(),
    );
    await first.close();
  });

  it('survives a script that kills its agent or forges its end', async () => {
    const { end } = await run({
      script:
        'import os, time\nif os.fork() == 0: time.sleep(99)\nos.kill(os.getppid(), 9); time.sleep(0.3); print("on")',
    });
    expect(end.kind).toBe(name === 'bwrap' ? 'exited' : 'sandbox-failed');
  });

  it('refuses files outside its directories', async () => {
    for (const path of ['/etc/x', `${bench.workdir}/../x`, bench.workdir, `${bench.workdir}2/x`]) {
      await expect(run({ script: '', files: { [path]: 'x' } })).rejects.toThrow(/outside/);
    }
  });
});
