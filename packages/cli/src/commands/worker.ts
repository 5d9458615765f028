// `runsurge worker`: lends this machine to a pool. Enrols once, then keeps its identity. On SIGTERM
// it takes no new work, finishes what runs, and leaves.
import { randomBytes } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeLog, systemClock } from '@runsurge/base';
import { AppError } from '@runsurge/model';
import { inspectMachine, startWorker, workerConfig } from '@runsurge/worker';
import { configured, type RoleOptions } from '../configured.ts';
import { env, runsurgeHome } from '../home.ts';
import { choosePool, type KnownPool } from '../pools.ts';
import { onStopSignal } from '../signals.ts';
import { logIn } from './login.ts';

type Options = RoleOptions & { pool?: string; enrol?: boolean; memory?: number } & Record<
    string,
    unknown
  >;

/** Asks for a login once, when there is a person to ask. */
async function poolFor(named: string | undefined): Promise<KnownPool> {
  try {
    return await choosePool(named);
  } catch (thrown) {
    if (named === undefined || !process.stdin.isTTY) throw thrown;
    return logIn({ pool: named });
  }
}

export async function worker(options: Options): Promise<void> {
  const { config: file, printConfig, pool: named, enrol, memory, ...flags } = options;
  const pool = await poolFor(named);
  const place = new URL(pool.url).host.replaceAll(/[^\w.-]/g, '_');
  const schema = workerConfig.extend({
    dataDir: workerConfig.shape.dataDir.default(join(runsurgeHome(), 'worker', place)),
  });
  const config = configured(
    schema,
    'worker',
    { ...flags, memoryBytes: memory, pool: pool.url },
    {
      ...(file ? { config: file } : {}),
      printConfig: printConfig === true,
    },
  );
  if (!config) return;
  const log = makeLog({ name: 'worker', level: config.logLevel });
  await mkdir(config.dataDir, { recursive: true, mode: 0o700 });
  if (enrol) await rm(join(config.dataDir, 'identity.json'), { force: true });
  const machine = await inspectMachine({
    cacheFile: join(config.dataDir, 'machine.json'),
    runDir: join(tmpdir(), `runsurge-probe-${process.pid}-${randomBytes(3).toString('hex')}`),
    path: env['PATH'] ?? '/usr/bin:/bin',
    prefer: 'system',
    log,
  });
  const isolated = machine.sandboxes.filter((sandbox) => sandbox.backend !== 'process');
  if (!isolated.some((sandbox) => sandbox.works)) {
    const [first] = isolated;
    throw new AppError(
      'SANDBOX_FAILED',
      `no sandbox works here: ${first?.reason ?? 'none known'}`,
      {
        remedy: `${first?.remedy ?? ''}; this worker will not run other people's programs without one`,
      },
    );
  }
  const running = await startWorker(config, {
    address: {
      host: new URL(pool.url).hostname.replace(/^\[|\]$/g, ''),
      port: pool.grpcPort,
      caCertificate: pool.caCertificate,
    },
    machine: { ...machine, sandboxes: isolated },
    token: async () => pool.token,
    allowProcess: false,
    log,
    clock: systemClock,
    random: Math.random,
  });
  process.stdout.write(
    `This machine is node ${running.nodeId} of ${pool.url}; sandbox: ${running.sandbox}\n`,
  );
  const forget = onStopSignal(() => {
    log.info('finishing what runs, then leaving; once more to stop at once');
    running.drain();
  });
  try {
    await running.ended;
  } finally {
    forget();
    await running.close();
  }
}
