// Where a script runs: a pool that was named, or one that this process makes for itself.
import { availableParallelism } from 'node:os';
import { makeLog } from '@runsurge/base';
import { type Client, makeClient } from '@runsurge/client';
import { connectTo } from './connection.ts';
import type { StatusLine } from './status-line.ts';

export type Target = {
  readonly client: Client;
  /** For a person at a terminal; may be empty. */
  readonly note: string;
  /** No machine will ever join it: what none of its workers can run now, none will. */
  readonly isFixed: boolean;
  close(): Promise<void>;
};

export type TargetOptions = {
  readonly pool?: string;
  readonly workers?: number;
  readonly sandbox: 'auto' | 'bwrap' | 'process';
};

export async function openTarget(options: TargetOptions, status: StatusLine): Promise<Target> {
  if (options.pool !== undefined) {
    const client = await connectTo(options.pool);
    return { client, note: '', isFixed: false, close: async () => client.close() };
  }
  status.show('starting a pool on this machine');
  const { startEmbeddedPool } = await import('./embedded-pool.ts');
  const pool = await startEmbeddedPool({
    name: 'embedded',
    workers: options.workers ?? availableParallelism(),
    sandbox: options.sandbox,
    host: '127.0.0.1',
    port: 0,
    grpcPort: 0,
    elseTemporary: true,
    keepJobs: false,
    log: makeLog({ name: 'runsurge', level: 'error' }),
  });
  const client = makeClient({
    baseUrl: pool.url,
    ca: pool.master.caCertificate,
    token: pool.token,
  });
  const bare = pool.workers.some((worker) => worker.sandbox === 'process');
  return {
    client,
    isFixed: true,
    note: bare ? 'no sandbox works here, the script runs as a plain process (runsurge doctor)' : '',
    async close() {
      client.close();
      await pool.close();
    },
  };
}
