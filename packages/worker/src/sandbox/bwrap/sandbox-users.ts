// Numeric user ids for sandboxes of a worker that runs as root: bubblewrap started by uid 0 would
// leave the script kuid 0 outside, able to write /proc/sys. One id per running sandbox, so that
// scripts cannot use up each other's per-user limits. Nobody in /etc/passwd has them.
import { readFile } from 'node:fs/promises';

/** Beyond everything that distributions, systemd and container tools hand out. */
const preferredBase = 0x70000000;
/** Inside a container's small map: the range systemd keeps for short-lived users. */
const smallBase = 61_184;
const idsPerWorker = 256;

export class SandboxUsers {
  readonly #first: number;
  readonly #taken = new Set<number>();

  constructor(first: number) {
    this.#first = first;
  }

  take(): number {
    for (let slot = 0; slot < idsPerWorker; slot += 1) {
      const id = this.#first + slot;
      if (this.#taken.has(id)) continue;
      this.#taken.add(id);
      return id;
    }
    return this.#first; // more at once than ids: share the first
  }

  give(id: number): void {
    this.#taken.delete(id);
  }
}

/** Workers on one machine differ by their process id. */
export async function openSandboxUsers(pid: number): Promise<SandboxUsers> {
  const highest = await highestMappedId();
  const offset = (pid % 4096) * idsPerWorker;
  const fits = preferredBase + offset + idsPerWorker < highest;
  return new SandboxUsers(fits ? preferredBase + offset : smallBase + (pid % 16) * idsPerWorker);
}

async function highestMappedId(): Promise<number> {
  const lines = (await readFile('/proc/self/uid_map', 'latin1')).trim().split('\n');
  const ends = lines.map((line) => {
    const [inside = 0, , length = 0] = line.trim().split(/\s+/).map(Number);
    return inside + length;
  });
  return Math.max(0, ...ends);
}
