// Puts a worker together and starts it: sandbox, identity, cache, session. The embedded pool calls
// this too; there is no second way to start a worker.
import { randomBytes, X509Certificate } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { availableParallelism, hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Clock, type Log, makeShutdown, takeDirectoryLock } from '@runsurge/base';
import { AppError, type Environment } from '@runsurge/model';
import { type Agent, startAgent } from './agent.ts';
import { openCache } from './cache.ts';
import { capabilitiesOf } from './capabilities.ts';
import type { WorkerConfig } from './config.ts';
import { dial, type MasterAddress } from './dial.ts';
import { enrol, renew } from './enrol.ts';
import { type Identity, loadIdentity, saveIdentity } from './identity.ts';
import { keepWarm, openBackend, type ProbeResult } from './sandbox/index.ts';

/** What works on this machine; found once by `inspectMachine`, shared by the workers of an embedded pool. */
export type Machine = {
  readonly environments: readonly Environment[];
  readonly sandboxes: readonly ProbeResult[];
};

export type WorkerOptions = {
  readonly address: MasterAddress;
  readonly machine: Machine;
  /** Asked for only when this machine is not enrolled yet. */
  readonly token: () => Promise<string>;
  /** Only for a pool on the user's own machine: a plain process where no sandbox works. */
  readonly allowProcess: boolean;
  readonly log: Log;
  readonly clock: Clock;
  readonly random: () => number;
  /** For tests, which bring their own sitecustomize: a directory like python/runsurge. */
  readonly pythonDir?: string;
};

export type Worker = {
  readonly nodeId: string;
  readonly sandbox: string;
  readonly ended: Promise<void>;
  drain(): void;
  close(): Promise<void>;
};

/** Where sandboxes live: not below a home, which the sandbox's own user may not enter. */
function newRunDir(): string {
  const base = existsSync('/var/tmp') ? '/var/tmp' : tmpdir();
  return join(base, `runsurge-${process.pid}-${randomBytes(4).toString('hex')}`);
}

async function currentIdentity(
  config: WorkerConfig,
  options: WorkerOptions,
  capabilities: Parameters<typeof enrol>[2]['capabilities'],
): Promise<Identity> {
  const known = await loadIdentity(config.dataDir, config.pool);
  if (!known) {
    const token = await options.token();
    const name = config.name || hostname();
    const fresh = await enrol(options.address, config.pool, { token, name, capabilities });
    await saveIdentity(config.dataDir, fresh);
    return fresh;
  }
  const certificate = new X509Certificate(known.certificate);
  const [from, until] = [Date.parse(certificate.validFrom), Date.parse(certificate.validTo)];
  const leftShare = (until - options.clock.now()) / (until - from);
  if (leftShare > 1 / 3) return known;
  const renewed = await renew(options.address, known);
  await saveIdentity(config.dataDir, renewed);
  return renewed;
}

export async function startWorker(config: WorkerConfig, options: WorkerOptions): Promise<Worker> {
  const { log, clock, machine } = options;
  const shutdown = makeShutdown({ clock });
  try {
    await mkdir(config.dataDir, { recursive: true, mode: 0o700 });
    const lock = await takeDirectoryLock(config.dataDir);
    shutdown.onClose('directory', () => lock.release());
    if (machine.environments.length === 0) {
      throw new AppError('SANDBOX_FAILED', 'no Python that runs was found on this machine', {
        remedy: 'install Python 3.9 or later, then ask: runsurge doctor',
      });
    }
    const backend = await openBackend({
      name: config.sandbox,
      allowProcess: options.allowProcess,
      runDir: newRunDir(),
      log,
      ...(options.pythonDir === undefined ? {} : { pythonDir: options.pythonDir }),
    });
    shutdown.onClose('sandboxes', () => backend.close());
    const warm = keepWarm({ backend, clock, spares: config.cores || availableParallelism() });
    shutdown.onClose('spare sandboxes', () => warm.close());
    const capabilities = await capabilitiesOf(config, machine);
    const identity = await currentIdentity(config, options, capabilities);
    const cache = await openCache(
      join(config.dataDir, 'cache'),
      config.cacheBytes,
      config.minFreeBytes,
      clock,
    );
    const address = { ...options.address, caCertificate: identity.caCertificate };
    const sessionClient = dial(address, identity);
    const client = dial(address, identity);
    shutdown.onClose('channels', () => {
      sessionClient.close();
      client.close();
    });
    const agent: Agent = startAgent({
      sessionClient,
      client,
      capabilities,
      cache,
      backend: warm,
      environments: machine.environments,
      diskDir: config.dataDir,
      minFreeBytes: config.minFreeBytes,
      clock,
      log,
      random: options.random,
    });
    shutdown.onClose('agent', () => agent.close());
    return {
      nodeId: identity.nodeId,
      sandbox: backend.name,
      ended: agent.ended,
      drain: agent.drain,
      async close() {
        for (const failure of await shutdown.close()) {
          log.warn({ err: failure.error, part: failure.name }, 'did not close cleanly');
        }
      },
    };
  } catch (thrown) {
    await shutdown.close();
    throw thrown;
  }
}
