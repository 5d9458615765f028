// A pool of real processes for tests: one master, some workers, an account that is logged in.
import { join } from 'node:path';
import {
  type Ended,
  type Running,
  removeDir,
  runsurge,
  runsurgeToEnd,
  temporaryDir,
} from './processes.ts';

export type TestPool = {
  readonly home: string;
  readonly url: string;
  master: Running;
  readonly workers: Running[];
  /** The same master again, on the same ports and data. */
  startMaster(): Promise<void>;
  startWorker(index: number, memory?: string): Promise<void>;
  /** `runsurge ARGS --pool URL` as the first user, or as the one whose home is given. */
  cli(
    args: readonly string[],
    options?: { cwd?: string; home?: string; input?: string | Buffer },
  ): Promise<Ended>;
  spawn(args: readonly string[], options?: { cwd?: string; input?: string | 'open' }): Running;
  /** Makes another account and returns its home. */
  newUser(email: string): Promise<string>;
  close(): Promise<void>;
};

export const password = 'correct horse battery';

export async function startPool({
  workers = 2,
  env = {},
}: {
  workers?: number;
  env?: Record<string, string>;
} = {}): Promise<TestPool> {
  const home = await temporaryDir();
  const homes = [home];
  let ports: [string, string] = ['0', '0'];
  let url = '';

  async function startMaster(): Promise<void> {
    pool.master = runsurge(
      [
        'master',
        '--data-dir',
        join(home, 'master'),
        '--port',
        ports[0],
        '--grpc-port',
        ports[1],
        '--log-level',
        'warn',
      ],
      { home, env, input: 'open' },
    );
    const [, rest = ''] = await pool.master.says(/The pool is at +https:\/\/127\.0\.0\.1:(\d+)/);
    url = `https://127.0.0.1:${rest}`;
    if (ports[0] !== '0') return;
    const said = await pool.master.says(/workers at +127\.0\.0\.1:(\d+)/i);
    ports = [rest, said[1] ?? '0'];
  }

  async function login(userHome: string, email: string): Promise<void> {
    const args = ['login', '--pool', url, '--email', email, '--password-stdin', '--register'];
    const done = await runsurgeToEnd(args, { home: userHome, input: `${password}\n` });
    if (done.code !== 0) throw new Error(`no login: ${done.stderr}`);
  }

  const pool: TestPool = {
    home,
    get url() {
      return url;
    },
    master: undefined as unknown as Running, // set by startMaster, before anybody can see it
    workers: [],
    startMaster,
    async startWorker(index, memory = '1GB') {
      const args = [
        'worker',
        '--pool',
        url,
        '--data-dir',
        join(home, `worker-${index}`),
        '--cores',
        '1',
        '--memory',
        memory,
        '--log-level',
        'warn',
      ];
      const worker = runsurge(args, { home, input: 'open' });
      pool.workers[index] = worker;
      await worker.says(/This machine is node/);
    },
    cli: (args, { home: userHome = home, ...options } = {}) =>
      runsurgeToEnd([...args.slice(0, 1), '--pool', url, ...args.slice(1)], {
        home: userHome,
        ...options,
      }),
    spawn: (args, options = {}) =>
      runsurge([...args.slice(0, 1), '--pool', url, ...args.slice(1)], { home, ...options }),
    async newUser(email) {
      const userHome = await temporaryDir();
      homes.push(userHome);
      await login(userHome, email);
      return userHome;
    },
    async close() {
      for (const { child } of [...pool.workers, pool.master]) child.kill('SIGTERM');
      await Promise.all([...pool.workers, pool.master].map(({ ended }) => ended));
      for (const dir of homes) await removeDir(dir);
    },
  };
  await startMaster();
  await login(home, 'first@example.org');
  for (let i = 0; i < workers; i++) await pool.startWorker(i);
  return pool;
}
