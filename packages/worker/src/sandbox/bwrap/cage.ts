// Measures, kills and removes one bubblewrap sandbox from outside.
import { setTimeout as sleep } from 'node:timers/promises';
import type { AgentLink, AgentProcess } from '../agent-link.ts';
import type { Cage, MemoryUse } from '../cage.ts';
import type { Cgroup } from '../cgroup.ts';
import { descendantsOf, killQuietly, treeUse } from '../proc-tree.ts';
import { removeTree } from '../remove-tree.ts';

const patienceMs = 400;

export type BwrapCageParts = {
  readonly child: AgentProcess;
  readonly link: AgentLink;
  readonly cgroup: Cgroup | undefined;
  readonly dir: string;
  readonly diskDir: string;
  readonly onRemoved: () => void;
};

export function bwrapCage(parts: BwrapCageParts): Cage {
  const { child, link, cgroup, dir, diskDir } = parts;

  async function use(pages: 'twice' | 'shares'): Promise<MemoryUse> {
    if (cgroup !== undefined) return cgroup.use();
    return child.pid === undefined ? { rssBytes: 0, cpuMs: 0 } : treeUse(child.pid, pages);
  }

  /**
   * The first process inside takes its whole pid namespace along, and bubblewrap's outer process
   * ends once it has seen it gone; killing the outer one first would leave nobody to wait for.
   */
  async function kill(): Promise<void> {
    if (child.pid !== undefined && !hasExited(child)) {
      const [inner] = await descendantsOf(child.pid);
      killQuietly(inner ?? child.pid);
      await Promise.race([link.exited, sleep(patienceMs, undefined, { ref: false })]);
      if (!hasExited(child)) killQuietly(child.pid);
    }
    await link.exited;
    await cgroup?.killAll(5000);
  }

  return {
    child,
    diskDir,
    use: () => use('shares'),
    quickUse: () => use('twice'),
    oomKills: cgroup === undefined ? undefined : () => cgroup.oomKills(),
    kill,
    async remove() {
      await Promise.all([cgroup?.remove(), removeTree(dir)]);
      parts.onRemoved();
    },
  };
}

function hasExited(child: AgentProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}
