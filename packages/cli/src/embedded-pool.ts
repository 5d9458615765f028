// A whole pool in this process: master with the embedded database, workers, all over the same TLS
// and the same calls as between machines. `run` without --pool and `up` both use it.
import { randomBytes } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { type Log, makeShutdown, systemClock } from '@runsurge/base';
import type { Master } from '@runsurge/master';
import { AppError } from '@runsurge/model';
import { type Database, forgetSubmissions, openStore } from '@runsurge/store';
import type { Machine, Worker } from '@runsurge/worker';
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
  /** Whether jobs of earlier times are still there; a pool for one run starts empty. */
  readonly keepJobs: boolean;
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
/** This machine's own user knows best how full the disk may be. */
const minFreeBytes = 50_000_000;

type OpenedDatabase = { database: Database; dataDir: string; temporary: boolean };

/** What a master keeps beside its database for jobs. */
const jobDirs = ['blobs', 'journals', 'uploads'];

async function openIn(dataDir: string, { keepJobs, log }: EmbeddedOptions): Promise<Database> {
  const database = await openStore({ dataDir, databaseConnections: 1 }, log);
  if (!keepJobs) {
    await forgetSubmissions(database);
    for (const name of jobDirs) await rm(join(dataDir, name), { recursive: true, force: true });
  }
  return database;
}

/** In the directory of the pool's name or, if that is in use, in one of its own. */
async function openDatabase(options: EmbeddedOptions): Promise<OpenedDatabase> {
  const usual = join(runsurgeHome(), options.name);
  try {
    return { database: await openIn(usual, options), dataDir: usual, temporary: false };
  } catch (thrown) {
    const error = AppError.from(thrown);
    const unusable = error.code === 'CONFLICT' || /EACCES|EROFS|ENOENT|EPERM/.test(error.message);
    if (!options.elseTemporary || !unusable) throw thrown;
    const dataDir = join(
      tmpdir(),
      `runsurge-pool-${process.pid}-${randomBytes(4).toString('hex')}`,
    );
    await mkdir(dataDir, { recursive: true, mode: 0o700 });
    return { database: await openIn(dataDir, options), dataDir, temporary: true };
  }
}

async function openMaster(
  { database, dataDir }: OpenedDatabase,
  options: EmbeddedOptions,
): Promise<Master> {
  const { masterConfig, startMaster } = await import('@runsurge/master');
  const config = masterConfig.parse({
    dataDir,
    host: options.host,
    port: options.port,
    grpcPort: options.grpcPort,
    name: `${options.name} on this machine`,
    registration: 'closed',
    minFreeBytes,
  });
  return startMaster(config, {
    log: options.log,
    clock: systemClock,
    database: Promise.resolve(database),
  });
}

async function inspect(options: EmbeddedOptions): Promise<Machine> {
  const { inspectMachine } = await import('@runsurge/worker');
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

async function openWorker(
  number: number,
  pool: { master: Master; dataDir: string; machine: Machine; token: string; count: number },
  { sandbox, log }: EmbeddedOptions,
): Promise<Worker> {
  const { startWorker, workerConfig } = await import('@runsurge/worker');
  const { master, dataDir, machine, token, count } = pool;
  const config = workerConfig.parse({
    dataDir: join(dataDir, 'workers', String(number)),
    // The fingerprint, not the URL: the port is another one every time.
    pool: master.caFingerprint,
    name: `worker ${number}`,
    cores: 1,
    memoryBytes: Math.floor((totalmem() * lentShareOfMemory) / count),
    sandbox,
    minFreeBytes,
  });
  return startWorker(config, {
    address: { host: '127.0.0.1', port: master.grpcPort, caCertificate: master.caCertificate },
    machine,
    token: async () => token,
    allowProcess: true,
    log,
    clock: systemClock,
    random: Math.random,
  });
}

export async function startEmbeddedPool(options: EmbeddedOptions): Promise<EmbeddedPool> {
  const shutdown = makeShutdown({ clock: systemClock });
  try {
    // The database opens in a thread of its own: meanwhile this one loads the rest of the program.
    const opening = openDatabase(options);
    const inspecting = import('@runsurge/master').then(() => inspect(options));
    inspecting.catch(() => undefined);
    const opened = await opening;
    const { dataDir, temporary } = opened;
    if (temporary) {
      shutdown.onClose('directory', () => rm(dataDir, { recursive: true, force: true }));
    }
    const master = await openMaster(opened, options);
    shutdown.onClose('master', () => master.close());
    const machine = await inspecting;
    const { localAccountToken } = await import('@runsurge/master');
    const token = await localAccountToken(master.deps, join(dataDir, 'token'));
    const count = options.workers ?? availableParallelism();
    const pool = { master, dataDir, machine, token, count };
    const workers = await Promise.all(
      Array.from({ length: count }, (_, i) => openWorker(i + 1, pool, options)),
    );
    shutdown.onClose('workers', async () => {
      await Promise.all(workers.map((worker) => worker.close()));
    });
    return {
      master,
      workers,
      machine,
      token,
      url: `https://127.0.0.1:${master.port}`,
      close: async () => void (await shutdown.close()),
    };
  } catch (thrown) {
    await shutdown.close();
    throw thrown;
  }
}
