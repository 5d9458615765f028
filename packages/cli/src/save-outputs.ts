// Puts the files a script wrote into a directory of this machine, as the script would have itself: the
// pool may lie about names, so nothing is written outside of that directory, also not through a link.
import { chmod, lstat, mkdir, realpath } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { writeFileAtomically } from '@runsurge/base';
import type { Client } from '@runsurge/client';
import { AppError } from '@runsurge/model';
import type { Output } from '@runsurge/protocol/rest';

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

export type Saved = {
  readonly files: number;
  /** What could not be written, and why; the rest was. */
  readonly problems: readonly string[];
};

async function saveOne(client: Client, job: string, root: string, output: Output): Promise<void> {
  const place = await placeFor(root, output.path);
  const mode = output.mode & ~process.umask();
  if (output.kind === 'directory') {
    await mkdir(place, { recursive: true });
    return;
  }
  const there = await lstat(place).catch(() => undefined);
  if (there?.isDirectory()) {
    throw new AppError('BAD_INPUT', `${output.path} is a directory here and a file of the script`);
  }
  await mkdir(dirname(place), { recursive: true });
  await writeFileAtomically(place, client.downloadOutput(job, output.path), { mode });
  await chmod(place, mode);
}

export async function saveOutputs(client: Client, job: string, directory: string): Promise<Saved> {
  await mkdir(directory, { recursive: true });
  const root = await realpath(directory);
  const problems: string[] = [];
  const directories: Output[] = [];
  let files = 0;
  for await (const output of client.outputs(job)) {
    try {
      await saveOne(client, job, root, output);
      if (output.kind === 'directory') directories.push(output);
      else files += 1;
    } catch (thrown) {
      problems.push(`${output.path}: ${AppError.from(thrown).message}`);
    }
  }
  // Last and from the inside out: one that is not writable could not be filled any more.
  for (const { path, mode } of directories.reverse()) {
    await chmod(await placeFor(root, path), mode & ~process.umask()).catch(() => undefined);
  }
  return { files, problems };
}
