// `runsurge master`: the coordinator alone, until it is told to stop.
import { hostname } from 'node:os';
import { join } from 'node:path';
import { makeLog, systemClock } from '@runsurge/base';
import { masterConfig, startMaster } from '@runsurge/master';
import { openStore } from '@runsurge/store';
import { configured, type RoleOptions } from '../configured.ts';
import { runsurgeHome } from '../home.ts';
import { stopSignal } from '../signals.ts';

/** Nobody can dial `0.0.0.0`; others know this machine by its name. */
function reachableName(host: string): string {
  if (host === '0.0.0.0' || host === '::') return hostname();
  return host.includes(':') ? `[${host}]` : host;
}

type Options = RoleOptions & Record<string, unknown>;

export async function master(options: Options): Promise<void> {
  const { config: file, printConfig, ...flags } = options;
  const config = configured(
    masterConfig.extend({
      dataDir: masterConfig.shape.dataDir.default(join(runsurgeHome(), 'master')),
    }),
    'master',
    flags,
    { ...(file ? { config: file } : {}), printConfig: printConfig === true },
  );
  if (!config) return;
  const log = makeLog({ name: 'master', level: config.logLevel });
  const running = await startMaster(config, {
    log,
    clock: systemClock,
    database: openStore(config, log),
  });
  const host = reachableName(config.host);
  process.stdout.write(
    [
      `The pool is at       https://${host}:${running.port}`,
      `with workers at      ${host}:${running.grpcPort}`,
      `Its fingerprint is   ${running.caFingerprint}`,
      `Machines join with   runsurge worker --pool https://${host}:${running.port}`,
      ...(running.deps.db.kind === 'embedded'
        ? [
            'The embedded database survives crashes of this program, not a power cut; see --database-url.',
          ]
        : []),
      '',
    ].join('\n'),
  );
  await stopSignal();
  await running.close();
}
