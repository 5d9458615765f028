// Starts the real programs for tests, in a home of their own, and finds what they leave behind.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../../', import.meta.url));
const program = join(root, 'packages/cli/dist/main.js');

/** What a program under test may see of this machine's environment. */
export function cleanEnv(home: string, more: Record<string, string> = {}): NodeJS.ProcessEnv {
  return {
    PATH: process.env.PATH,
    HOME: home,
    RUNSURGE_HOME: join(home, 'runsurge'),
    PYTHONHASHSEED: '0',
    NO_COLOR: '1',
    ...more,
  };
}

export async function temporaryDir(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'runsurge-test-'));
}

export type Ended = {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: Buffer;
  readonly stderr: Buffer;
};

export type Running = {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  /** Waits for a text on stdout; rejects when the program ends first. */
  says(pattern: RegExp, withinMs?: number): Promise<RegExpExecArray>;
};

export type Options = {
  readonly home: string;
  readonly cwd?: string;
  readonly input?: string | Buffer | 'open';
  readonly env?: Record<string, string>;
};

export function start(command: string, args: readonly string[], options: Options): Running {
  const child = spawn(command, args, {
    cwd: options.cwd ?? options.home,
    env: cleanEnv(options.home, options.env),
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  let heard: () => void = () => undefined;
  child.stdout?.on('data', (chunk: Buffer) => {
    stdout.push(chunk);
    heard();
  });
  child.stderr?.on('data', (chunk: Buffer) => stderr.push(chunk));
  child.stdin?.on('error', () => undefined);
  if (options.input !== 'open') child.stdin?.end(options.input ?? '');
  const ended = new Promise<Ended>((resolve) => {
    child.once('close', (code, signal) => {
      resolve({ code, signal, stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr) });
    });
  });
  return {
    child,
    ended,
    says: (pattern, withinMs = 30_000) =>
      new Promise((resolve, reject) => {
        const fail = (why: string) => {
          const said = `${Buffer.concat(stdout)}${Buffer.concat(stderr)}`;
          reject(new Error(`${why} before saying ${pattern}: ${said.slice(-2000)}`));
        };
        const timer = setTimeout(() => fail('too late'), withinMs);
        heard = () => {
          const found = pattern.exec(Buffer.concat(stdout).toString());
          if (!found) return;
          clearTimeout(timer);
          resolve(found);
        };
        heard();
        ended.then(() => {
          clearTimeout(timer);
          fail('it ended');
        });
      }),
  };
}

export const runsurge = (args: readonly string[], options: Options) =>
  start(process.execPath, [program, ...args], options);

export async function runsurgeToEnd(args: readonly string[], options: Options): Promise<Ended> {
  return runsurge(args, options).ended;
}

/** Processes, control groups and directories of the sandboxes that these (dead) processes had. */
export async function sandboxTraces(owners: readonly number[]): Promise<string[]> {
  const isTheirs = (name: string) => owners.some((pid) => new RegExp(`(^|-)${pid}-`).test(name));
  const traces: string[] = [];
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const groups = await readFile(`/proc/${pid}/cgroup`, 'utf8').catch(() => '');
    const group = /\/runsurge\/([^/\n]+)/.exec(groups)?.[1];
    if (group && isTheirs(group)) traces.push(`process ${pid} in ${group}`);
  }
  for (const controller of ['', ...(await readdir('/sys/fs/cgroup').catch(() => []))]) {
    const dir = join('/sys/fs/cgroup', controller, 'runsurge');
    const names = await readdir(dir).catch(() => []);
    traces.push(...names.filter(isTheirs).map((name) => `cgroup ${join(dir, name)}`));
  }
  for (const dir of ['/var/tmp', tmpdir()]) {
    const names = (await readdir(dir).catch(() => [])).filter((name) => /^runsurge-\d/.test(name));
    traces.push(...names.filter(isTheirs).map((name) => `directory ${join(dir, name)}`));
  }
  return traces;
}

/** Cleaning up after a killed process takes a moment; whatever is still there afterwards, stays. */
export async function tracesAfter(owners: readonly number[], withinMs = 5_000): Promise<string[]> {
  const until = Date.now() + withinMs;
  for (;;) {
    const traces = await sandboxTraces(owners);
    if (traces.length === 0 || Date.now() > until) return traces;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

export async function removeDir(dir: string): Promise<void> {
  await rm(dir, { recursive: true, force: true, maxRetries: 3 });
}
