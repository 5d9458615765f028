// Where the Python that we ship lies, and a copy of it that every sandbox of a run can see.
import { chmod, copyFile, mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The same distance from src/sandbox and from dist/sandbox. */
export const shippedPython = fileURLToPath(new URL('../../python/runsurge/', import.meta.url));
/** The folders of it, and nothing else: a checkout may hold compiled files beside them. */
const folders = ['', 'live', 'auto'];

/** Programs ask for the name of their user; that of the owner is none of their business. */
const passwd = 'runsurge:x:65534:65534:RunSurge:/:/usr/sbin/nologin\n';
const group = 'runsurge:x:65534:\n';

/** World-readable whatever the umask: an unprivileged sandbox user reads it. */
export async function copyAgentFiles(from: string, dir: string): Promise<void> {
  for (const folder of folders) {
    await mkdir(join(dir, folder), { recursive: true });
    await chmod(join(dir, folder), 0o755);
    for (const name of await readdir(join(from, folder))) {
      if (!name.endsWith('.py')) continue;
      await copyFile(join(from, folder, name), join(dir, folder, name));
      await chmod(join(dir, folder, name), 0o644);
    }
  }
  await writeFile(join(dir, 'passwd'), passwd, { mode: 0o644 });
  await writeFile(join(dir, 'group'), group, { mode: 0o644 });
}

/** How the agent is started: imported, because only what is imported is compiled once (3 ms saved). */
export function agentArguments(dir: string): string[] {
  const program = `import sys; sys.path.insert(0, ${JSON.stringify(dir)}); import agent; agent.main()`;
  return ['-I', '-S', '-E', '-c', program];
}

export const hookName = 'live';
