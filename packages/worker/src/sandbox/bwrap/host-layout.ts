// Looks once at the host's root directory: /bin, /lib and so on are links into /usr on merged
// systems and directories elsewhere; a few files of /etc are needed to find shared libraries.
import { lstat, readdir, readlink } from 'node:fs/promises';
import type { HostLayout } from './command.ts';

const rootNames = ['bin', 'sbin', 'lib', 'lib32', 'lib64', 'libx32'];
/** Debian's numpy finds its BLAS through /etc/alternatives. */
const etcPaths = ['/etc/alternatives', '/etc/ld.so.cache'];

export async function hostLayout(): Promise<HostLayout> {
  const links: { name: string; target: string }[] = [];
  const dirs = ['/usr'];
  for (const name of rootNames) {
    const found = await lstat(`/${name}`).catch(() => undefined);
    if (found?.isSymbolicLink()) links.push({ name, target: await readlink(`/${name}`) });
    else if (found?.isDirectory()) dirs.push(`/${name}`);
  }
  const files: string[] = [];
  // Debian keeps a Python's own sitecustomize.py there; without it a script would see that it is missing.
  const pythons = (await readdir('/etc').catch(() => [])).filter((name) =>
    /^python3\.\d+$/.test(name),
  );
  for (const path of [...etcPaths, ...pythons.map((name) => `/etc/${name}`)]) {
    const found = await lstat(path).catch(() => undefined);
    if (found !== undefined) files.push(path);
  }
  return { links, dirs, files };
}
