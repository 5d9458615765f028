// Measures, kills and removes one unisolated run from outside. Nothing confines its processes, so
// they are found in three ways: their control group, their descent from the agent (a subreaper), and
// the mount namespace (or the home) that they share even when the script has killed the agent.
import { setTimeout as sleep } from 'node:timers/promises';
import type { AgentLink, AgentProcess } from '../agent-link.ts';
import type { Cage, MemoryUse } from '../cage.ts';
import type { Cgroup } from '../cgroup.ts';
import {
  descendantsOf,
  type HeldNamespace,
  killQuietly,
  pidsWithVariable,
  treeUse,
} from '../proc-tree.ts';
import { removeTree } from '../remove-tree.ts';

const rounds = 100;

export type ProcessCageParts = {
  readonly child: AgentProcess;
  readonly link: AgentLink;
  readonly cgroup: Cgroup | undefined;
  readonly dir: string;
  readonly diskDir: string;
  /** Of the agent; undefined when it shares ours. */
  readonly namespace: () => HeldNamespace | undefined;
  /** What the script's HOME is then: a directory of this sandbox alone. */
  readonly home: string;
};

export function processCage(parts: ProcessCageParts): Cage {
  const { child, link, cgroup, dir, diskDir } = parts;

  async function use(pages: 'twice' | 'shares'): Promise<MemoryUse> {
    if (cgroup !== undefined) return cgroup.use();
    return child.pid === undefined ? { rssBytes: 0, cpuMs: 0 } : treeUse(child.pid, pages);
  }

  /**
   * Never more than this sandbox: a tree only while its root lives, a home only if it lies in the
   * private directory. A mistake here would kill everything the user has open.
   */
  async function members(): Promise<number[]> {
    const [tree, others] = await Promise.all([
      child.pid === undefined || hasExited() ? [] : descendantsOf(child.pid),
      strays(),
    ]);
    const mine = new Set([...tree, ...others]);
    return [...mine].filter((pid) => pid !== child.pid && pid !== process.pid);
  }

  async function strays(): Promise<number[]> {
    const namespace = parts.namespace();
    if (namespace !== undefined) return namespace.pids();
    return parts.home.startsWith(`${diskDir}/`) ? pidsWithVariable(`HOME=${parts.home}`) : [];
  }

  function hasExited(): boolean {
    return child.exitCode !== null || child.signalCode !== null;
  }

  /** Stopped before killed, so that a fork bomb cannot outrun us; the agent last, it adopts orphans. */
  async function killMembers(): Promise<void> {
    for (let round = 0; round < rounds; round += 1) {
      const pids = await members();
      if (pids.length === 0) return;
      for (const pid of pids) killQuietly(pid, 'SIGSTOP');
      for (const pid of pids) killQuietly(pid);
      await sleep(2);
    }
  }

  return {
    child,
    diskDir,
    use: () => use('shares'),
    quickUse: () => use('twice'),
    oomKills: cgroup === undefined ? undefined : () => cgroup.oomKills(),
    async kill() {
      if (cgroup !== undefined) await cgroup.killAll(5000);
      else await killMembers();
      if (child.pid !== undefined && !hasExited()) {
        killQuietly(child.pid);
      }
      await link.exited;
      await killMembers();
    },
    async remove() {
      await parts.namespace()?.close();
      await Promise.all([cgroup?.remove(), removeTree(dir)]);
    },
  };
}
