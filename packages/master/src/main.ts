// Puts a master together and starts it: database, blobs, keys, scheduler, REST, gRPC. The embedded
// pool calls this too; there is no second way to start a master.

import { setMaxListeners } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Analyze, openAnalyzer } from '@runsurge/analyzer';
import { type Clock, type Log, makeMetrics, makeShutdown, makeWake } from '@runsurge/base';
import { openDiskBlobs, openJournals, openUploadFiles } from '@runsurge/blobs';
import type { AttemptId, NodeId } from '@runsurge/model';
import { openCa, openMasterCertificate } from '@runsurge/pki';
import {
  type Database,
  dropStaleUploads,
  extendAllLeases,
  markAllOffline,
  unadmittedJobs,
} from '@runsurge/store';
import { makeChanges } from './changes.ts';
import type { MasterConfig } from './config.ts';
import type { Deps } from './deps.ts';
import { runDispatcher } from './dispatch.ts';
import { startHttp } from './http/server.ts';
import { keepLeases } from './leases.ts';
import { startGrpc } from './rpc/server.ts';
import { makeSessions } from './sessions.ts';
import { openStages } from './stages/stages.ts';
import { admitJob } from './submit.ts';

export type Master = {
  readonly deps: Deps;
  readonly port: number;
  readonly grpcPort: number;
  readonly caCertificate: string;
  readonly caFingerprint: string;
  close(): Promise<void>;
};

export type MasterOptions = {
  readonly log: Log;
  readonly clock: Clock;
  /** From `openDatabase`; may still be opening, so that it does so while this code is being loaded. */
  readonly database: Promise<Database>;
  /** For tests, which bring their own plans. */
  readonly analyze?: Analyze;
};

const masterCertificateDays = 90;
const staleUploadMs = 7 * 24 * 3600_000;
const stalePartMs = 24 * 3600_000;

function namesOf(config: MasterConfig): { hostnames: string[]; ips: string[] } {
  const all = config.hostnames
    .split(',')
    .map((name) => name.trim())
    .filter(Boolean);
  const isIp = (name: string) => /^[\d.]+$|:/.test(name);
  return { hostnames: all.filter((name) => !isIp(name)), ips: all.filter(isIp) };
}

/** Work that a dead master left half done. Everything here may be done twice. */
async function recover(deps: Deps): Promise<void> {
  await markAllOffline(deps.db);
  // Every node gets the time of a lease to come back and say what it still runs.
  await extendAllLeases(deps.db, new Date(deps.clock.now() + deps.config.leaseMs));
  for (const job of await unadmittedJobs(deps.db)) await admitJob(deps, job);
  const stale = await dropStaleUploads(deps.db, new Date(deps.clock.now() - staleUploadMs));
  for (const upload of stale) await deps.uploads.discard(upload);
  await deps.blobs.sweepParts(stalePartMs);
}

export async function startMaster(
  config: MasterConfig,
  { log, clock, database, analyze }: MasterOptions,
): Promise<Master> {
  const shutdown = makeShutdown({ clock });
  const stopping = new AbortController();
  setMaxListeners(0, stopping.signal);
  try {
    await mkdir(config.dataDir, { recursive: true, mode: 0o700 });
    const dir = (name: string) => join(config.dataDir, name);
    const db = await database;
    shutdown.onClose('database', () => db.close());
    const ca = await openCa(dir('keys'), { clock });
    const identity = await openMasterCertificate(ca, dir('keys'), {
      ...namesOf(config),
      days: masterCertificateDays,
      clock,
    });
    const blobs = await openDiskBlobs({
      dir: dir('blobs'),
      minFreeBytes: config.minFreeBytes,
      clock,
    });
    const uploads = await openUploadFiles({ dir: dir('uploads'), blobs });
    const journals = openJournals({ dir: dir('journals') });
    shutdown.onClose('journals', () => journals.close());

    const sessions = makeSessions();
    const wake = makeWake();
    const changes = makeChanges();
    const wakeScheduler = () => wake.wake();
    const analyzer = openAnalyzer();
    shutdown.onClose('analyzer', () => analyzer.close());
    const stages = openStages({ config, db, blobs, clock, log, changes, wakeScheduler, sessions });
    shutdown.onClose('stages', () => stages.close());
    const deps: Deps = {
      config,
      db,
      blobs,
      uploads,
      journals,
      ca,
      clock,
      log,
      metrics: makeMetrics(),
      changes,
      analyze: analyze ?? analyzer.analyze,
      stages,
      endedInputs: new Set(),
      wakeScheduler,
      stopAttempt(node, attempt) {
        const session = sessions.get(node as NodeId); // ids from our own rows
        session?.attempts.delete(attempt as AttemptId);
        session?.ended.delete(attempt as AttemptId);
        session?.send({ kind: { $case: 'cancel', value: { attemptId: attempt } } });
      },
      dropNode: (node) => sessions.get(node as NodeId)?.end('the node was retired'),
      freeSlots: (node) => sessions.freeSlots(node as NodeId),
    };
    const leases = keepLeases({ ...deps, sessions });
    shutdown.onClose('leases', () => leases.close());
    await recover(deps);
    leases.endsAt(clock.now());

    const dispatcher = runDispatcher(
      { ...deps, sessions, wake, leaseEndsAt: leases.endsAt },
      stopping.signal,
    );
    shutdown.onClose('scheduler', async () => {
      stopping.abort();
      await dispatcher;
    });
    wake.wake();

    const rpc = await startGrpc({ ...deps, sessions, leases }, identity, {
      host: config.host,
      port: config.grpcPort,
    });
    shutdown.onClose('grpc', () => rpc.close());
    const http = await startHttp(
      { ...deps, config: { ...config, grpcPort: rpc.port } },
      { cert: identity.certificatePem, key: identity.privateKeyPem, ca: ca.certificatePem },
      { host: config.host, port: config.port },
    );
    shutdown.onClose('http', () => http.close());
    log.info({ port: http.port, grpcPort: rpc.port, database: db.kind }, 'master is ready');

    return {
      deps,
      port: http.port,
      grpcPort: rpc.port,
      caCertificate: ca.certificatePem,
      caFingerprint: ca.fingerprint,
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
