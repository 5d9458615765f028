# The agent inside a sandbox: takes files and one run command from the worker as frames on fd 0, runs
# the script as a plain `python3` child, and sends its output, its end and what it left behind on
# fd 1. Knows nothing about how its sandbox was made: every backend uses it. frames.ts is the other half.
#
# Started with `python3 -I -S -E` and imported, so that it is compiled once; imports only what is compiled in or one small library, because
# `os` and `struct` would make the start 3 ms longer (5.4 -> 8.5 ms). Paths are bytes throughout.
# A frame is: u32 little-endian length of the payload, u8 kind, payload.
import _signal
import posix
import resource
import select
import sys
import time

MAX_FRAME = 1 << 20
CHUNK = 1 << 16
FILE_CHUNK = 1 << 18
QUEUE_LIMIT = 1 << 18
STDIN_ROOM = 1 << 16
MAX_ENTRIES = 100_000
DRAIN_BYTES = 4 << 20
COUNT_SECONDS = 0.25
# How long children that outlive the script may still print; then they are ended.
ORPHAN_SECONDS = 1.0
# Of a channel, each way: bytes under way that the other side has not yet said it took; how many it
# takes before it says so; and a number so high that the script's own files get the ones they always had.
CHANNEL_ROOM = 1 << 20
CHANNEL_REPORT = 1 << 16
CHANNEL_FD = 1000

# Reasons in an `ended` frame.
EXITED, TIMED_OUT, TOO_MUCH_OUTPUT, KILLED, TOO_MANY_FILES = 0, 1, 2, 3, 4

# linux/prctl.h
PR_SET_DUMPABLE, PR_SET_CHILD_SUBREAPER = 4, 36

S_IFMT, S_IFREG, S_IFDIR, S_IFLNK = 0o170000, 0o100000, 0o040000, 0o120000
ODD_KINDS = {
    S_IFLNK: b"symbolic link",
    0o010000: b"named pipe",
    0o140000: b"socket",
    0o060000: b"block device",
    0o020000: b"character device",
}


def words(error):
    return str(getattr(error, "strerror", None) or error).encode("utf-8", "backslashreplace")


def number(value, size):
    return value.to_bytes(size, "little")


class Link:
    """Frames to and from the worker over two non-blocking descriptors."""

    def __init__(self, in_fd, out_fd):
        self.in_fd, self.out_fd = in_fd, out_fd
        posix.set_blocking(in_fd, False)
        posix.set_blocking(out_fd, False)
        self.arrived = bytearray()
        self.queue = bytearray()

    def send(self, kind, payload=b""):
        self.queue += number(len(payload), 4) + kind + payload
        self.flush()

    def flush(self):
        """Writes what the worker takes now; a worker that is gone ends the agent."""
        while self.queue:
            try:
                done = posix.write(self.out_fd, self.queue)
            except BlockingIOError:
                return
            except OSError:
                leave()
            del self.queue[:done]

    def drain(self, limit=0):
        while len(self.queue) > limit:
            poll_once(((self.out_fd, select.POLLOUT),), None)
            self.flush()

    def fill(self):
        """Takes what has arrived; the worker closing its end is the order to stop."""
        try:
            data = posix.read(self.in_fd, CHUNK * 4)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            leave()
        self.arrived += data

    def take(self):
        """The next complete frame as (kind, payload), or None."""
        have = self.arrived
        if len(have) < 5:
            return None
        size = int.from_bytes(have[:4], "little")
        if size > MAX_FRAME:
            leave()
        if len(have) < 5 + size:
            return None
        kind, payload = bytes(have[4:5]), bytes(have[5 : 5 + size])
        del have[: 5 + size]
        return kind, payload

    def receive(self):
        while True:
            frame = self.take()
            if frame is not None:
                return frame
            poll_once(((self.in_fd, select.POLLIN),), None)
            self.fill()


def leave():
    kill_everything()
    posix._exit(0)


def poll_once(wanted, timeout_s):
    """{fd: events} that are ready now, empty after the timeout or a signal."""
    poller = select.poll()
    for fd, events in wanted:
        poller.register(fd, events)
    try:
        return dict(poller.poll(None if timeout_s is None else max(0, timeout_s * 1000)))
    except InterruptedError:
        return {}


# ---- set-up


def take_descriptors():
    """Moves the link away from 0 and 1 and closes everything else that was inherited."""
    in_fd, out_fd = posix.dup(0), posix.dup(1)
    null = posix.open("/dev/null", posix.O_RDWR)
    posix.dup2(null, 0)
    posix.dup2(null, 1)
    keep = {0, 1, 2, in_fd, out_fd}
    for name in posix.listdir("/proc/self/fd"):
        if int(name) not in keep:
            try:
                posix.close(int(name))
            except OSError:
                pass
    for fd in (in_fd, out_fd):
        posix.set_inheritable(fd, False)
    return in_fd, out_fd


def harden():
    """Out of reach of the script: no /proc/<agent>/mem, no deadly signals; orphans come to us."""
    write_text(b"/proc/self/autogroup", b"19")
    for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT", "SIGTSTP", "SIGPIPE", "SIGUSR1", "SIGUSR2"):
        _signal.signal(getattr(_signal, name), _signal.SIG_IGN)
    try:
        import _ctypes

        prctl = _ctypes.dlsym(_ctypes.dlopen(None, 0), "prctl")
        _ctypes.call_function(prctl, (PR_SET_DUMPABLE, 0, 0, 0, 0))
        _ctypes.call_function(prctl, (PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0))
    except (ImportError, AttributeError, OSError):
        pass  # a Python built without libffi: the pid namespace or the session still finds orphans


def write_text(path, text):
    try:
        fd = posix.open(path, posix.O_WRONLY)
    except OSError:
        return
    try:
        posix.write(fd, text)
    except OSError:
        pass
    posix.close(fd)


# ---- inputs


class Inputs:
    """Files put before the run, with what identifies their content afterwards."""

    def __init__(self):
        self.known = {}
        self.dirs = {}
        self.fd, self.path, self.failure = -1, b"", None

    def open(self, payload):
        # payload: u32 mode, path
        self.path, self.failure = payload[4:], None
        try:
            self.make_parents(self.path)
            flags = posix.O_WRONLY | posix.O_CREAT | posix.O_TRUNC | posix.O_NOFOLLOW | posix.O_CLOEXEC
            self.fd = posix.open(self.path, flags, int.from_bytes(payload[:4], "little"))
        except OSError as error:
            self.failure = error

    def data(self, payload):
        if self.failure is not None:
            return
        view = memoryview(payload)
        try:
            while view:
                view = view[posix.write(self.fd, view) :]
        except OSError as error:
            self.failure = error

    def close(self, link):
        if self.fd >= 0:
            self.known[self.path] = identity(posix.fstat(self.fd))
            posix.close(self.fd)
            self.fd = -1
        if self.failure is None:
            link.send(b"k")
        else:
            link.send(b"e", b"cannot write %s: %s" % (self.path, words(self.failure)))

    def make_dir(self, path):
        try:
            self.make_parents(path + b"/")
        except OSError as error:
            self.failure = error

    def make_parents(self, path):
        parent = path[: path.rindex(b"/")]
        if not parent or parent in self.dirs:
            return
        try:
            self.dirs[parent] = posix.stat(parent).st_mode & 0o7777
        except FileNotFoundError:
            self.make_parents(parent)
            posix.mkdir(parent, 0o755)
            self.dirs[parent] = posix.stat(parent).st_mode & 0o7777


def identity(found):
    return found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino, found.st_mode


# ---- the run


def unpack_lists(payload):
    """u32 count, then for each item u32 length and bytes; until the payload ends."""
    at, lists = 0, []
    while at < len(payload):
        count = int.from_bytes(payload[at : at + 4], "little")
        at += 4
        items = []
        for _ in range(count):
            size = int.from_bytes(payload[at : at + 4], "little")
            items.append(payload[at + 4 : at + 4 + size])
            at += 4 + size
        lists.append(items)
    return lists


class Plan:
    """What a run frame says."""

    def __init__(self, payload):
        settings, self.args, self.env, self.hidden = unpack_lists(payload)
        named = dict(item.split(b"=", 1) for item in settings)
        self.executable = named[b"executable"]
        self.workdir = named[b"workdir"]
        self.wall_s = int(named[b"wallMs"]) / 1000
        self.output_bytes = int(named[b"outputBytes"])
        self.file_bytes = int(named[b"fileBytes"])
        self.processes = int(named[b"processes"])
        self.address_space = int(named[b"addressSpace"])
        self.nudge = named[b"nudge"] == b"1"
        self.memory_files = int(named[b"memoryFiles"])
        self.channel = named[b"channel"] == b"1"


class Channel:
    """The script's line to its worker: one end of a socket pair is its own, the other is tunnelled.

    Neither side sends more than CHANNEL_ROOM that was not taken, so that nothing grows, and output
    and the end of the run never wait for it."""

    def __init__(self, link):
        import _socket

        ours, theirs = _socket.socketpair(_socket.AF_UNIX, _socket.SOCK_STREAM)
        self.link, self.fd, self.theirs = link, ours.detach(), theirs.detach()
        posix.set_blocking(self.fd, False)
        self.room, self.pending, self.written = CHANNEL_ROOM, bytearray(), 0

    def give(self):
        """In the forked child. Returns the variable that names it."""
        try:
            posix.dup2(self.theirs, CHANNEL_FD)
            return b"%d" % CHANNEL_FD
        except OSError:  # the machine allows fewer descriptors
            posix.set_inheritable(self.theirs, True)
            return b"%d" % self.theirs

    def given(self):
        posix.close(self.theirs)

    def wanted(self):
        events = (select.POLLIN if self.room else 0) | (select.POLLOUT if self.pending else 0)
        return [(self.fd, events)] if self.fd >= 0 and events else []

    def move(self, ready):
        if self.fd in ready:
            self.pass_on()
            if self.pending:
                self.push()

    def pass_on(self):
        """One piece from the script to the worker; False when there is none now."""
        if self.fd < 0 or not self.room:
            return False
        try:
            data = posix.read(self.fd, min(CHUNK, self.room))
        except BlockingIOError:
            return False
        except OSError:
            data = b""
        if not data:
            self.close()
            self.link.send(b"q")
            return False
        self.room -= len(data)
        self.link.send(b"c", data)
        return True

    def take(self, payload):
        if self.fd >= 0:
            self.pending += payload
            self.push()

    def push(self):
        try:
            done = posix.write(self.fd, self.pending)
        except BlockingIOError:
            return
        except OSError:  # the script has closed its end; what it said before is still to be read
            self.pending.clear()
            return
        del self.pending[:done]
        self.written += done
        if self.written >= CHANNEL_REPORT:
            self.link.send(b"r", number(self.written, 4))
            self.written = 0

    def finish(self):
        """What the dead left in it."""
        while self.pass_on():
            self.link.drain(QUEUE_LIMIT)
        self.close()

    def close(self):
        if self.fd >= 0:
            posix.close(self.fd)
            self.fd = -1
        self.pending.clear()


def become_script(plan, channel, stdin, stdout, stderr, trouble):
    """In the forked child: as a python3 started from a shell would find itself. Never returns."""
    try:
        posix.setsid()
        write_text(b"/proc/self/autogroup", b"19")
        # Not dumpable (inherited): its own /proc files belong to root until the exec below.
        try:
            import _ctypes

            prctl = _ctypes.dlsym(_ctypes.dlopen(None, 0), "prctl")
            _ctypes.call_function(prctl, (PR_SET_DUMPABLE, 1, 0, 0, 0))
        except (ImportError, AttributeError, OSError):
            pass
        write_text(b"/proc/self/oom_score_adj", b"1000")
        env = dict(item.split(b"=", 1) for item in plan.env)
        limit(resource.RLIMIT_CORE, 0)
        limit(resource.RLIMIT_NOFILE, 1024)
        if channel is not None:
            env[b"RUNSURGE_CHANNEL"] = channel.give()
        limit(resource.RLIMIT_FSIZE, plan.file_bytes)
        if plan.processes:
            limit(resource.RLIMIT_NPROC, plan.processes)
        if plan.address_space:
            limit(resource.RLIMIT_AS, plan.address_space)
        for signal in range(1, _signal.NSIG):
            try:
                _signal.signal(signal, _signal.SIG_DFL)
            except (OSError, ValueError):
                pass
        _signal.pthread_sigmask(_signal.SIG_SETMASK, ())
        posix.chdir(plan.workdir)
        for fd, target in ((stdin, 0), (stdout, 1), (stderr, 2)):
            posix.dup2(fd, target)
        posix.execve(plan.executable, [b"python3", *plan.args], env)
    except BaseException as error:
        posix.write(trouble, b"cannot start %s: %s" % (plan.executable, words(error)))
    posix._exit(127)


def limit(which, value):
    _, hard = resource.getrlimit(which)
    if hard != resource.RLIM_INFINITY:
        value = min(value, hard)
    try:
        resource.setrlimit(which, (value, value))
    except (OSError, ValueError):
        pass


class Run:
    """One script from fork to its last byte."""

    def __init__(self, link, plan, early, early_end):
        self.link, self.plan = link, plan
        self.reason, self.left = EXITED, plan.output_bytes
        self.status, self.usage = None, None
        # The host sends the first piece unasked: before the run if it is known, else when it comes.
        self.pending_input, self.input_ended = early, early_end
        self.asked = not early and not early_end
        self.wake, wake_end = posix.pipe2(posix.O_CLOEXEC | posix.O_NONBLOCK)
        _signal.set_wakeup_fd(wake_end, warn_on_full_buffer=False)
        _signal.signal(_signal.SIGCHLD, lambda *_: None)
        child_in, self.stdin = posix.pipe2(posix.O_CLOEXEC)
        self.stdout, child_out = posix.pipe2(posix.O_CLOEXEC)
        self.stderr, child_err = posix.pipe2(posix.O_CLOEXEC)
        if early:  # in the pipe before the script looks; never more than a pipe holds
            posix.set_blocking(self.stdin, False)
            del early[: posix.write(self.stdin, early)]
        trouble, child_trouble = posix.pipe2(posix.O_CLOEXEC)
        self.channel = Channel(link) if plan.channel else None
        self.started = time.monotonic()
        self.pid = posix.fork()
        if self.pid == 0:
            become_script(plan, self.channel, child_in, child_out, child_err, child_trouble)
        for fd in (child_in, child_out, child_err, child_trouble):
            posix.close(fd)
        if self.channel is not None:
            self.channel.given()
        for fd in (self.stdin, self.stdout, self.stderr):
            posix.set_blocking(fd, False)
        self.failure = posix.read(trouble, CHUNK)  # empty once the exec has happened
        posix.close(trouble)
        self.quiet_since, self.patience = self.started, 0.2

    def go(self):
        """Until the main child has ended or was killed; then everything else is killed, pipes drained."""
        deadline = self.started + self.plan.wall_s
        next_count = self.started + COUNT_SECONDS if self.plan.memory_files else deadline
        while self.status is None:
            now = time.monotonic()
            if now >= deadline:
                self.kill(TIMED_OUT)
            elif now >= next_count:
                next_count = now + COUNT_SECONDS
                if files_in_memory() > self.plan.memory_files:
                    self.kill(TOO_MANY_FILES)
            wake = min(deadline, next_count, self.next_nudge())
            self.step(wake - now if self.reason == EXITED else 0.05)
            alive = self.status is None and self.reason == EXITED
            if alive and time.monotonic() >= self.next_nudge():
                self.nudge()
        ended = time.monotonic()
        self.hear_orphans(min(deadline, ended + ORPHAN_SECONDS))
        kill_everything()
        self.empty_pipes()
        if self.channel is not None:
            self.channel.finish()
        for fd in (self.stdin, self.stdout, self.stderr):
            if fd >= 0:
                posix.close(fd)
        children = resource.getrusage(resource.RUSAGE_CHILDREN)
        self.link.send(
            b"x",
            number(self.reason, 1)
            + number(self.status, 4)
            + number(int(children.ru_utime * 1e6), 8)
            + number(int(children.ru_stime * 1e6), 8)
            + number(self.usage.ru_maxrss, 8)
            + number(int((ended - self.started) * 1e6), 8),
        )

    def hear_orphans(self, until):
        """Children that outlive the script and hold its pipes: a reader outside would hear them too."""
        while self.reason == EXITED and (self.stdout >= 0 or self.stderr >= 0):
            left = until - time.monotonic()
            if left <= 0:
                return
            self.step(left)

    def empty_pipes(self):
        """What the dead left in them. Bounded, because somebody who got away may write on."""
        for _ in range(DRAIN_BYTES // CHUNK):
            self.link.drain(QUEUE_LIMIT)
            pipes = [(fd, select.POLLIN) for fd in (self.stdout, self.stderr) if fd >= 0]
            ready = poll_once(pipes, 0)
            if not ready:
                return
            self.forward(ready)

    def step(self, timeout_s):
        """Moves whatever can move."""
        wanted = [(self.wake, select.POLLIN), (self.link.in_fd, select.POLLIN)]
        if self.link.queue:
            wanted.append((self.link.out_fd, select.POLLOUT))
        if len(self.link.queue) <= QUEUE_LIMIT:
            wanted += [(fd, select.POLLIN) for fd in (self.stdout, self.stderr) if fd >= 0]
        if self.stdin >= 0:
            wanted.append((self.stdin, select.POLLOUT if self.pending_input else 0))
        if self.channel is not None:
            wanted += self.channel.wanted()
        ready = poll_once(wanted, timeout_s)
        if self.link.out_fd in ready:
            self.link.flush()
        if self.link.in_fd in ready:
            self.link.fill()
        self.obey()
        if self.channel is not None:
            self.channel.move(ready)
        self.forward(ready)
        if self.stdin >= 0:
            self.feed(ready.get(self.stdin, 0))
        if self.wake in ready:
            posix.read(self.wake, CHUNK)
        self.reap()

    def obey(self):
        while True:
            frame = self.link.take()
            if frame is None:
                return
            kind, payload = frame
            if kind == b"I":
                self.pending_input += payload
                self.asked = False
            elif kind == b"Z":
                self.input_ended = True
            elif kind == b"K":
                self.kill(KILLED)
            elif self.channel is not None:
                self.obey_channel(kind, payload)

    def obey_channel(self, kind, payload):
        if kind == b"H":
            self.channel.take(payload)
        elif kind == b"A":
            self.channel.room += int.from_bytes(payload, "little")
        elif kind == b"Q":
            self.channel.close()

    def forward(self, ready):
        both = [fd for fd in (self.stdout, self.stderr) if fd in ready]
        if len(both) == 2:  # the one written to first, as far as the clock tick tells
            both.sort(key=lambda fd: posix.fstat(fd).st_mtime_ns)
        for fd in both:
            try:
                data = posix.read(fd, CHUNK)
            except BlockingIOError:
                continue
            name = b"1" if fd == self.stdout else b"2"
            if not data:
                posix.close(fd)
                if fd == self.stdout:
                    self.stdout = -1
                else:
                    self.stderr = -1
                continue
            if len(data) > self.left:
                data = data[: self.left]
                self.kill(TOO_MUCH_OUTPUT)
            self.left -= len(data)
            if data:
                self.link.send(name, data)
            self.quiet_since, self.patience = time.monotonic(), 0.2

    def feed(self, events):
        """Standard input is pulled: ask for more only when what came has gone into the pipe."""
        if events & (select.POLLERR | select.POLLHUP):
            self.close_stdin()
            return
        if self.pending_input:
            try:
                del self.pending_input[: posix.write(self.stdin, self.pending_input)]
            except BlockingIOError:
                pass
            except OSError:
                self.close_stdin()
                return
        if self.pending_input:
            return
        if self.input_ended:
            self.close_stdin()
        elif not self.asked and self.status is None:
            self.asked = True
            self.link.send(b"w", number(STDIN_ROOM, 4))

    def close_stdin(self):
        posix.close(self.stdin)
        self.stdin = -1
        self.pending_input.clear()

    def kill(self, reason):
        """The first reason counts, also for a script that has ended: its output was cut all the same."""
        if self.reason != EXITED:
            return
        self.reason = reason
        if self.status is None:
            signal_quietly(self.pid, _signal.SIGKILL)

    def reap(self):
        """Everybody who died; as init or subreaper orphans are ours, and zombies count as processes."""
        while True:
            try:
                pid, status, usage = posix.wait4(-1, posix.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                return
            if pid == self.pid:
                self.status, self.usage = status, usage

    def next_nudge(self):
        return self.quiet_since + self.patience if self.plan.nudge else self.started + 1e9

    def nudge(self):
        """Asks the script to flush (live/sitecustomize.py). Harmless to whoever does not listen."""
        self.quiet_since = time.monotonic()
        self.patience = min(1.0, self.patience * 1.5)
        if not in_pause(self.pid):
            signal_quietly(self.pid, _signal.SIGURG)


def files_in_memory():
    """Each costs the kernel a kilobyte that only a control group would see."""
    total = 0
    for path in (b"/tmp", b"/dev/shm"):
        try:
            found = posix.statvfs(path)
            total += found.f_files - found.f_ffree
        except OSError:
            pass
    return total


PAUSE = {"x86_64": b"34 "}.get(posix.uname().machine)


def in_pause(pid):
    """signal.pause() is the one call that a handled signal would end."""
    if PAUSE is None:
        return False
    try:
        fd = posix.open(b"/proc/%d/syscall" % pid, posix.O_RDONLY)
    except OSError:
        return False
    try:
        return posix.read(fd, 64).startswith(PAUSE)
    except OSError:
        return False
    finally:
        posix.close(fd)


# ---- ending everything


def kill_everything():
    """No process of the script is alive when this returns (bounded by 5 s)."""
    give_up = time.monotonic() + 5
    while time.monotonic() < give_up:
        if posix.getpid() == 1:
            try:
                posix.kill(-1, _signal.SIGKILL)
            except OSError:
                pass
        else:
            kill_descendants()
        try:
            while posix.waitpid(-1, posix.WNOHANG if posix.getpid() != 1 else 0)[0]:
                pass
        except ChildProcessError:
            return
        time.sleep(0.001)


def kill_descendants():
    """Stopped first, so that a fork bomb cannot outrun the killing."""
    stopped = set()
    for _ in range(50):
        new = descendants(posix.getpid()) - stopped
        if not new:
            break
        for pid in new:
            signal_quietly(pid, _signal.SIGSTOP)
        stopped |= new
    for pid in stopped:
        signal_quietly(pid, _signal.SIGKILL)


def signal_quietly(pid, signal):
    try:
        posix.kill(pid, signal)
    except OSError:
        pass


def descendants(root):
    parents = {}
    for name in posix.listdir("/proc"):
        if not name.isdigit():
            continue
        try:
            fd = posix.open("/proc/%s/stat" % name, posix.O_RDONLY)
        except OSError:
            continue
        try:
            line = posix.read(fd, 1024)
            parents[int(name)] = int(line[line.rindex(b")") + 2 :].split()[1])
        except (OSError, ValueError):
            pass
        posix.close(fd)
    found, grew = {root}, True
    while grew:
        more = {pid for pid, parent in parents.items() if parent in found} - found
        found |= more
        grew = bool(more)
    return found - {root}


# ---- outputs


def send_outputs(link, inputs, root, hidden):
    """Everything new or changed below `root`, in the order of its path. Nobody else runs any more."""
    entries = []
    complete = walk(inputs, root, hidden, entries)
    entries.sort()
    for path, kind, mode, detail in entries:
        name = path[len(root) + 1 :]
        if kind == b"s":
            link.send(b"s", number(len(name), 4) + name + detail)
        elif kind == b"n":
            link.send(b"n", number(mode & 0o7777, 4) + name)
        else:
            send_file(link, path, name, mode)
        link.drain(QUEUE_LIMIT)
    if not complete:
        link.send(b"s", number(1, 4) + b"." + b"more than %d files; the rest was left out" % MAX_ENTRIES)
    link.send(b"z")
    link.drain()


def walk(inputs, root, hidden, entries):
    pending = [root]
    while pending:
        folder = pending.pop()
        for name in listing(folder, entries):
            path = folder + b"/" + name
            if name == b"__pycache__" or path in hidden:
                continue
            if len(entries) >= MAX_ENTRIES:
                return False
            try:
                found = posix.lstat(path)
                name.decode("utf-8")
            except UnicodeDecodeError:
                entries.append((path, b"s", 0, b"its name is not valid UTF-8"))
                continue
            except OSError as error:
                entries.append((path, b"s", 0, words(error)))
                continue
            kind = found.st_mode & S_IFMT
            if kind == S_IFDIR:
                pending.append(path)
                if inputs.dirs.get(path) != found.st_mode & 0o7777:
                    entries.append((path, b"n", found.st_mode, b""))
            elif kind != S_IFREG:
                entries.append((path, b"s", 0, ODD_KINDS.get(kind, b"not a file")))
            elif inputs.known.get(path) != identity(found):
                entries.append((path, b"f", found.st_mode, b""))
    return True


def listing(folder, entries):
    try:
        return posix.listdir(folder)
    except PermissionError:
        pass
    except OSError as error:
        entries.append((folder, b"s", 0, words(error)))
        return []
    try:
        posix.chmod(folder, 0o700)
        return posix.listdir(folder)
    except OSError as error:
        entries.append((folder, b"s", 0, words(error)))
        return []


def send_file(link, path, name, mode):
    flags = posix.O_RDONLY | posix.O_NOFOLLOW | posix.O_NONBLOCK | posix.O_CLOEXEC
    try:
        try:
            fd = posix.open(path, flags)
        except PermissionError:
            posix.chmod(path, 0o600)
            fd = posix.open(path, flags)
    except OSError as error:
        link.send(b"s", number(len(name), 4) + name + words(error))
        return
    left = posix.fstat(fd).st_size
    link.send(b"f", number(left, 8) + number(mode & 0o7777, 4) + name)
    while left > 0:
        data = posix.read(fd, min(left, FILE_CHUNK))
        if not data:
            break
        left -= len(data)
        link.send(b"d", data)
        link.drain(QUEUE_LIMIT)
    posix.close(fd)
    link.send(b"g")


def serve(link):
    inputs, plan, early, early_end = Inputs(), None, bytearray(), False
    link.send(b"y")
    while True:
        kind, payload = link.receive()
        if kind == b"O":
            inputs.open(payload)
        elif kind == b"D":
            inputs.data(payload)
        elif kind == b"C":
            inputs.close(link)
        elif kind == b"M":
            inputs.make_dir(payload)
        elif kind == b"R":
            plan = Plan(payload)
            run = Run(link, plan, early, early_end)
            if run.failure:
                link.send(b"e", run.failure)
                link.drain()
                leave()
            run.go()
            link.drain()
        elif kind == b"G" and plan is not None:
            send_outputs(link, inputs, plan.workdir, set(plan.hidden))
        elif kind == b"I" and plan is None:
            early += payload  # standard input that is known before the run
        elif kind == b"Z" and plan is None:
            early_end = True
        elif kind in (b"I", b"Z", b"K", b"H", b"A", b"Q"):
            pass  # crossed with the end of the run
        else:
            leave()


def main():
    link = Link(*take_descriptors())
    harden()
    posix.umask(0o022)
    try:
        serve(link)
    except (OSError, MemoryError, ValueError, KeyError) as error:
        try:
            link.send(b"e", b"the agent failed: " + words(error)[:4096])
            link.drain()
        finally:
            leave()


# The walk goes on in packages/master/src/settle.ts: the report ends the attempt, and the job.
