// The directory of one worker's sandboxes, one sub-directory per sandbox, and the places on disk
// that stand for what scripts see as their writable directories. Those of a sandbox are made
// synchronously: six calls of microseconds, cheaper than handing each to the thread pool.
import { chownSync, mkdirSync } from 'node:fs';
import { chmod, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '@runsurge/model';
import type { SandboxSpec } from './backend.ts';
import { isBelow, outermostDirs } from './paths.ts';

export type PrivateDirs = {
  readonly dir: string;
  /** Holds all writable directories and nothing else. */
  readonly diskDir: string;
  /** In the order of `outermostDirs`: where it lies, and where the script sees it. */
  readonly writable: readonly { readonly from: string; readonly at: string }[];
};

const sandboxIdPattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/;

/**
 * Creates `<runDir>/<id>/disk/<n>`; `owner` is the sandbox's own user when the worker is root. Nobody
 * else on the machine may look in. Throws with nothing made when the id is bad or taken.
 */
export function makePrivateDirs(
  runDir: string,
  spec: SandboxSpec,
  owner: number | undefined,
): PrivateDirs {
  if (!sandboxIdPattern.test(spec.id)) {
    throw new AppError('BAD_INPUT', `${JSON.stringify(spec.id)} cannot name a sandbox`);
  }
  const places = outermostDirs(spec);
  const dir = join(runDir, spec.id);
  const diskDir = join(dir, 'disk');
  try {
    mkdirSync(dir, { mode: 0o700 });
  } catch (cause) {
    throw new AppError('SANDBOX_FAILED', `cannot make the directory of sandbox ${spec.id}`, {
      cause,
    });
  }
  mkdirSync(diskDir, { mode: 0o700 });
  const writable = places.map((at, index) => ({ at, from: join(diskDir, String(index)) }));
  for (const { from } of writable) {
    mkdirSync(from, { mode: 0o755 });
    if (owner !== undefined) chownSync(from, owner, owner);
  }
  makeNested(spec, writable, owner);
  if (owner !== undefined) for (const each of [diskDir, dir]) chownSync(each, owner, owner);
  return { dir, diskDir, writable };
}

/** A working directory below the script's, or the other way round, is a directory inside its mount. */
function makeNested(
  spec: SandboxSpec,
  writable: PrivateDirs['writable'],
  owner: number | undefined,
): void {
  for (const dir of [spec.workdir, ...spec.extraDirs]) {
    const mount = writable.find(({ at }) => dir !== at && isBelow(dir, at));
    if (!mount) continue;
    let place = mount.from;
    for (const part of dir.slice(mount.at.length + 1).split('/')) {
      place = join(place, part);
      mkdirSync(place, { recursive: true, mode: 0o755 });
      if (owner !== undefined) chownSync(place, owner, owner);
    }
  }
}

export async function openRunDir(runDir: string): Promise<void> {
  await mkdir(runDir, { recursive: true });
  await chmod(runDir, 0o711);
}
