// Programs that people really write must do in a sandbox what they do in `python3 script.py`.
import { mkdir, rm, rmdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { backendsHere, type Entry, type Ran, type Script, TestBench } from './test-kit.ts';

const who = process.getuid?.() === 0 ? 'root' : 'an ordinary user';
const backends = await backendsHere();
for (const { name, why } of backends) if (why !== '') console.log(`${name} skipped: ${why}`);

function names(entries: readonly Entry[]): string[] {
  return entries.map((entry) => `${entry.kind} ${entry.path}`);
}

describe.each(backends.filter(({ why }) => why === ''))(`$name backend as ${who}`, ({ name }) => {
  let bench: TestBench;
  beforeAll(async () => {
    bench = await TestBench.open(name);
  });
  afterAll(async () => {
    expect(await bench.close()).toEqual([]);
  });

  async function run(of: Script | string): Promise<Ran> {
    const ran = await bench.run(typeof of === 'string' ? { script: of } : of);
    expect(ran.left).toEqual([]);
    return ran;
  }
  async function prints(of: Script | string, expected: string): Promise<void> {
    const ran = await run(of);
    expect(ran.stderr + ran.stdout).toBe(expected);
    expect(ran.end).toMatchObject({ kind: 'exited', status: { kind: 'code', code: 0 } });
  }

  it('gives the exit code', async () => {
    const { end } = await run('raise SystemExit(77)');
    expect(end).toMatchObject({ kind: 'exited', status: { kind: 'code', code: 77 } });
  });

  it.each([
    ['kill -9', 'import os; os.kill(os.getpid(), 9)', 9],
    ['a segmentation fault', 'import ctypes; ctypes.string_at(0)', 11],
    ['abort', 'import os; os.abort()', 6],
    [
      'SIGPIPE at its default',
      'import signal, os; signal.signal(13, signal.SIG_DFL); os.kill(os.getpid(), 13)',
      13,
    ],
  ])('gives the signal of %s', async (_what, script, signal) => {
    const { end } = await run(script);
    expect(end).toMatchObject({ kind: 'exited', status: { kind: 'signal', signal } });
  });

  it('loses what os._exit loses when nobody looks on', async () => {
    const script = 'import os, time; print("x"); time.sleep(0.6); os._exit(3)';
    const { end, stdout } = await run({ script, watched: false });
    expect(stdout).toBe('');
    expect(end).toMatchObject({ status: { code: 3 } });
  });

  it('prints tracebacks with the path that the user knows', async () => {
    const { stderr, end } = await run('def f():\n    raise ValueError("no")\nf()\n');
    expect(stderr).toContain(`  File "${bench.workdir}/script.py", line 3, in <module>\n    f()\n`);
    expect(stderr).toContain('ValueError: no\n');
    expect(end).toMatchObject({ status: { code: 1 } });
  });

  it('starts the script as a shell would', async () => {
    const script = `
import os, sys, signal
print(sys.argv, sys.path[0] == os.getcwd(), os.path.abspath(__file__) == os.getcwd() + "/script.py")
print(sys.executable == ${JSON.stringify(bench.environment.executable)}, sys.orig_argv[0] if hasattr(sys, "orig_argv") else "python3")
print(os.environ["HOME"], sys.stdin.isatty(), sys.stdout.isatty(), sys.flags.hash_randomization)
print(sorted(k for k in os.environ if k.startswith(("PYTHON", "RUNSURGE_P"))))
print([s for s in range(1, 32) if signal.getsignal(s) not in (signal.SIG_DFL, None, signal.SIG_IGN) and s not in (2, 23)])
print([s for s in range(1, 32) if signal.getsignal(s) == signal.SIG_IGN], signal.pthread_sigmask(0, []))
print(sys.path == [p for p in sys.path if "runsurge" not in p.replace(os.getcwd(), "")], "sitecustomize" in sys.modules)
print(__name__, sorted(sys.modules["__main__"].__dict__.keys() - {"os", "sys", "signal"}))
`;
    const ran = await run({ script, args: ['a b', '', '-x', 'é'] });
    expect(ran.stderr).toBe('');
    const has = "['PYTHONHASHSEED']";
    const lines = ran.stdout.split('\n');
    expect(lines.slice(0, 6)).toEqual([
      "['script.py', 'a b', '', '-x', 'é'] True True",
      'True python3',
      '/tmp False False 0',
      has,
      '[]',
      '[13, 25] set()',
    ]);
    expect(lines[6]).toMatch(/^True /);
    expect(lines[7]).toMatch(
      /^__main__ \['__annotations__', '__builtins__', '__cached__', '__doc__', '__file__'/,
    );
  });

  it('passes standard input, however long', async () => {
    const stdin = Buffer.alloc(3 << 20, 'line of text\n');
    const script =
      'import sys, hashlib; d = sys.stdin.buffer.read(); print(len(d), hashlib.sha256(d).hexdigest()[:8])';
    const expected = (await import('node:crypto'))
      .createHash('sha256')
      .update(stdin)
      .digest('hex')
      .slice(0, 8);
    await prints({ script, stdin }, `${stdin.length} ${expected}\n`);
  });

  it('does not mind a script that closes its standard input', async () => {
    const script = 'import os, time; os.close(0); time.sleep(0.1); print("ok")';
    await prints({ script, stdin: Buffer.alloc(1 << 20) }, 'ok\n');
  });

  it('passes every byte of a large output', async () => {
    const script =
      'import sys\nfor _ in range(700): sys.stdout.buffer.write(bytes(range(256)) * 40)';
    const { raw } = await run(script);
    expect(
      raw.equals(Buffer.alloc(700 * 10240, Buffer.from(Array.from({ length: 256 }, (_, i) => i)))),
    ).toBe(true);
  });

  it('loses nothing to a slow reader, and slows the script instead of filling memory', async () => {
    const script =
      'import sys\nfor i in range(60000): print("line", i)\nsys.stderr.write("end" * 20000)';
    const { stdout, stderr } = await run({ script, slowReaderMs: 5 });
    expect(stdout).toBe(Array.from({ length: 60_000 }, (_, i) => `line ${i}\n`).join(''));
    expect(stderr.length).toBe(60_000);
  });

  it('shows output of a script that computes on', async () => {
    const script =
      'import time\nprint("first")\nt = time.monotonic()\nwhile time.monotonic() - t < 1.0: pass\nprint("second")';
    const { arrivals, stdout } = await run(script);
    expect(stdout).toBe('first\nsecond\n');
    expect(arrivals[0]?.text).toBe('first\n');
    // Long before the second, however busy the machine is.
    const [first, second] = arrivals;
    expect((second?.atMs ?? 0) - (first?.atMs ?? 0)).toBeGreaterThan(100);
  });

  it('leaves signal.pause, alarms and sleeping alone while it looks', async () => {
    const script = `
import signal, time, subprocess, os, sys
print("pausing")
signal.signal(signal.SIGALRM, lambda *_: None)
t = time.monotonic(); signal.setitimer(signal.ITIMER_REAL, 0.7); signal.pause()
print(time.monotonic() - t > 0.65)
t = time.monotonic(); time.sleep(0.5); print(0.5 <= time.monotonic() - t < 0.6)
p = subprocess.run([sys.executable, "-c", "import time, signal; print('child'); time.sleep(0.5); print(signal.getsignal(23))"], capture_output=True, text=True)
print(p.stdout.split(), p.returncode)
sys.stdout.flush()
os.execv(sys.executable, ["python3", "-c", "import time; print('after exec'); time.sleep(0.6)"])
`;
    await prints(script, "pausing\nTrue\nTrue\n['child', '0'] 0\nafter exec\n");
  });

  it('delivers new and changed files, directories, and says what it skipped', async () => {
    const script = `
import os
open("new.txt", "w").write("new")
open("changed.csv", "a").write("more")
os.makedirs("deep/er/empty"); open("deep/file.bin", "wb").write(bytes(range(256)))
os.symlink("/etc/passwd", "link"); os.symlink("/usr", "dirlink"); os.mkfifo("pipe")
open(b"bad-\\xff", "w").close(); open("z" * 255, "w").close(); open("new\\nline", "w").close()
os.makedirs("__pycache__"); open("__pycache__/x.pyc", "w").close()
open("secret", "w").write("s"); os.chmod("secret", 0)
os.mkdir("locked"); open("locked/inside", "w").write("i"); os.chmod("locked", 0)
os.utime("same-but-touched.txt"); os.rename("old-name", "new-name")
s = os.stat("sneaky.txt"); open("sneaky.txt", "r+").write("B"); os.utime("sneaky.txt", ns=(s.st_atime_ns, s.st_mtime_ns))
`;
    const files = {
      'changed.csv': 'some',
      'untouched.txt': 'x',
      'data/untouched.txt': 'x',
      'same-but-touched.txt': 'x',
      'old-name': 'o',
      'sneaky.txt': 'A',
    };
    const ran = await run({ script, files });
    expect(ran.stderr).toBe('');
    expect(names(ran.entries)).toEqual([
      'skipped bad-\uFFFD',
      'file changed.csv',
      'dir deep',
      'dir deep/er',
      'dir deep/er/empty',
      'file deep/file.bin',
      'skipped dirlink',
      'skipped link',
      'dir locked',
      'file locked/inside',
      'file new\nline',
      'file new-name',
      'file new.txt',
      'skipped pipe',
      'file same-but-touched.txt',
      'file secret',
      'file sneaky.txt',
      `file ${'z'.repeat(255)}`,
    ]);
    const changed = ran.entries.find((entry) => entry.path === 'changed.csv');
    expect(changed).toMatchObject({ content: Buffer.from('somemore'), mode: 0o644 });
    expect(ran.entries.find((entry) => entry.path === 'secret')).toMatchObject({ mode: 0 });
  });

  it('runs a script that lies outside the working directory', async () => {
    const outside = `${dirname(bench.workdir)}/scripts`;
    if (name === 'process') await mkdir(outside);
    await prints(
      {
        main: `${outside}/main.py`,
        script: 'import os, helper; print(__file__, os.getcwd(), helper.__name__)',
        files: { [`${outside}/helper.py`]: '' },
        extraDirs: [outside],
      },
      `${outside}/main.py ${bench.workdir} helper\n`,
    );
    if (name === 'process') await rmdir(outside);
  });

  it('keeps an interpreter that lies in the working directory', async () => {
    const inner = `${bench.workdir}/tools`;
    const environment = { ...bench.environment, prefixes: ['/usr', inner] };
    if (name === 'bwrap') return; // nothing of the host lies there
    await mkdir(inner);
    await writeFile(`${inner}/here`, 'x');
    const { end, stdout, entries } = await run({
      script: 'import os; print(os.listdir("tools"))',
      environment,
    });
    expect(stdout).toBe("['here']\n");
    expect(end).toMatchObject({ status: { code: 0 } });
    expect(entries).toEqual([]);
    await rm(inner, { recursive: true });
  });

  it('runs the usual libraries of concurrency', async () => {
    const script = `
import multiprocessing as mp, concurrent.futures as cf, threading, asyncio, subprocess, sqlite3, tempfile
from multiprocessing import shared_memory
def sq(x): return x * x
if __name__ == "__main__":
    with mp.Pool(2) as p: print(p.map(sq, range(4)))
    with mp.get_context("spawn").Pool(1) as p: print(p.map(sq, range(3)))
    with cf.ProcessPoolExecutor(2) as e: print(list(e.map(sq, range(3))))
    with cf.ThreadPoolExecutor(4) as e: print(list(e.map(sq, range(3))))
    async def a(): await asyncio.sleep(0.01); return "aio"
    print(asyncio.run(a()))
    with tempfile.NamedTemporaryFile() as f: f.write(b"x"); print("tmp")
    print(subprocess.run(["echo", "hi"], capture_output=True, text=True).stdout.strip())
    c = sqlite3.connect("a.db"); c.execute("create table t(x)"); c.commit(); print("sqlite")
    s = shared_memory.SharedMemory(create=True, size=1 << 20); s.close(); s.unlink(); print("shm")
    q = mp.Queue(); t = threading.Thread(target=q.put, args=(1,)); t.start(); print(q.get()); t.join()
`;
    const lines = '[0, 1, 4, 9]\n[0, 1, 4]\n[0, 1, 4]\n[0, 1, 4]\naio\ntmp\nhi\nsqlite\nshm\n1\n';
    await prints(script, lines);
  });

  it('takes a large input and measures what the script used', async () => {
    const script = `
import time
data = open("big.bin", "rb").read(); copy = bytearray(80 << 20)
for i in range(0, len(copy), 4096): copy[i] = 1
t = time.process_time()
while time.process_time() - t < 0.3: pass
print(len(data))
`;
    const files = { 'big.bin': Buffer.alloc(40 << 20, 'x') };
    const { end, stdout, samples, entries } = await run({ script, files });
    expect(stdout).toBe(`${40 << 20}\n`);
    expect(names(entries)).toEqual([]);
    if (end.kind !== 'exited') throw new Error(end.message);
    expect(end.usage.peakRssBytes).toBeGreaterThan(115 << 20);
    expect(end.usage.peakRssBytes).toBeLessThan(180 << 20);
    expect(end.usage.cpuMs).toBeGreaterThan(300);
    expect(samples.length).toBeGreaterThanOrEqual(1);
  });

  it('has numpy and pandas where the machine has them', async () => {
    if (!Object.hasOwn(bench.environment.packages, 'pandas')) return;
    const script =
      'import numpy as np, pandas as pd\nprint(pd.DataFrame({"a": np.arange(3)}).a.sum(), (np.eye(3) @ np.ones(3))[0])';
    await prints({ script, limits: { memoryBytes: 512 << 20 } }, '3 1.0\n');
  });
});
