// Names a process so that a later one with the same pid is not mistaken for it: pid and start time.
// The start time is known on Linux only; elsewhere a pid that lives counts as the same process.
import { readFile } from 'node:fs/promises';

export type ProcessName = {
  readonly pid: number;
  /** Boot of the machine and clock ticks since then. */
  readonly startedAt: string | null;
};

export async function thisProcess(): Promise<ProcessName> {
  const state = await stateOf(process.pid);
  return { pid: process.pid, startedAt: state === undefined ? null : state.startedAt };
}

export async function isRunning({ pid, startedAt }: ProcessName): Promise<boolean> {
  if (!isPidAlive(pid)) return false;
  const state = await stateOf(pid);
  // Without /proc, or when it hides the process, better a lock too many than one stolen.
  if (state === undefined || startedAt === null) return isPidAlive(pid);
  return state.startedAt === startedAt && !state.isZombie;
}

function isPidAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (thrown) {
    // EPERM: it lives and belongs to somebody else.
    return thrown instanceof Error && 'code' in thrown && thrown.code === 'EPERM';
  }
}

type ProcessState = { readonly startedAt: string; readonly isZombie: boolean };

async function stateOf(pid: number): Promise<ProcessState | undefined> {
  if (process.platform !== 'linux') return undefined;
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8');
    // The name in field 2 may contain spaces and brackets: count from its last bracket (field 3 on).
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const startTicks = fields[19];
    if (startTicks === undefined) return undefined;
    return { startedAt: `${boot.trim()}/${startTicks}`, isZombie: fields[0] === 'Z' };
  } catch {
    return undefined;
  }
}
