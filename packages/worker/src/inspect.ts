// Finds out what works on this machine, once: sandboxes by attacking them, Pythons by running them.
// The answer is kept until something that it rests on changes, because trying takes a second.
import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { release } from 'node:os';
import { delimiter, join } from 'node:path';
import { type Log, writeFileAtomically } from '@runsurge/base';
import { version } from '@runsurge/model';
import { z } from 'zod';
import type { Machine } from './main.ts';
import { findEnvironments, probeSandboxes } from './sandbox/index.ts';

const schema = z.object({
  key: z.string(),
  environments: z.array(
    z.object({
      id: z.string(),
      implementation: z.string(),
      version: z.string(),
      architecture: z.string(),
      packages: z.record(z.string(), z.string()),
      executable: z.string(),
      prefixes: z.array(z.string()),
    }),
  ),
  sandboxes: z.array(
    z.object({
      backend: z.enum(['bwrap', 'process']),
      works: z.boolean(),
      reason: z.string(),
      remedy: z.string(),
    }),
  ),
});

/** Changes when one of these is installed, upgraded or removed. */
const fixedPlaces = [
  '/usr/bin/bwrap',
  '/usr/bin/python3',
  '/usr/lib/python3/dist-packages',
  '/usr/local/bin/bwrap',
  '/proc/sys/kernel/unprivileged_userns_clone',
  '/proc/sys/kernel/apparmor_restrict_unprivileged_userns',
  '/sys/fs/cgroup',
];

const isVirtual = (place: string) => /^\/(sys|proc)\//.test(place);

async function keyOf(basis: string, path: string, uid: number): Promise<string> {
  const places = [
    ...path.split(delimiter).flatMap((dir) => [join(dir, 'python3'), join(dir, 'bwrap')]),
    ...fixedPlaces,
  ];
  const facts = await Promise.all(
    places.map((place) =>
      stat(place).then(
        // Below /sys and /proc times say nothing: they change whenever somebody looks.
        (found) => `${place} ${found.size} ${isVirtual(place) ? '' : found.mtimeMs}`,
        () => '',
      ),
    ),
  );
  const text = [basis, process.version, release(), uid, path, ...facts.filter(Boolean)].join('\n');
  return createHash('sha256').update(text).digest('hex');
}

export type InspectOptions = {
  readonly cacheFile: string | null;
  readonly runDir: string;
  /** The PATH in which `python3` is looked for. */
  readonly path: string;
  /** Whose Python comes first: the user's own (a pool on this machine) or the system's (a shared pool). */
  readonly prefer: 'path' | 'system';
  readonly log: Log;
  /** Try also sandboxes that are weaker than one that works. */
  readonly all?: boolean;
};

export async function inspectMachine(options: InspectOptions): Promise<Machine> {
  const { cacheFile, runDir, log, path } = options;
  const uid = process.getuid?.() ?? -1;
  const key = await keyOf(`${version} ${options.prefer}`, path, uid);
  if (cacheFile !== null) {
    const text = await readFile(cacheFile, 'utf8').catch(() => 'null');
    const kept = schema.safeParse(safeJson(text));
    if (kept.success && kept.data.key === key) return kept.data;
  }
  const found = await findEnvironments({ log, path, runDir });
  const [first] = found;
  const all = options.all ?? false;
  const sandboxes = first ? await probeSandboxes({ runDir, environment: first, log, all }) : [];
  const isSystem = (executable: string) => executable.startsWith('/usr/bin/');
  // A stable sort: within each half the order of the PATH stays.
  const environments = [...found].sort(
    (a, b) =>
      (options.prefer === 'system' ? -1 : 1) *
      (Number(isSystem(a.executable)) - Number(isSystem(b.executable))),
  );
  const machine = { key, environments, sandboxes };
  if (cacheFile !== null) {
    const content = Buffer.from(JSON.stringify(machine));
    await writeFileAtomically(cacheFile, [content], { mode: 0o600 }).catch((thrown) =>
      log.debug({ err: thrown }, 'what works here could not be kept'),
    );
  }
  return machine;
}

function safeJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
