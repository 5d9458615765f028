// Scripts that try to get out of bwrap. Numbers refer to the list of abuse tests in docs/security.md;
// only the isolating backend can pass these.
import { createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { backendsHere, type Ran, type Script, TestBench } from './test-kit.ts';

const who = process.getuid?.() === 0 ? 'root' : 'an ordinary user';
const bwrap = (await backendsHere()).find(({ name }) => name === 'bwrap');

/** `T` prints what a call gives or the name of its error; `SC` a raw system call. */
const prelude = `
import os, sys, socket, ctypes, errno, time, signal
libc = ctypes.CDLL(None, use_errno=True)
def T(f, *a):
    try: r = f(*a); print("OK", repr(r)[:200])
    except BaseException as e: print(errno.errorcode.get(getattr(e, "errno", None), type(e).__name__))
def SC(n, *a):
    r = libc.syscall(n, *a); print(errno.errorcode.get(ctypes.get_errno(), "?") if r < 0 else "OK %d" % r)
`;

describe.skipIf(bwrap?.why !== '')(`hostile scripts in bwrap, worker is ${who}`, () => {
  let bench: TestBench;
  beforeAll(async () => {
    bench = await TestBench.open('bwrap');
  });
  afterAll(async () => {
    expect(await bench.close()).toEqual([]);
  });

  async function run(of: Script): Promise<Ran> {
    const ran = await bench.run({ ...of, script: prelude + of.script });
    expect(ran.left).toEqual([]);
    return ran;
  }
  async function lines(script: string): Promise<string[]> {
    const { stdout, stderr } = await run({ script });
    expect(stderr).toBe('');
    return stdout.trimEnd().split('\n');
  }

  it('reach no network, not even this machine (19-23)', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    const abstract = createServer().listen('\0runsurge-abstract-test');
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 9;
    const found = await lines(`
T(lambda: socket.create_connection(("1.1.1.1", 80), 2))
T(lambda: socket.create_connection(("127.0.0.1", ${port}), 2))
T(socket.gethostbyname, "example.org")
s = socket.socket(socket.AF_UNIX); T(s.connect, "\\0runsurge-abstract-test")
for f, t in ((16, 3), (17, 3), (40, 1), (38, 5), (10, 1), (2, 1), (2, 3)): T(socket.socket, f, t)
`);
    server.close();
    abstract.close();
    expect(found.filter((line) => line.startsWith('OK'))).toEqual([]);
    expect(found.slice(4)).toEqual(Array(7).fill('EAFNOSUPPORT'));
  });

  it('see no files of the host (24, 26)', async () => {
    const found = await lines(
      `
for p in ("/etc/shadow", "/etc/hostname", "/root", "/home/user", "/srv", "/var", "/run/user", "/run/dbus", "/sys", "/boot", "/etc/machine-id", "/work", "/mnt", ${JSON.stringify(process.cwd())}):
    T(os.stat, p)
print(sorted(os.listdir("/etc")), open("/etc/passwd").read().count("\\n"))
print([p for p in os.listdir("/proc") if p.isdigit() and int(p) > 20], os.listdir('/home'))
`,
    );
    expect(found.slice(0, 14).filter((line) => line !== 'ENOENT')).toEqual([]);
    expect(found[14]).toMatch(
      /^\['alternatives', 'group', 'ld.so.cache', 'passwd'(, 'python3\.\d+')*\] 1$/,
    );
    expect(found[15]).toBe("[] ['someone']");
  });

  it('see no variables, descriptors or directories of the worker (25, 29)', async () => {
    const found = await lines(`
print(sorted(k for k in os.environ if k not in ("PATH","HOME","LC_CTYPE","RUNSURGE_MARK") and not k.startswith(("PYTHON","OPENBLAS","OMP","MKL"))))
print(sorted(os.listdir("/proc/self/fd")))
for fd in range(3, 40): 
    try: os.write(fd, b"\\x02\\0\\0\\0x{}"); print("wrote", fd)
    except OSError: pass
for n in ("mem", "environ", "root/etc", "fd", "cwd", "maps", "exe"): T(lambda: os.listdir("/proc/1/" + n) if n in ("fd", "root/etc", "cwd") else open("/proc/1/" + n, "rb").read(9))
`);
    expect(found[0]).toBe('[]');
    expect(found[1]).toBe("['0', '1', '2', '3']"); // 3 is listdir's own
    expect(found.slice(2).filter((line) => line !== 'EACCES' && line !== 'EPERM')).toEqual([]);
  });

  it('write nowhere but their directory and /tmp (9, 28)', async () => {
    const found = await lines(`
for p in ("/x", "/dev/x", "/usr/x", "/etc/passwd", "/run/runsurge/agent.py", "/run/runsurge/live/x", "../x"): T(lambda: open(p, "ab"))
for p in ("/proc/sysrq-trigger", "/proc/sys/kernel/core_pattern", "/proc/sys/kernel/panic", "/proc/1/mem", "/proc/1/oom_score_adj", "/proc/acpi", "/proc/irq/0", "/proc/1/setgroups"): T(lambda: os.open(p, os.O_WRONLY))
T(lambda: os.write(os.open("/proc/self/uid_map", os.O_WRONLY), b"0 0 1"))
T(lambda: open("/tmp/ok", "w").write("x")); T(lambda: open("/dev/shm/ok", "w").write("x"))
T(lambda: open("/tmp/ok", "rb").read())
`);
    expect(found.slice(0, 16).filter((line) => line.startsWith('OK'))).toEqual([]);
    expect(found.slice(16)).toEqual(['OK 1', 'OK 1', "OK b'x'"]);
  });

  it('cannot fill /tmp or /dev/shm over their size (5)', async () => {
    const found = await lines(`
for p in ("/tmp/x", "/dev/shm/x"):
    f = open(p, "wb", buffering=0); n = 0
    try:
        while n < 400: n += f.write(b"x" * (1 << 20)) >> 20
    except OSError as e: print(errno.errorcode[e.errno], n <= 140)
    os.unlink(p)
`);
    expect(found).toEqual(['EFBIG', 'EFBIG'].map((code) => `${code} True`));
  });

  it('cannot trace, signal or stop the agent (27, 30, 31)', async () => {
    const found = await lines(`
SC(101, 16, 1, 0, 0); SC(310, 1, 0, 0, 0, 0, 0); SC(311, 1, 0, 0, 0, 0, 0)
for s in range(1, 65):
    try: os.kill(1, s)
    except OSError: pass
os.setpgid(0, 0) if False else None
T(os.kill, 1, 9); print(os.getppid()); time.sleep(0.2); print("alive")
`);
    if (process.arch === 'x64') expect(found.slice(0, 3)).toEqual(['EPERM', 'EPERM', 'EPERM']);
    expect(found.slice(-2)).toEqual(['1', 'alive']);
  });

  it('survive their own kill(-1)', async () => {
    const { end, stdout } = await run({
      script: 'signal.signal(15, signal.SIG_IGN); T(os.kill, -1, 15); T(os.kill, -1, 9)',
    });
    expect(stdout).toBe('ESRCH\nESRCH\n'); // nobody else in there that it may reach
    expect(end.kind).toBe('exited');
  });

  it.skipIf(process.arch !== 'x64')('find every door of the kernel shut (32, 34)', async () => {
    const found = await lines(`
SC(272, 0x10000000); SC(272, 0x20000); SC(165, b"none", b"/tmp", b"tmpfs", 0, 0); SC(161, b"/tmp"); SC(155, b".", b".")
SC(56, 0x10000011, 0, 0, 0, 0); SC(435, 0, 0); SC(308, 0, 0)
for n, a in ((425, (8, 0)), (323, (0,)), (321, (0, 0, 0)), (298, (0, 0, 0, 0, 0)), (250, (0, 0)), (248, (b"a", b"b", 0, 0, 0)), (304, (0, 0, 0)), (303, (0, 0, 0, 0, 0)), (169, (0, 0, 0)), (175, (0, 0, 0)), (246, (0, 0, 0, 0)), (135, (0x40000,)), (447, (0,)), (462, (0,)), (500, (0,)), (29, (1234, 4096, 0o1777)), (253, ())): SC(n, *a)
`);
    expect(found.filter((line) => line !== 'EPERM' && line !== 'ENOSYS')).toEqual([]);
  });

  it('gain nothing from devices, set-uid bits or priorities (33, 36, 37)', async () => {
    const found = await lines(`
import fcntl, resource, subprocess
T(os.mknod, "d", 0o060666, os.makedev(254, 0)); T(os.setuid, 0); T(os.setgroups, [0])
T(os.sched_setscheduler, 0, os.SCHED_FIFO, os.sched_param(50)); T(os.setpriority, os.PRIO_PROCESS, 0, -10)
T(resource.setrlimit, resource.RLIMIT_NOFILE, (99999, 99999))
T(fcntl.ioctl, 0, 0x5412, b"x"); T(lambda: open("/dev/tty"))
T(lambda: subprocess.run(["/usr/bin/su", "-c", "id"], check=True, capture_output=True, timeout=5))
`);
    expect(found.filter((line) => line.startsWith('OK'))).toEqual([]);
  });

  it.skipIf(process.arch !== 'x64').each([
    [
      'int 0x80',
      'import mmap\nb = mmap.mmap(-1, 4096, prot=7)\nb.write(bytes.fromhex("b814000000cd80c3"))\na = ctypes.addressof(ctypes.c_char.from_buffer(b))\nctypes.CFUNCTYPE(ctypes.c_int)(a)()',
    ],
    ['x32', 'SC(0x40000000 + 39)'],
  ])('die of the system calls of other architectures: %s (35)', async (_what, script) => {
    const { end } = await run({ script });
    expect(end).toMatchObject({ kind: 'exited', status: { kind: 'signal', signal: 31 } });
  });

  it('cannot smuggle host files out through links (39-43)', async () => {
    const { entries } = await run({
      script: `
os.symlink("/etc/passwd", "a"); os.symlink("/usr", "b"); os.mkfifo("c"); os.symlink("/dev/zero", "d")
s = socket.socket(socket.AF_UNIX); s.bind("e"); os.mkdir("f"); os.symlink("..", "f/up")
T(os.link, "/run/runsurge/agent.py", "g"); T(os.link, "/usr/bin/env", "h")
`,
    });
    expect(entries.filter((entry) => entry.kind === 'file')).toEqual([]);
    expect(entries.filter((entry) => entry.kind === 'skipped').length).toBe(6);
  });

  it('cannot drown the worker in small or deep files (53)', async () => {
    const { entries, end } = await run({
      script: `
for i in range(3000): open("n%d" % i, "w").close()
for i in range(300): os.mkdir("d" * 200); os.chdir("d" * 200)
`,
      limits: { diskBytes: 512 << 20 },
    });
    expect(end.kind).toBe('exited');
    expect(entries.filter((entry) => entry.kind === 'file').length).toBe(3000);
    expect(entries.some((entry) => entry.kind === 'skipped')).toBe(true);
  });

  it('ends as out of memory or disk when a script fills the inodes (7)', async () => {
    const { end } = await run({
      script: 'n = 0\nwhile True: open("/tmp/%d" % n, "w").close(); n += 1',
      limits: { memoryBytes: 64 << 20, wallMs: 4000 },
    });
    expect(['out-of-memory', 'disk-limit']).toContain(end.kind);
  });

  it('leave nothing for the next script (18)', async () => {
    await run({
      script: 'open("/tmp/secret", "w"); open("numpy.py", "w"); open("/dev/shm/k", "w")',
    });
    const found = await lines('print(os.listdir("/tmp"), os.listdir("/dev/shm"), os.listdir("."))');
    expect(found).toEqual(["[] [] ['script.py']"]);
  });

  it('cannot see each other when they run at once (59)', async () => {
    const script = `
open("/tmp/mine", "w"); open("mine", "w"); time.sleep(0.3)
print(len([p for p in os.listdir("/proc") if p.isdigit()]), os.listdir("/tmp"), len(os.listdir(".")))
`;
    const both = await Promise.all([
      bench.run({ script: prelude + script }),
      bench.run({ script: prelude + script }),
    ]);
    for (const { stdout } of both) expect(stdout).toBe("2 ['mine'] 2\n");
  });
});
