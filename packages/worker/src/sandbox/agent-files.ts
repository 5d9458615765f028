// Where the Python that we ship lies, and a copy of it that every sandbox of a run can see.
import { chmod, copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The same distance from src/sandbox and from dist/sandbox. */
export const shippedPython = fileURLToPath(new URL('../../python/runsurge/', import.meta.url));
const copied = ['agent.py', 'live/sitecustomize.py'];

/** Programs ask for the name of their user; that of the owner is none of their business. */
const passwd = 'runsurge:x:65534:65534:RunSurge:/:/usr/sbin/nologin\n';
const group = 'runsurge:x:65534:\n';

/** World-readable whatever the umask: an unprivileged sandbox user reads it. */
export async function copyAgentFiles(from: string, dir: string): Promise<void> {
  await mkdir(join(dir, 'live'), { recursive: true });
  for (const name of copied) {
    await copyFile(join(from, name), join(dir, name));
    await chmod(join(dir, name), 0o644);
  }
  await writeFile(join(dir, 'passwd'), passwd, { mode: 0o644 });
  await writeFile(join(dir, 'group'), group, { mode: 0o644 });
  for (const each of [dir, join(dir, 'live')]) await chmod(each, 0o755);
}

/** How the agent is started: imported, because only what is imported is compiled once (3 ms saved). */
export function agentArguments(dir: string): string[] {
  const program = `import sys; sys.path.insert(0, ${JSON.stringify(dir)}); import agent; agent.main()`;
  return ['-I', '-S', '-E', '-c', program];
}

export const hookName = 'live';
