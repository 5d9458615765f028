// Processes as /proc shows them from outside the sandbox: who descends from whom, how much memory
// and processor time they hold. For machines without control groups, and to find what must die.
import { type FileHandle, open, readdir, readFile, readlink, stat } from 'node:fs/promises';

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

export type TreeUse = { readonly rssBytes: number; readonly cpuMs: number };

/**
 * Private memory and processor time of everything below `root`. Pages that forked processes still
 * share are counted for each of them, which is quick and too much; `shares` divides them, but makes
 * the kernel walk all page tables (some 10 ms per GB).
 */
export async function treeUse(root: number, pages: 'twice' | 'shares'): Promise<TreeUse> {
  const pids = await descendantsOf(root);
  const measure = pages === 'twice' ? privateRss : proportionalRss;
  let rssBytes = 0;
  let cpuMs = 0;
  for (const [rss, cpu] of await Promise.all(
    pids.map((pid) => Promise.all([measure(pid), processCpuMs(pid)])),
  )) {
    rssBytes += rss;
    cpuMs += cpu;
  }
  return { rssBytes, cpuMs };
}

async function processCpuMs(pid: number): Promise<number> {
  const fields = (await statFields(pid)) ?? [];
  // utime, stime, cutime, cstime: fields 14-17 of proc(5)
  return [11, 12, 13, 14].reduce((sum, at) => sum + Number(fields[at] ?? 0), 0) * msPerTick;
}

async function proportionalRss(pid: number): Promise<number> {
  try {
    const rollup = await readFile(`/proc/${pid}/smaps_rollup`, 'latin1');
    const kilobytes = /^Pss_Anon:\s+(\d+)/m.exec(rollup)?.[1];
    const shared = /^Pss_Shmem:\s+(\d+)/m.exec(rollup)?.[1];
    if (kilobytes !== undefined) return (Number(kilobytes) + Number(shared ?? 0)) * 1024;
  } catch {
    // not ours to look into (the agent), or gone
  }
  return privateRss(pid);
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

/** The mount namespace of a process, as text that can be compared while the namespace exists. */
async function mountNamespace(pid: number): Promise<string | undefined> {
  return readlink(`/proc/${pid}/ns/mnt`).catch(() => undefined);
}

/**
 * Holds on to a mount namespace: numbers of namespaces that are gone are given to new ones at once,
 * and whoever killed by number then would kill strangers (seen in our tests).
 */
export class HeldNamespace {
  readonly #handle: FileHandle;
  readonly #name: string;

  private constructor(handle: FileHandle, name: string) {
    this.#handle = handle;
    this.#name = name;
  }

  /** Undefined when the process is gone or lives in our own namespace. */
  static async of(pid: number): Promise<HeldNamespace | undefined> {
    const path = `/proc/${pid}/ns/mnt`;
    const handle = await open(path).catch(() => undefined);
    if (handle === undefined) return undefined;
    const [held, ours] = await Promise.all([handle.stat(), stat('/proc/self/ns/mnt')]);
    if (held.ino !== ours.ino) return new HeldNamespace(handle, `mnt:[${held.ino}]`);
    await handle.close();
    return undefined;
  }

  /** Everybody in it, wherever they were re-parented to. */
  async pids(): Promise<number[]> {
    const pids = await everyPid();
    const theirs = await Promise.all(pids.map(mountNamespace));
    return pids.filter((_, index) => theirs[index] === this.#name);
  }

  async close(): Promise<void> {
    await this.#handle.close();
  }
}

/** Everybody who was started with a variable, unless it was changed. */
export async function pidsWithVariable(assignment: string): Promise<number[]> {
  const pids = await everyPid();
  const variables = await Promise.all(
    pids.map((pid) => readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '')),
  );
  return pids.filter((_, index) => variables[index]?.split('\0').includes(assignment));
}
