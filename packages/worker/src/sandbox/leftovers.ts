// Removes what earlier runs left in the control groups because both they and their janitors died
// (power loss apart, that takes a killer who is thorough). A run's group is named `<pid>-<start>`, so
// that a dead owner can be told from a living one even when the pid was given out again.
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { CgroupRoot } from './cgroup.ts';
import { Cgroup } from './cgroup.ts';

/** Start time in clock ticks: field 22 of proc(5). */
async function startOf(pid: number): Promise<string | undefined> {
  const line = await readFile(`/proc/${pid}/stat`, 'latin1').catch(() => undefined);
  return line?.slice(line.lastIndexOf(')') + 2).split(' ')[19];
}

export async function ownRunId(suffix: string): Promise<string> {
  return `${process.pid}-${(await startOf(process.pid)) ?? '0'}-${suffix}`;
}

async function isDead(runId: string): Promise<boolean> {
  const [pid, start] = runId.split('-');
  if (pid === undefined || start === undefined || !/^\d+$/.test(pid)) return false;
  return (await startOf(Number(pid))) !== start;
}

export async function removeLeftoverGroups(cgroups: CgroupRoot): Promise<void> {
  for (const runDir of new Set(cgroups.runDirs.values())) {
    const parent = dirname(runDir);
    for (const runId of await directories(parent)) {
      if (!(await isDead(runId))) continue;
      const dead = join(parent, runId);
      const groups = (await directories(dead)).map((name) => join(dead, name));
      for (const dir of [...groups, dead]) await Cgroup.clear(dir);
    }
  }
}

async function directories(dir: string): Promise<string[]> {
  const entries = await readdir(dir, { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
}
