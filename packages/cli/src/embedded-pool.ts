// A whole pool in this process: master with the embedded database, workers, all over the same TLS
// and the same calls as between machines. `run` without --pool and `up` both use it.
import { randomBytes } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { type Log, makeShutdown, systemClock } from '@runsurge/base';
import { AppError } from '@runsurge/model';
import { localAccountToken, type Master, masterConfig, startMaster } from '@runsurge/master';
import { inspectMachine, type Machine, startWorker, type Worker, workerConfig } from '@runsurge/worker';
import { env, runsurgeHome } from './home.ts';

export type EmbeddedOptions = {
  /** Below RUNSURGE_HOME: `embedded` for `run`, `pool` for `up`. */
  readonly name: string;
  readonly workers: number | undefined;
  readonly sandbox: 'auto' | 'bwrap' | 'process';
  readonly host: string;
  readonly port: number;
  readonly grpcPort: number;
  /** When another process has the directory: a temporary one instead of an error. */
  readonly elseTemporary: boolean;
  readonly log: Log;
};

export type EmbeddedPool = {
  readonly master: Master;
  readonly workers: readonly Worker[];
  readonly machine: Machine;
  readonly token: string;
  readonly url: string;
  close(): Promise<void>;
};

/** Of the machine's memory, what all workers of an embedded pool together may promise. */
const lentShareOfMemory = 0.9;

async function openMaster(dataDir: string, options: EmbeddedOptions): Promise<Master> {
  const config = masterConfig.parse({
    dataDir,
    host: options.host,
    port: options.port,
    grpcPort: options.grpcPort,
    name: `${options.name} on this machine`,
    registration: 'closed',
    minFreeBytes: 50_000_000,
  });
  return startMaster(config, { log: options.log, clock: systemClock });
}

/** The master, in the directory of its name or, if that is in use, in one of its own. */
async function openAnyMaster(
  options: EmbeddedOptions,
): Promise<{ master: Master; dataDir: string; temporary: boolean }> {
  const usual = join(runsurgeHome(), options.name);
  try {
    return { master: await openMaster(usual, options), dataDir: usual, temporary: false };
  } catch (thrown) {
    const error = AppError.from(thrown);
    const unusable =
      error.code === 'CONFLICT' || /EACCES|EROFS|ENOENT|EPERM/.test(String(error.message));
    if (!options.elseTemporary || !unusable) throw thrown;
    const dataDir = join(tmpdir(), `runsurge-pool-${process.pid}-${randomBytes(4).toString('hex')}`);
    await mkdir(dataDir, { recursive: true, mode: 0o700 });
    return { master: await openMaster(dataDir, options), dataDir, temporary: true };
  }
}

async function inspect(options: EmbeddedOptions): Promise<Machine> {
  const home = runsurgeHome();
  const usable = await mkdir(home, { recursive: true, mode: 0o700 }).then(
    () => true,
    () => false,
  );
  return inspectMachine({
    cacheFile: usable ? join(home, 'machine.json') : null,
    runDir: join(tmpdir(), `runsurge-probe-${process.pid}`),
    path: env['PATH'] ?? '/usr/bin:/bin',
    prefer: 'path',
    log: options.log,
  });
}

export async function startEmbeddedPool(options: EmbeddedOptions): Promise<EmbeddedPool> {
  const shutdown = makeShutdown({ clock: systemClock });
  const [opened, inspected] = await Promise.allSettled([openAnyMaster(options), inspect(options)]);
  if (opened.status === 'fulfilled') {
    const { master, dataDir, temporary } = opened.value;
    if (temporary) {
      shutdown.onClose('directory', () => rm(dataDir, { recursive: true, force: true }));
    }
    shutdown.onClose('master', () => master.close());
  }
  try {
    if (opened.status === 'rejected') throw opened.reason;
    if (inspected.status === 'rejected') throw inspected.reason;
    const { master, dataDir } = opened.value;
    const machine = inspected.value;
    const token = await localAccountToken(master.deps, join(dataDir, 'token'));
    const count = options.workers ?? availableParallelism();
    const url = `https://127.0.0.1:${master.port}`;
    const workers = await Promise.all(
      Array.from({ length: count }, (_, i) => {
        const config = workerConfig.parse({
          dataDir: join(dataDir, 'workers', String(i + 1)),
          // The name, not the URL, is what stays: the port is another one every time.
          pool: master.caFingerprint,
          name: `worker ${i + 1}`,
          cores: 1,
          memoryBytes: Math.floor((totalmem() * lentShareOfMemory) / count),
          sandbox: options.sandbox,
          minFreeBytes: 50_000_000,
        });
        return startWorker(config, {
          address: {
            host: '127.0.0.1',
            port: master.grpcPort,
            caCertificate: master.caCertificate,
          },
          machine,
          token: async () => token,
          allowProcess: true,
          log: options.log,
          clock: systemClock,
          random: Math.random,
        });
      }),
    );
    shutdown.onClose('workers', async () => {
      await Promise.all(workers.map((worker) => worker.close()));
    });
    return { master, workers, machine, token, url, close: async () => void (await shutdown.close()) };
  } catch (thrown) {
    await shutdown.close();
    throw thrown;
  }
}
