// Control groups of a worker: what it may create, found by trying. One group per sandbox bounds
// memory, processes and cores, counts kills for lack of memory, and says what was used.
// Version 1 and 2 differ only in file names; the differences are the two tables below.
// A sandbox's own group is made, read and removed synchronously: these files are the kernel's memory,
// and going through the thread pool cost each short job 3.5 ms of processor time.
import { mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { mkdir, readFile, rmdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { killQuietly } from './proc-tree.ts';

export type CgroupLimits = {
  readonly memoryBytes: number;
  readonly processes: number;
  readonly cores: number;
};

const periodUs = 100_000;
/** Low, so that the owner's own work goes first; 2 would also starve our agent's timers. */
const shares = 64;
const weight = 6;

type Dialect = {
  /** Written in this order; optional ones may be missing (no swap accounting). */
  readonly limits: (
    of: CgroupLimits,
  ) => readonly (readonly [controller: string, file: string, value: string, optional?: true])[];
  readonly oomFile: readonly [controller: string, file: string];
  readonly statFile: readonly [controller: string, file: string];
  readonly anonymous: readonly string[];
  readonly cpuFile: readonly [controller: string, file: string];
  readonly cpuMs: (content: string) => number;
};

const v1: Dialect = {
  limits: ({ memoryBytes, processes, cores }) => [
    ['memory', 'memory.limit_in_bytes', String(memoryBytes)],
    ['memory', 'memory.memsw.limit_in_bytes', String(memoryBytes), true],
    ['pids', 'pids.max', String(processes)],
    ['cpu', 'cpu.shares', String(shares), true],
    ['cpu', 'cpu.cfs_period_us', String(periodUs), true],
    ['cpu', 'cpu.cfs_quota_us', String(Math.round(cores * periodUs)), true],
  ],
  oomFile: ['memory', 'memory.oom_control'],
  statFile: ['memory', 'memory.stat'],
  anonymous: ['total_rss', 'total_shmem'],
  cpuFile: ['cpuacct', 'cpuacct.usage'],
  cpuMs: (content) => Number(content) / 1e6,
};

const v2: Dialect = {
  limits: ({ memoryBytes, processes, cores }) => [
    ['', 'memory.max', String(memoryBytes)],
    ['', 'memory.swap.max', '0', true],
    ['', 'pids.max', String(processes)],
    ['', 'cpu.weight', String(weight), true],
    ['', 'cpu.max', `${Math.round(cores * periodUs)} ${periodUs}`, true],
  ],
  oomFile: ['', 'memory.events'],
  statFile: ['', 'memory.stat'],
  anonymous: ['anon', 'shmem'],
  cpuFile: ['', 'cpu.stat'],
  cpuMs: (content) => field(content, 'usage_usec') / 1e3,
};

function field(content: string, name: string): number {
  const line = content.split('\n').find((each) => each.startsWith(`${name} `));
  return Number(line?.slice(name.length + 1) ?? 0);
}

/** The group of one sandbox. */
export class Cgroup {
  readonly #dialect: Dialect;
  readonly #dirs: ReadonlyMap<string, string>;

  constructor(dialect: Dialect, dirs: ReadonlyMap<string, string>) {
    this.#dialect = dialect;
    this.#dirs = dirs;
  }

  /** A process that writes `0` into each of these is in. */
  get joinFiles(): string[] {
    return this.#unique().map((dir) => join(dir, 'cgroup.procs'));
  }

  open(limits: CgroupLimits): void {
    for (const dir of this.#unique()) mkdirSync(dir, { recursive: true });
    for (const [controller, file, value, optional] of this.#dialect.limits(limits)) {
      const dir = this.#dirs.get(controller);
      if (dir === undefined) continue;
      try {
        writeFileSync(join(dir, file), value);
      } catch (error) {
        if (optional !== true) throw error;
      }
    }
  }

  oomKills(): number {
    return field(this.#read(this.#dialect.oomFile), 'oom_kill');
  }

  use(): { rssBytes: number; cpuMs: number } {
    const stat = this.#read(this.#dialect.statFile);
    const rssBytes = this.#dialect.anonymous.reduce((sum, name) => sum + field(stat, name), 0);
    return { rssBytes, cpuMs: this.#dialect.cpuMs(this.#read(this.#dialect.cpuFile)) };
  }

  /** Nobody is in any of the groups who is not in the first: it is joined first. */
  pids(): number[] {
    const [first] = this.#unique();
    return first === undefined ? [] : idsIn(join(first, 'cgroup.procs'));
  }

  /** Kills every member until there is none; false if some survive `withinMs`. */
  async killAll(withinMs: number): Promise<boolean> {
    for (let waited = 0; waited <= withinMs; waited += 2) {
      const pids = this.pids();
      if (pids.length === 0) return true;
      for (const pid of pids) killQuietly(pid);
      await sleep(2);
    }
    return false;
  }

  /** A group of which nothing but its directory is known. */
  static async clear(dir: string): Promise<void> {
    const group = new Cgroup(v2, new Map([['', dir]]));
    await group.killAll(1000);
    await group.remove();
  }

  /** Only an empty group can be removed; right after its last member died it may still be busy. */
  async remove(): Promise<void> {
    await Promise.all(this.#unique().map(removeGroup));
  }

  #unique(): string[] {
    return [...new Set(this.#dirs.values())];
  }

  #read([controller, file]: readonly [string, string]): string {
    const dir = this.#dirs.get(controller);
    return dir === undefined ? '' : textOf(join(dir, file));
  }
}

/** As UTF-8, for which Node takes no buffer of 64 KiB each time; '' when it is gone. */
function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

const idsIn = (file: string) => textOf(file).split('\n').filter(Boolean).map(Number);

async function removeGroup(dir: string): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    try {
      rmdirSync(dir);
      return;
    } catch (error) {
      if (!(error instanceof Error && 'code' in error) || error.code !== 'EBUSY') return;
      await sleep(5);
    }
  }
}

/** Where a worker may create groups. */
export class CgroupRoot {
  readonly kind: 'v1' | 'v2';
  /** The run's own directory below every controller; empty again when all sandboxes are closed. */
  readonly runDirs: ReadonlyMap<string, string>;

  constructor(kind: 'v1' | 'v2', runDirs: ReadonlyMap<string, string>) {
    this.kind = kind;
    this.runDirs = runDirs;
  }

  async make(id: string, limits: CgroupLimits): Promise<Cgroup> {
    const dirs = new Map([...this.runDirs].map(([name, dir]) => [name, join(dir, id)]));
    const group = new Cgroup(this.kind === 'v1' ? v1 : v2, dirs);
    try {
      group.open(limits);
    } catch (error) {
      await group.remove();
      throw error;
    }
    return group;
  }

  async remove(): Promise<void> {
    const dirs = [...new Set(this.runDirs.values())];
    await Promise.all(dirs.map(removeGroup));
    // The parent is shared with other workers: goes with the last of them.
    await Promise.all(dirs.map((dir) => rmdir(dirname(dir)).catch(() => undefined)));
  }
}

type Mount = { readonly point: string; readonly type: string; readonly options: string[] };

async function cgroupMounts(): Promise<Mount[]> {
  const lines = (await readFile('/proc/self/mounts', 'utf8')).split('\n');
  return lines.flatMap((line) => {
    const [, point, type, options] = line.split(' ');
    const isOurs = type === 'cgroup' || type === 'cgroup2';
    if (!isOurs || point === undefined || options === undefined) return [];
    return [{ point, type, options: options.split(',') }];
  });
}

/** Own group in the unified tree and its ancestors: a desktop session may write only to some. */
async function unifiedCandidates(point: string): Promise<string[]> {
  const own = (await readFile('/proc/self/cgroup', 'utf8'))
    .split('\n')
    .find((line) => line.startsWith('0::'))
    ?.slice('0::'.length);
  const candidates = [point];
  const parts = (own ?? '/').split('/').filter(Boolean);
  for (let depth = parts.length; depth > 0; depth -= 1) {
    candidates.push(join(point, ...parts.slice(0, depth)));
  }
  return candidates;
}

async function tryV2(point: string, runId: string): Promise<CgroupRoot | undefined> {
  for (const candidate of await unifiedCandidates(point)) {
    const ours = join(candidate, 'runsurge');
    const runDir = join(ours, runId);
    try {
      await mkdir(runDir, { recursive: true });
      for (const dir of [candidate, ours, runDir]) {
        const control = join(dir, 'cgroup.subtree_control');
        await writeFile(control, '+memory +pids');
        await writeFile(control, '+cpu').catch(() => undefined);
      }
      return new CgroupRoot('v2', new Map([['', runDir]]));
    } catch {
      await rmdir(runDir).catch(() => undefined);
      await rmdir(ours).catch(() => undefined);
    }
  }
  return undefined;
}

async function tryV1(mounts: readonly Mount[], runId: string): Promise<CgroupRoot | undefined> {
  const dirs = new Map<string, string>();
  for (const controller of ['memory', 'pids', 'cpu', 'cpuacct']) {
    const mount = mounts.find(
      (each) => each.type === 'cgroup' && each.options.includes(controller),
    );
    if (mount !== undefined) dirs.set(controller, join(mount.point, 'runsurge', runId));
  }
  if (!dirs.has('memory') || !dirs.has('pids')) return undefined;
  try {
    for (const dir of new Set(dirs.values())) await mkdir(dir, { recursive: true });
    return new CgroupRoot('v1', dirs);
  } catch {
    await new CgroupRoot('v1', dirs).remove();
    return undefined;
  }
}

/** Control groups of this run, or undefined where the machine does not let us. */
export async function openCgroups(runId: string): Promise<CgroupRoot | undefined> {
  const mounts = await cgroupMounts().catch(() => []);
  const found = await tryV1(mounts, runId);
  if (found !== undefined) return (await worksByTrying(found)) ? found : undefined;
  const unified = mounts.find((mount) => mount.type === 'cgroup2');
  const second = unified === undefined ? undefined : await tryV2(unified.point, runId);
  if (second === undefined) return undefined;
  return (await worksByTrying(second)) ? second : undefined;
}

/** A limit that cannot be set is no limit. */
async function worksByTrying(root: CgroupRoot): Promise<boolean> {
  try {
    const group = await root.make('try', { memoryBytes: 64 << 20, processes: 8, cores: 1 });
    await group.remove();
    return true;
  } catch {
    await root.remove();
    return false;
  }
}
