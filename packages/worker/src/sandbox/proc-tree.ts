// Processes as /proc shows them from outside the sandbox: who descends from whom, how much memory
// and processor time they hold. For machines without control groups, and to find what must die.
import { readdir, readFile, readlink, stat } from 'node:fs/promises';

const pageBytes = 4096;
/** USER_HZ is 100 on every Linux that Node runs on. */
const msPerTick = 10;

/** Fields of /proc/<pid>/stat after the command, which may itself hold spaces and brackets. */
async function statFields(pid: number): Promise<string[] | undefined> {
  try {
    const line = await readFile(`/proc/${pid}/stat`, 'latin1');
    return line.slice(line.lastIndexOf(')') + 2).split(' ');
  } catch {
    return undefined; // gone meanwhile
  }
}

async function childrenOf(pid: number): Promise<number[] | undefined> {
  try {
    const threads = await readdir(`/proc/${pid}/task`);
    const lists = await Promise.all(
      threads.map((thread) => readFile(`/proc/${pid}/task/${thread}/children`, 'latin1')),
    );
    return lists.flatMap((list) => list.split(' ').filter(Boolean).map(Number));
  } catch {
    return undefined;
  }
}

/** All descendants of `root`, without itself, parents first. */
export async function descendantsOf(root: number): Promise<number[]> {
  const found: number[] = [];
  let level = [root];
  while (level.length > 0) {
    const next = await Promise.all(level.map(childrenOf));
    level = next.flatMap((pids) => pids ?? []);
    found.push(...level);
    if (found.length > 100_000) break;
  }
  return found;
}

export type TreeUse = {
  readonly rssBytes: number;
  readonly cpuMs: number;
  readonly pids: number[];
};

/** Private resident memory and processor time of everything below `root`. */
export async function treeUse(root: number): Promise<TreeUse> {
  const pids = await descendantsOf(root);
  const uses = await Promise.all(pids.map(processUse));
  let rssBytes = 0;
  let cpuMs = 0;
  for (const use of uses) {
    rssBytes += use.rssBytes;
    cpuMs += use.cpuMs;
  }
  return { rssBytes, cpuMs, pids };
}

async function processUse(pid: number): Promise<{ rssBytes: number; cpuMs: number }> {
  const fields = await statFields(pid);
  if (fields === undefined) return { rssBytes: 0, cpuMs: 0 };
  // utime, stime, cutime, cstime: fields 14-17 of proc(5)
  const ticks = [11, 12, 13, 14].reduce((sum, at) => sum + Number(fields[at] ?? 0), 0);
  return { rssBytes: await privateRss(pid), cpuMs: ticks * msPerTick };
}

async function privateRss(pid: number): Promise<number> {
  try {
    const [, resident = 0, shared = 0] = (await readFile(`/proc/${pid}/statm`, 'latin1'))
      .split(' ')
      .map(Number);
    return Math.max(0, resident - shared) * pageBytes;
  } catch {
    return 0;
  }
}

export async function isAlive(pid: number): Promise<boolean> {
  const fields = await statFields(pid);
  return fields !== undefined && fields[0] !== 'Z' && fields[0] !== 'X';
}

export function killQuietly(pid: number, signal: NodeJS.Signals = 'SIGKILL'): void {
  try {
    process.kill(pid, signal);
  } catch {
    // gone already
  }
}

/** All process ids of the machine. */
async function everyPid(): Promise<number[]> {
  return (await readdir('/proc')).map(Number).filter((pid) => pid > 0);
}

/** How many tasks a user has, which is what RLIMIT_NPROC counts. */
export async function tasksOfUser(uid: number): Promise<number> {
  const counts = await Promise.all(
    (await everyPid()).map(async (pid) => {
      const owner = await stat(`/proc/${pid}`).catch(() => undefined);
      if (owner?.uid !== uid) return 0;
      return Number((await statFields(pid))?.[17] ?? 0); // num_threads: field 20 of proc(5)
    }),
  );
  return counts.reduce((sum, count) => sum + count, 0);
}

/** The mount namespace of a process, as text that can be compared. */
export async function mountNamespace(pid: number): Promise<string | undefined> {
  return readlink(`/proc/${pid}/ns/mnt`).catch(() => undefined);
}

/** Everybody in one mount namespace, wherever they were re-parented to. */
export async function pidsInMountNamespace(namespace: string): Promise<number[]> {
  const pids = await everyPid();
  const theirs = await Promise.all(pids.map(mountNamespace));
  return pids.filter((_, index) => theirs[index] === namespace);
}
