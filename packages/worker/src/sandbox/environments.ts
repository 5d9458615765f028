// Finds the Pythons of this machine and what can be imported in them. Each is asked, by running a
// small program in it, and then tried in a sandbox: one that does not start there is no use.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Environment } from '@runsurge/model';
import { openBackend } from './choose.ts';
import type { SandboxLog } from './log.ts';
import { runTrial } from './trial.ts';

const run = promisify(execFile);
const answerWithinMs = 20_000;
const maxAnswerBytes = 8 << 20;
/** CPython versions that agent.py supports. */
const oldest = [3, 9] as const;

export type FindOptions = {
  readonly log: SandboxLog;
  /** Where to look for `python3`; the PATH of the worker. */
  readonly path: string;
  /** More interpreters to ask, absolute; `/usr/bin/python3` is always asked. */
  readonly executables?: readonly string[];
  /** Absolute. With it, what does not run in the best sandbox of this machine is left out. */
  readonly runDir?: string;
  readonly signal?: AbortSignal;
};

/** Top-level packages by distribution, without importing any; wheels of today have only `RECORD`. */
const question = `
import sys, os, json, importlib.machinery, importlib.metadata, platform
found = {}
for each in importlib.metadata.distributions():
    try:
        name, version = each.metadata['Name'], each.version
        if not name or not version:
            continue
        listed = (each.read_text('top_level.txt') or '').split()
        if not listed:
            rows = (each.read_text('RECORD') or '').splitlines()
            paths = [row.split(',')[0].split('/') for row in rows]
            listed = sorted({path[0].split('.')[0] for path in paths
                             if path[-1].endswith(('.py', '.so')) and '-' not in path[0]})
        for top in listed or [name.replace('-', '_').lower()]:
            if top.isidentifier() and not top.startswith('_') and top not in sys.builtin_module_names:
                found.setdefault(top, version)
    except Exception:
        pass
std = getattr(sys, 'stdlib_module_names', ())
find = importlib.machinery.PathFinder.find_spec
found = {top: version for top, version in found.items() if top not in std and find(top) is not None}
prefixes = {sys.prefix, sys.base_prefix, sys.exec_prefix, sys.base_exec_prefix,
            os.path.dirname(os.path.dirname(os.path.realpath(sys.executable)))}
for entry in sys.path:
    if os.path.isabs(entry) and os.path.isdir(entry) and not any(
            entry == each or entry.startswith(each + '/') for each in prefixes):
        prefixes.add(entry)
print(json.dumps({
    'implementation': sys.implementation.name,
    'version': '%d.%d.%d' % sys.version_info[:3],
    'level': sys.version_info[3],
    'architecture': platform.machine(),
    'executable': sys.executable,
    'prefixes': sorted(prefixes),
    'packages': found,
}))
`;

export async function findEnvironments(options: FindOptions): Promise<Environment[]> {
  const candidates = ['python3', '/usr/bin/python3', ...(options.executables ?? [])];
  const answers = await Promise.all(candidates.map((program) => ask(program, options)));
  const byPlace = new Map<string, Environment>();
  for (const found of answers) {
    if (found !== undefined && !byPlace.has(found.executable)) byPlace.set(found.executable, found);
  }
  const all = [...byPlace.values()];
  return options.runDir === undefined ? all : runnable(all, join(options.runDir, 'try'), options);
}

async function runnable(
  all: readonly Environment[],
  runDir: string,
  { log }: FindOptions,
): Promise<Environment[]> {
  const backend = await openBackend({ name: 'auto', allowProcess: true, runDir, log });
  try {
    const works = await Promise.all(
      all.map(async (environment, index) => {
        const script = 'import sys; print(sys.executable)';
        const trial = { id: `python-${index}`, environment, script };
        const tried = await runTrial(backend, trial).catch((error) => ({ error, output: '' }));
        if (tried.output === `${environment.executable}\n`) return true;
        log.warn({ python: environment.executable, ...tried }, 'python does not run in a sandbox');
        return false;
      }),
    );
    return all.filter((_, index) => works[index]);
  } finally {
    await backend.close();
  }
}

async function ask(program: string, options: FindOptions): Promise<Environment | undefined> {
  const { log, path, signal } = options;
  try {
    // Isolated from the owner's PYTHON* variables and home; `-s` because a sandbox has no home either.
    const { stdout } = await run(program, ['-E', '-s', '-c', question], {
      env: { PATH: path, LANG: 'C.UTF-8' },
      cwd: '/',
      timeout: answerWithinMs,
      maxBuffer: maxAnswerBytes,
      ...(signal === undefined ? {} : { signal }),
    });
    return toEnvironment(JSON.parse(stdout));
  } catch (error) {
    log.debug({ program, error }, 'no usable python here');
    return undefined;
  }
}

function toEnvironment(answer: unknown): Environment | undefined {
  if (!isAnswer(answer)) return undefined;
  const { implementation, version, architecture, executable, prefixes, packages, level } = answer;
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const tooOld = major !== oldest[0] || minor < oldest[1];
  if (implementation !== 'cpython' || tooOld || level !== 'final') return undefined;
  const sorted = Object.fromEntries(Object.entries(packages).sort(([a], [b]) => (a < b ? -1 : 1)));
  const hash = createHash('sha256')
    .update(JSON.stringify([implementation, version, architecture, sorted]))
    .digest('hex')
    .slice(0, 8);
  const id = `${implementation}-${version}-${architecture}-${hash}`;
  return { id, implementation, version, architecture, packages: sorted, executable, prefixes };
}

type Answer = Omit<Environment, 'id'> & { readonly level: string };

function isAnswer(value: unknown): value is Answer {
  if (typeof value !== 'object' || value === null) return false;
  const fields = new Map<string, unknown>(Object.entries(value));
  const texts = ['implementation', 'version', 'level', 'architecture', 'executable'];
  const packages = fields.get('packages');
  const prefixes = fields.get('prefixes');
  return (
    texts.every((name) => typeof fields.get(name) === 'string') &&
    Array.isArray(prefixes) &&
    prefixes.every((each) => typeof each === 'string') &&
    typeof packages === 'object' &&
    packages !== null &&
    Object.values(packages).every((each) => typeof each === 'string')
  );
}
