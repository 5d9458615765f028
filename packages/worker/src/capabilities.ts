// What this machine lends, found out by trying: cores and memory within what the owner allows,
// Pythons that really run in the sandbox, sandboxes that really hold.
import { statfs } from 'node:fs/promises';
import { arch, availableParallelism, hostname, platform, totalmem } from 'node:os';
import { type Environment, version } from '@runsurge/model';
import type { grpc } from '@runsurge/protocol';
import type { WorkerConfig } from './config.ts';
import type { ProbeResult } from './sandbox/index.ts';

const lentShareOfMemory = 0.75;

export async function capabilitiesOf(
  config: WorkerConfig,
  found: { environments: readonly Environment[]; sandboxes: readonly ProbeResult[] },
): Promise<grpc.Capabilities> {
  const cores = config.cores || availableParallelism();
  const { bavail, bsize } = await statfs(config.dataDir);
  return {
    hostname: hostname(),
    platform: `${platform()}-${arch()}`,
    version,
    cores,
    memoryBytes: config.memoryBytes || Math.floor(totalmem() * lentShareOfMemory),
    diskBytes: bavail * bsize,
    slots: cores,
    environments: found.environments.map((environment) => ({
      id: environment.id,
      implementation: environment.implementation,
      version: environment.version,
      architecture: environment.architecture,
      packages: { ...environment.packages },
    })),
    sandboxes: found.sandboxes.map(({ backend, works, reason }) => ({
      name: backend,
      works,
      reason,
    })),
  };
}
