// A real PostgreSQL server for tests: found where it is installed, started in a directory of its own
// below the temporary one, reached through a unix socket there, gone after `stop`. Knows nothing of
// RunSurge. It refuses to run as root, so a root's server runs as an ordinary user.
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { chmod, chown, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

export type TestPostgres = {
  /** Of an empty database; every later one is made with `create database`. */
  readonly url: string;
  /** Ends the server and waits for that; SIGKILL takes its children along. `restart` brings it back. */
  kill(signal: 'SIGKILL' | 'SIGINT'): Promise<void>;
  /** Starts it again on the same data, after ending it if it runs. */
  restart(): Promise<void>;
  /** Ends it and removes its files. */
  stop(): Promise<void>;
};
export type MissingPostgres = { readonly missing: string };

const debian = '/usr/lib/postgresql';
/** Short, because the path of a unix socket holds 104 to 108 bytes. */
const prefix = join(tmpdir(), 'rs-pg-');
const startTimeoutMs = 30_000;
const settings = [
  ['listen_addresses', ''],
  ['fsync', 'off'],
  ['full_page_writes', 'off'],
  ['shared_buffers', '16MB'],
  ['autovacuum', 'off'],
  ['max_connections', '50'],
].flatMap(([key, value]) => ['-c', `${key}=${value}`]);

/** The newest of Debian's, else the first in PATH. */
function binaries(): string | undefined {
  const versions = existsSync(debian) ? readdirSync(debian) : [];
  const newestFirst = versions.sort((a, b) => Number(b) - Number(a));
  const directories = [
    ...newestFirst.map((version) => join(debian, version, 'bin')),
    ...(process.env['PATH'] ?? '').split(delimiter),
  ];
  return directories.find((dir) =>
    ['initdb', 'postgres'].every((name) => existsSync(join(dir, name))),
  );
}

type Account = { readonly uid: number; readonly gid: number };

/** Whom to run it as; undefined: as ourselves. */
function ordinaryAccount(): Account | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const lines = readFileSync('/etc/passwd', 'utf8').split('\n');
  for (const name of ['postgres', 'nobody']) {
    const [, , uid, gid] = lines.find((line) => line.startsWith(`${name}:`))?.split(':') ?? [];
    if (uid !== undefined && gid !== undefined) return { uid: Number(uid), gid: Number(gid) };
  }
  throw new Error('there is no ordinary account to run PostgreSQL as');
}

/** Why tests of PostgreSQL cannot run here; undefined when they can. */
export function missingPostgres(): string | undefined {
  return binaries() === undefined ? `no PostgreSQL server in ${debian} or PATH` : undefined;
}

export async function startPostgres(): Promise<TestPostgres | MissingPostgres> {
  const bin = binaries();
  if (bin === undefined) return { missing: missingPostgres() ?? '' };
  const account = ordinaryAccount();
  const dir = await mkdtemp(prefix);
  if (account) await chown(dir, account.uid, account.gid);
  await chmod(dir, 0o700);
  const data = join(dir, 'data');
  const env = { PATH: process.env['PATH'] ?? '', LC_ALL: 'C' };
  const options = { ...account, cwd: dir, env };
  const initArguments = ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8'];
  await promisify(execFile)(join(bin, 'initdb'), [...initArguments, '--no-sync'], options);

  const start = () => started(join(bin, 'postgres'), ['-D', data, '-k', dir, ...settings], options);
  let server = await start();
  async function kill(signal: 'SIGKILL' | 'SIGINT'): Promise<void> {
    if (server.exitCode !== null || server.signalCode !== null) return;
    const exited = once(server, 'exit');
    // Its children notice the death of the postmaster by themselves, but not at once.
    const children = signal === 'SIGKILL' ? childrenOf(server) : [];
    server.kill(signal);
    for (const pid of children) killIfThere(pid);
    await exited;
  }
  return {
    url: `postgresql://postgres@${encodeURIComponent(dir)}/postgres`,
    kill,
    async restart() {
      await kill('SIGINT');
      server = await start();
    },
    async stop() {
      await kill('SIGINT');
      await rm(dir, { recursive: true, maxRetries: 5 });
    },
  };
}

async function started(program: string, args: string[], options: object): Promise<ChildProcess> {
  const server = spawn(program, args, { ...options, stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  let isReady = false;
  server.stderr?.setEncoding('utf8').on('data', (text: string) => {
    if (isReady) return;
    said += text;
    isReady = said.includes('ready to accept connections');
  });
  // The server must not outlive the tests, nor keep them from ending.
  const killIt = () => void server.kill('SIGQUIT');
  process.once('exit', killIt);
  server.once('exit', () => process.off('exit', killIt));
  const deadline = performance.now() + startTimeoutMs;
  while (!isReady) {
    if (server.exitCode !== null) throw new Error(`PostgreSQL did not start: ${said}`);
    if (performance.now() > deadline) throw new Error(`PostgreSQL is not ready: ${said}`);
    await sleep(20);
  }
  return server;
}

function killIfThere(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended by itself.
  }
}

function childrenOf({ pid }: ChildProcess): number[] {
  const file = `/proc/${pid}/task/${pid}/children`;
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8').trim().split(' ').filter(Boolean).map(Number);
}
