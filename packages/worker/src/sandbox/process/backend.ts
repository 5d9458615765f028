// The process backend: the same agent without isolation, for a pool on the user's own machine where
// bubblewrap cannot work. Still bounded in memory, time, output and disk, and still in a directory of
// its own that the script sees at the path it knows.
import { spawn } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '@runsurge/model';
import { AgentClient } from '../agent-client.ts';
import { agentArguments, copyAgentFiles, hookName } from '../agent-files.ts';
import { AgentLink, isAgentProcess } from '../agent-link.ts';
import { awaitAgent } from '../await-agent.ts';
import type { Sandbox, SandboxBackend, SandboxSpec } from '../backend.ts';
import type { Cgroup, CgroupRoot } from '../cgroup.ts';
import { CompiledAgent } from '../compiled-agent.ts';
import type { SandboxLog } from '../log.ts';
import { isBelow, refuseForeignPath } from '../paths.ts';
import { HeldNamespace, tasksOfUser } from '../proc-tree.ts';
import { removeTree } from '../remove-tree.ts';
import { makePrivateDirs } from '../run-dir.ts';
import { processCage } from './cage.ts';
import { type Bind, findWay, throughMounts, type Way } from './mounts.ts';

const ownProcesses = 2;
const ownMemoryBytes = 16 << 20;
const agentStartMs = 10_000;

const launch = `
while [ "$1" != -- ]; do echo 0 > "$1" || exit 125; shift; done
shift
exec "$@"
`;

export type ProcessDeps = {
  readonly runDir: string;
  readonly cgroups: CgroupRoot | undefined;
  readonly log: SandboxLog;
  readonly pythonDir: string;
};

export class ProcessBackend implements SandboxBackend {
  readonly name = 'process';
  readonly #deps: ProcessDeps;
  readonly #way: Way | undefined;
  readonly #agent: CompiledAgent;

  private constructor(deps: ProcessDeps, way: Way | undefined) {
    this.#deps = deps;
    this.#way = way;
    this.#agent = new CompiledAgent(join(deps.runDir, 'shared'));
  }

  static async open(deps: ProcessDeps): Promise<ProcessBackend> {
    const shared = join(deps.runDir, 'shared');
    await copyAgentFiles(deps.pythonDir, shared);
    const way = await findWay(shared);
    if (way === undefined) {
      deps.log.warn({}, 'no mount namespace here: scripts see their private directory');
    }
    return new ProcessBackend(deps, way);
  }

  async start(spec: SandboxSpec, signal: AbortSignal): Promise<Sandbox> {
    signal.throwIfAborted();
    const { runDir, cgroups, log } = this.#deps;
    let cgroup: Cgroup | undefined;
    let dir: string | undefined;
    try {
      const dirs = makePrivateDirs(runDir, spec, undefined);
      dir = dirs.dir;
      cgroup = await cgroups?.make(spec.id, {
        memoryBytes: spec.limits.memoryBytes + ownMemoryBytes,
        processes: spec.limits.processes + ownProcesses,
        cores: spec.limits.cores,
      });
      const way = await this.#wayFor(dirs.writable);
      const kept = way === undefined ? [] : this.#kept(spec, dirs.writable);
      const [program = '', ...args] = this.#command(spec, way, kept, dirs.writable, cgroup);
      const child = spawn(program, args, {
        stdio: ['pipe', 'pipe', 'pipe'],
        env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' },
        cwd: '/',
        detached: true,
      });
      if (!isAgentProcess(child)) throw new AppError('SANDBOX_FAILED', 'cannot start the agent');
      const link = new AgentLink(child);
      let namespace: HeldNamespace | undefined;
      const toAgentPath = agentPaths(way, dirs.writable);
      const home = toAgentPath(spec.workdir);
      const seen = { namespace: () => namespace, home };
      const cage = processCage({ ...dirs, ...seen, child, link, cgroup });
      const client = new AgentClient({
        id: spec.id,
        link,
        cage,
        log,
        settings: {
          environment: spec.environment,
          limits: spec.limits,
          workdir: home,
          hookDir: join(runDir, 'shared', hookName),
          processes: cgroup === undefined ? await this.#processLimit(spec) : 0,
          addressSpaceBytes: 0,
          memoryFiles: 0,
          hidden: kept.map(({ at }) => visiblePath(at, dirs.writable)),
        },
        toAgentPath(path) {
          refuseForeignPath(
            path,
            dirs.writable.map(({ at }) => at),
          );
          return toAgentPath(path);
        },
      });
      const places = [spec.workdir, ...spec.extraDirs].map(toAgentPath);
      await awaitAgent(client, link, places, signal, agentStartMs);
      this.#agent.prepare(spec.environment);
      if (way !== undefined && child.pid !== undefined) {
        const held = await HeldNamespace.of(child.pid);
        // Of a dead child it might be a stranger's who was given its process id.
        if (child.exitCode === null && child.signalCode === null) namespace = held;
        else await held?.close();
      }
      return client;
    } catch (error) {
      await cgroup?.remove();
      if (dir !== undefined) await removeTree(dir).catch(() => undefined);
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.#agent.close();
  }

  /** A bind needs something to cover; a path that this machine does not have cannot be shown. */
  async #wayFor(writable: readonly Bind[]): Promise<Way | undefined> {
    if (this.#way === undefined) return undefined;
    const found = await Promise.all(writable.map(({ at }) => stat(at).catch(() => undefined)));
    return found.every((each) => each?.isDirectory()) ? this.#way : undefined;
  }

  /** What lies below the covered directories and is needed all the same, in the private ones. */
  #kept(spec: SandboxSpec, writable: readonly Bind[]): Bind[] {
    const needed = [...new Set([...spec.environment.prefixes, join(this.#deps.runDir, 'shared')])];
    return needed.flatMap((path) => {
      const cover = writable.find(({ at }) => isBelow(path, at));
      return cover === undefined
        ? []
        : [{ from: path, at: cover.from + path.slice(cover.at.length) }];
    });
  }

  #command(
    spec: SandboxSpec,
    way: Way | undefined,
    kept: readonly Bind[],
    writable: readonly Bind[],
    cgroup: Cgroup | undefined,
  ): string[] {
    const agent = [
      spec.environment.executable,
      ...agentArguments(join(this.#deps.runDir, 'shared')),
    ];
    const mounted = way === undefined ? agent : throughMounts(way, kept, writable, agent);
    return ['/bin/sh', '-c', launch, 'sh', ...(cgroup?.joinFiles ?? []), '--', ...mounted];
  }

  async #processLimit(spec: SandboxSpec): Promise<number> {
    return (await tasksOfUser(process.getuid?.() ?? 0)) + spec.limits.processes + ownProcesses;
  }
}

/** Without mounts the agent works in the private directories themselves. */
function agentPaths(way: Way | undefined, writable: readonly Bind[]): (path: string) => string {
  if (way !== undefined) return (path) => path;
  return (path) => {
    const place = writable.find(({ at }) => isBelow(path, at));
    return place === undefined ? path : place.from + path.slice(place.at.length);
  };
}

function visiblePath(path: string, writable: readonly Bind[]): string {
  const place = writable.find(({ from }) => isBelow(path, from));
  return place === undefined ? path : place.at + path.slice(place.from.length);
}
