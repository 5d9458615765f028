// `runsurge up`: a whole pool on this machine until Ctrl-C. Other commands of this user find it with
// --pool URL, because its address and token are remembered.
import { makeLog } from '@runsurge/base';
import { startEmbeddedPool } from '../embedded-pool.ts';
import { forgetPool, rememberPool } from '../pools.ts';
import { stopSignal } from '../signals.ts';

type Options = {
  workers?: number;
  host: string;
  port: number;
  grpcPort: number;
  sandbox: 'auto' | 'bwrap' | 'process';
};

export async function up(options: Options): Promise<void> {
  const pool = await startEmbeddedPool({
    name: 'pool',
    workers: options.workers,
    sandbox: options.sandbox,
    host: options.host,
    port: options.port,
    grpcPort: options.grpcPort,
    elseTemporary: false,
    keepJobs: true,
    log: makeLog({ name: 'runsurge', level: 'warn' }),
  });
  await rememberPool({
    url: pool.url,
    caCertificate: pool.master.caCertificate,
    grpcPort: pool.master.grpcPort,
    email: 'this machine',
    token: pool.token,
  });
  const sandbox = pool.workers[0]?.sandbox ?? 'none';
  process.stdout.write(
    [
      `A pool is up at ${pool.url} with ${pool.workers.length} worker(s), sandbox: ${sandbox}`,
      `Run something:  runsurge run --pool ${pool.url} script.py`,
      'The embedded database survives crashes of this program, not a power cut.',
      'Ctrl-C ends it.',
      '',
    ].join('\n'),
  );
  await stopSignal();
  await pool.close();
  await forgetPool(pool.url);
}
