// The bwrap backend: user, pid, mount, network and ipc namespaces, a system call filter, a control
// group where possible, and never uid 0. See bwrap/command.ts for what a script sees.
import { spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '@runsurge/model';
import { AgentClient } from '../agent-client.ts';
import { copyAgentFiles, hookName } from '../agent-files.ts';
import { AgentLink, isAgentProcess } from '../agent-link.ts';
import { awaitAgent } from '../await-agent.ts';
import type { Sandbox, SandboxBackend, SandboxSpec } from '../backend.ts';
import type { Cgroup, CgroupRoot } from '../cgroup.ts';
import { CompiledAgent } from '../compiled-agent.ts';
import type { SandboxLog } from '../log.ts';
import { agentDir, isBelow, refuseForeignPath } from '../paths.ts';
import { removeTree } from '../remove-tree.ts';
import { makePrivateDirs } from '../run-dir.ts';
import { seccompFilter } from '../seccomp.ts';
import { bwrapCage } from './cage.ts';
import { type Bind, bwrapArguments, type HostLayout, prefixDirs } from './command.ts';
import { type DropUser, userDropper } from './drop-user.ts';
import { hostLayout } from './host-layout.ts';
import { isReachableByAll, NamespaceHolder } from './namespace-holder.ts';
import { networkFile, type QuietNetwork, QuietNetworks } from './quiet-networks.ts';
import { openSandboxUsers, type SandboxUsers } from './sandbox-users.ts';

/** bubblewrap twice (outer and set-up) and the agent. */
const ownProcesses = 3;
/** What bubblewrap and the agent hold themselves; the rest of the limit is the script's. */
const ownMemoryBytes = 16 << 20;
const seccompFd = 3;
const agentStartMs = 10_000;
const programPath = '/usr/sbin:/usr/bin:/sbin:/bin';

/** Joins the control groups, opens the filter as fd 3, becomes the rest of its arguments. */
const launch = `
while [ "$1" != -- ]; do echo 0 > "$1" || exit 125; shift; done
shift
exec "$@" 3< "$0"
`;

export type BwrapDeps = {
  readonly runDir: string;
  readonly cgroups: CgroupRoot | undefined;
  readonly log: SandboxLog;
  readonly pythonDir: string;
};

type AsRoot = {
  readonly users: SandboxUsers;
  readonly dropTo: (user: number) => DropUser;
  readonly networks: QuietNetworks;
  readonly holder: () => Promise<NamespaceHolder>;
  readonly close: () => Promise<void>;
};

export class BwrapBackend implements SandboxBackend {
  readonly name = 'bwrap';
  readonly #deps: BwrapDeps;
  readonly #layout: HostLayout;
  readonly #asRoot: AsRoot | undefined;
  readonly #agent: CompiledAgent;
  readonly #reachable = new Map<string, Promise<boolean>>();

  private constructor(deps: BwrapDeps, layout: HostLayout, asRoot: AsRoot | undefined) {
    this.#deps = deps;
    this.#layout = layout;
    this.#asRoot = asRoot;
    this.#agent = new CompiledAgent(join(deps.runDir, 'shared'));
  }

  static async open(deps: BwrapDeps): Promise<BwrapBackend> {
    const shared = join(deps.runDir, 'shared');
    await copyAgentFiles(deps.pythonDir, shared);
    const filter = seccompFilter(architecture(), { denyMemfd: deps.cgroups === undefined });
    await writeFile(join(shared, 'filter.bpf'), filter);
    return new BwrapBackend(deps, await hostLayout(), await rootParts());
  }

  async start(spec: SandboxSpec, signal: AbortSignal): Promise<Sandbox> {
    signal.throwIfAborted();
    const { runDir, cgroups, log } = this.#deps;
    const user = this.#asRoot?.users.take();
    let given = false;
    let network: QuietNetwork | undefined;
    const giveBack = () => {
      if (user !== undefined && !given) this.#asRoot?.users.give(user);
      if (network !== undefined && !given) this.#asRoot?.networks.give(network);
      given = true;
    };
    const { memoryBytes } = spec.limits;
    let cgroup: Cgroup | undefined;
    let dir: string | undefined;
    try {
      const dirs = makePrivateDirs(runDir, spec, user);
      dir = dirs.dir;
      cgroup = await cgroups?.make(spec.id, {
        memoryBytes: memoryBytes + ownMemoryBytes,
        processes: spec.limits.processes + ownProcesses,
        cores: spec.limits.cores,
      });
      network = await this.#asRoot?.networks.take();
      const command = await this.#command(spec, dirs.writable, cgroup, user, network);
      const [program = '', ...args] = command;
      const child = spawn(program, args, {
        stdio: ['pipe', 'pipe', 'pipe'],
        env: { PATH: programPath },
        cwd: '/',
      });
      if (!isAgentProcess(child)) throw new AppError('SANDBOX_FAILED', 'cannot start bwrap');
      const link = new AgentLink(child);
      const cage = bwrapCage({ ...dirs, child, link, cgroup, onRemoved: giveBack });
      const places = dirs.writable.map(({ at }) => at);
      const client = new AgentClient({
        id: spec.id,
        link,
        cage,
        log,
        settings: {
          environment: spec.environment,
          limits: spec.limits,
          workdir: spec.workdir,
          hookDir: `${agentDir}/${hookName}`,
          processes: cgroup === undefined ? spec.limits.processes + ownProcesses : 0,
          addressSpaceBytes: 0,
          memoryFiles: cgroup === undefined ? Math.max(10_000, Math.floor(memoryBytes / 4096)) : 0,
          hidden: prefixDirs(spec).filter((dir) => isBelow(dir, spec.workdir)),
        },
        toAgentPath(path) {
          refuseForeignPath(path, places);
          return path;
        },
      });
      await awaitAgent(client, link, [spec.workdir, ...spec.extraDirs], signal, agentStartMs);
      this.#agent.prepare(spec.environment);
      return client;
    } catch (error) {
      await cgroup?.remove();
      if (dir !== undefined) await removeTree(dir).catch(() => undefined);
      giveBack();
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.#agent.close();
    await this.#asRoot?.close();
  }

  async #command(
    spec: SandboxSpec,
    writable: readonly Bind[],
    cgroup: Cgroup | undefined,
    user: number | undefined,
    network: QuietNetwork | undefined,
  ): Promise<string[]> {
    const shared = join(this.#deps.runDir, 'shared');
    const prefixes = prefixDirs(spec).map((dir) => ({ from: dir, at: dir }));
    const asRoot = await this.#entry([...prefixes.map(({ from }) => from), this.#deps.runDir]);
    const { memoryBytes, diskBytes } = spec.limits;
    const tmpBytes =
      cgroup === undefined ? Math.min(diskBytes, Math.floor(memoryBytes / 2)) : diskBytes;
    const args = bwrapArguments({
      spec,
      layout: this.#layout,
      prefixes: prefixes.map(({ from, at }) => ({ from: asRoot.map(from), at })),
      writable: writable.map(({ from, at }) => ({ from: asRoot.map(from), at })),
      agentFiles: asRoot.map(shared),
      tmpBytes,
      shmBytes: Math.min(tmpBytes, Math.max(16 << 20, Math.floor(memoryBytes / 2))),
      seccompFd,
      ownNetwork: network === undefined,
    });
    return [
      ...['/bin/sh', '-c', launch, join(shared, 'filter.bpf')],
      ...(cgroup?.joinFiles ?? []),
      '--',
      ...this.#privately(asRoot.mount, user, network),
      'bwrap',
      ...args,
    ];
  }

  /** For root: into the namespaces that are there already, and no longer root. */
  #privately(
    mount: string | undefined,
    user: number | undefined,
    network: QuietNetwork | undefined,
  ): string[] {
    if (this.#asRoot === undefined || user === undefined || network === undefined) return [];
    const { entering, before } = this.#asRoot.dropTo(user);
    return [
      ...['nsenter', `--net=${networkFile(network)}`],
      ...(mount === undefined ? [] : [`--mount=${mount}`]),
      ...[...entering, '--', ...before],
    ];
  }

  /** For root: how to get to directories that the dropped user cannot walk to. */
  async #entry(
    dirs: readonly string[],
  ): Promise<{ mount: string | undefined; map: (path: string) => string }> {
    const unchanged = { mount: undefined, map: (path: string) => path };
    if (this.#asRoot === undefined) return unchanged;
    const moved = new Map<string, string>();
    for (const dir of dirs) {
      if (await this.#isReachable(dir)) continue;
      moved.set(dir, await (await this.#asRoot.holder()).reach(dir));
    }
    if (moved.size === 0) return unchanged;
    const map = (path: string) => {
      const dir = [...moved.keys()].find((each) => isBelow(path, each));
      return dir === undefined ? path : `${moved.get(dir)}${path.slice(dir.length)}`;
    };
    return { mount: (await this.#asRoot.holder()).file, map };
  }

  #isReachable(dir: string): Promise<boolean> {
    const known = this.#reachable.get(dir) ?? isReachableByAll(dir);
    this.#reachable.set(dir, known);
    return known;
  }
}

async function rootParts(): Promise<AsRoot | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  let holder: Promise<NamespaceHolder> | undefined;
  const open = () => {
    holder ??= NamespaceHolder.open();
    return holder;
  };
  const networks = new QuietNetworks();
  const close = async () => {
    await Promise.all([(await holder)?.close(), networks.close()]);
  };
  return {
    users: await openSandboxUsers(process.pid),
    dropTo: await userDropper(programPath),
    networks,
    holder: open,
    close,
  };
}

function architecture(): string {
  const names = new Map<string, string>([
    ['x64', 'x86_64'],
    ['arm64', 'aarch64'],
  ]);
  return names.get(process.arch) ?? process.arch;
}
