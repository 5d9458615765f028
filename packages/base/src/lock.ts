// One owner per directory: a file that names the process that holds it. A lock whose owner is dead
// may be replaced, by exactly one of those who try; a live owner is never disturbed.
// Guards processes that see each other's pids, so not two machines on one network directory, and
// not two containers with a shared volume.
import { randomUUID } from 'node:crypto';
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '@runsurge/model';
import { isRunning, type ProcessName, thisProcess } from './process-name.ts';

export type DirectoryLock = { release(): Promise<void> };

/** `token` tells two locks of one process apart. */
type Holder = ProcessName & { readonly token: string };

export function takeDirectoryLock(dir: string): Promise<DirectoryLock> {
  return take(join(dir, 'lock'), dir);
}

async function take(path: string, dir: string): Promise<DirectoryLock> {
  const me: Holder = { ...(await thisProcess()), token: randomUUID() };
  const mine = `${path}.${me.token}`;
  await writeFile(mine, JSON.stringify(me), { flag: 'wx' });
  try {
    while (!(await tryTake(path, mine, dir))) {
      // The lock was released, or changed hands, between two of our steps: look again.
    }
  } finally {
    await rm(mine, { force: true });
  }
  return {
    async release() {
      const holder = await holderOf(path);
      if (holder?.token === me.token) await rm(path, { force: true });
    },
  };
}

/** False: look again. Hard-linking a finished file is O_EXCL without a moment where it is empty. */
async function tryTake(path: string, mine: string, dir: string): Promise<boolean> {
  if (await linked(mine, path)) return true;
  const holder = await holderOf(path);
  if (holder === undefined) return false;
  if (await isRunning(holder)) throw heldBy(holder.pid, dir);
  // Whoever wants to replace this very stale lock needs the lock of that replacement, which is the
  // same thing one level down: should its owner be killed in the middle, it goes stale likewise.
  const replacement = await take(`${path}.of-${holder.token}`, dir);
  try {
    const still = await holderOf(path);
    if (still?.token !== holder.token) return false;
    await rename(mine, path);
    return true;
  } finally {
    await replacement.release();
  }
}

async function linked(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (thrown) {
    if (hasCode(thrown, 'EEXIST')) return false;
    throw thrown;
  }
}

async function holderOf(path: string): Promise<Holder | undefined> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (thrown) {
    if (hasCode(thrown, 'ENOENT')) return undefined;
    throw thrown;
  }
  const holder = parseHolder(text);
  if (holder !== undefined) return holder;
  throw new AppError('CONFLICT', `${path} is not a lock that RunSurge wrote`, {
    remedy: 'make sure that nothing uses the directory, then delete that file',
  });
}

function parseHolder(text: string): Holder | undefined {
  try {
    const { pid, startedAt, token } = JSON.parse(text);
    const isValid = Number.isInteger(pid) && /^[0-9a-f-]{36}$/.test(token);
    return isValid ? { pid, startedAt: startedAt ?? null, token } : undefined;
  } catch {
    return undefined;
  }
}

function heldBy(pid: number, dir: string): AppError {
  return new AppError('CONFLICT', `${dir} is in use by process ${pid}`, {
    remedy: 'stop that process, or use another directory',
  });
}

function hasCode(thrown: unknown, code: string): boolean {
  return thrown instanceof Error && 'code' in thrown && thrown.code === code;
}
