// Removes a directory that a script wrote to: it may hold unreadable directories, paths longer than
// the system takes at once, and a great many files. Nobody writes there any more.
import { execFile } from 'node:child_process';
import { lstatSync, opendirSync, rmdirSync, unlinkSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** Works with directory descriptors, which Node does not. */
const thoroughly = 'chmod -R u+rwX "$0" 2>/dev/null; rm -rf "$0"';
/** Freeing the blocks of a large file takes time, during which nothing else here would go on. */
const smallBytes = 1 << 20;
const fewEntries = 16;

type Found = { readonly path: string; readonly isDirectory: boolean };

export async function removeTree(dir: string): Promise<void> {
  try {
    const found = smallTree(dir);
    if (found === undefined) await rm(dir, { recursive: true, force: true });
    else for (const each of found) remove(each);
  } catch {
    await promisify(execFile)('/bin/sh', ['-c', thoroughly, dir]);
  }
}

/**
 * What most scripts leave, directories before what is in them; undefined when it is more. Removed at
 * once: `rm` makes 15 trips through the thread pool of it, 1 ms of processor time.
 */
function smallTree(dir: string): Found[] | undefined {
  const found: Found[] = [{ path: dir, isDirectory: true }];
  for (const { path, isDirectory } of found) {
    if (!isDirectory) continue;
    const open = opendirSync(path);
    try {
      for (let entry = open.readSync(); entry !== null; entry = open.readSync()) {
        found.push({ path: join(path, entry.name), isDirectory: entry.isDirectory() });
        if (found.length > fewEntries) return undefined;
      }
    } finally {
      open.closeSync();
    }
  }
  const isSmall = (each: Found) => each.isDirectory || lstatSync(each.path).size <= smallBytes;
  return found.every(isSmall) ? found.reverse() : undefined;
}

function remove({ path, isDirectory }: Found): void {
  if (isDirectory) rmdirSync(path);
  else unlinkSync(path);
}
