// Puts the files a script wrote into a directory of this machine, as the script would have itself: the
// pool may lie about names, so nothing is written outside of that directory, also not through a link.
import { chmod, lstat, mkdir, realpath } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { writeFileAtomically } from '@runsurge/base';
import type { Client } from '@runsurge/client';
import { AppError } from '@runsurge/model';

const isTrick = (path: string) =>
  path.startsWith('/') ||
  path.includes('\0') ||
  path.split('/').some((part) => part === '' || part === '.' || part === '..');

async function resolved(path: string): Promise<string | undefined> {
  const found = await lstat(path).catch(() => undefined);
  return found ? realpath(path) : undefined;
}

/** Where a path really lies, links followed; refused when that is outside of `root`. */
async function placeFor(root: string, path: string): Promise<string> {
  if (isTrick(path)) {
    throw new AppError('REFUSED_BY_POLICY', `the pool sent a file called ${JSON.stringify(path)}`);
  }
  let place = root;
  for (const part of path.split('/')) {
    const next = join(place, part);
    place = (await resolved(next)) ?? next;
    if (place !== root && !place.startsWith(root + sep)) {
      throw new AppError('REFUSED_BY_POLICY', `${path} leads out of ${root} through a link`);
    }
  }
  return place;
}

/** Returns how many files were written. */
export async function saveOutputs(client: Client, job: string, directory: string): Promise<number> {
  await mkdir(directory, { recursive: true });
  const root = await realpath(directory);
  const umask = process.umask();
  let files = 0;
  for await (const output of client.outputs(job)) {
    const place = await placeFor(root, output.path);
    const mode = output.mode & ~umask;
    if (output.kind === 'directory') {
      await mkdir(place, { recursive: true });
      continue;
    }
    await mkdir(dirname(place), { recursive: true });
    await writeFileAtomically(place, client.downloadOutput(job, output.path), { mode });
    await chmod(place, mode);
    files += 1;
  }
  return files;
}
