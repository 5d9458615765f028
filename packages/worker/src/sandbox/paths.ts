// Which directories a sandbox may show to a script, and how nested ones become few mounts.
import { isAbsolute, normalize } from 'node:path';
import { AppError } from '@runsurge/model';
import type { SandboxSpec } from './backend.ts';

const systemDirs = ['/usr', '/proc', '/sys', '/dev', '/etc', '/bin', '/sbin', '/boot'];
const ownDir = '/run/runsurge';

/** Where the agent and its hook lie inside a bwrap sandbox. */
export const agentDir = ownDir;

export function isBelow(path: string, dir: string): boolean {
  return path === dir || path.startsWith(dir === '/' ? '/' : `${dir}/`);
}

/** The writable directories of a sandbox without those that lie in others of them, sorted. */
export function outermostDirs(spec: SandboxSpec): string[] {
  const dirs = [...new Set([spec.workdir, ...spec.extraDirs])].sort();
  for (const dir of dirs) refuseSystemDir(dir);
  return dirs.filter((dir) => !dirs.some((other) => other !== dir && isBelow(dir, other)));
}

function refuseSystemDir(dir: string): void {
  const plain = isAbsolute(dir) && normalize(dir) === dir && (dir === '/' || !dir.endsWith('/'));
  if (!plain || dir.includes('\0')) {
    throw new AppError('BAD_INPUT', `${JSON.stringify(dir)} is not a normalised absolute path`);
  }
  const system = [...systemDirs, ownDir].some((each) => isBelow(dir, each));
  if (dir === '/' || system || /^\/lib[^/]*(\/|$)/.test(dir)) {
    throw new AppError('BAD_INPUT', `a sandbox cannot have its directory at ${dir}`, {
      remedy: 'run it in another directory, for example /work',
    });
  }
}

/** A path to put a file at: absolute, plain, strictly below one of the writable directories. */
export function refuseForeignPath(path: string, dirs: readonly string[]): void {
  const inside = dirs.some((dir) => path !== dir && isBelow(path, dir));
  if (!inside || normalize(path) !== path || path.endsWith('/') || path.includes('\0')) {
    throw new AppError('BAD_INPUT', `${JSON.stringify(path)} is outside the sandbox's directories`);
  }
}
