// What anybody may ask without an account: the pool itself, its statistics, whether it is healthy.

import { version } from '@runsurge/model';
import { health, pool, type Statistics, statistics } from '@runsurge/protocol/rest';
import { countThings, onlineSlots, pingDatabase } from '@runsurge/store';
import type { App, HttpDeps } from './app.ts';

const tags = ['pool'];
/** Anybody may ask as often as they like; the database is asked this often at most. */
const keepStatisticsMs = 1000;
const databasePatienceMs = 2000;

export function poolRoutes(app: App, deps: HttpDeps): void {
  const { config, ca, clock, db, freeSlots } = deps;
  const startedMs = clock.now();
  let kept: { readonly atMs: number; readonly statistics: Promise<Statistics> } | undefined;

  app.route({
    method: 'GET',
    url: '/api/pool',
    schema: {
      tags,
      summary: 'What a newcomer needs to trust and reach the pool',
      response: { 200: pool },
    },
    handler: async () => ({
      name: config.name,
      version,
      grpcPort: config.grpcPort,
      caCertificate: ca.certificatePem,
      caFingerprint: ca.fingerprint,
      registration: config.registration,
    }),
  });

  async function countAll(): Promise<Statistics> {
    const [counts, nodes] = await Promise.all([countThings(db), onlineSlots(db)]);
    return {
      nodesOnline: counts.nodes_online,
      slots: nodes.reduce((sum, { slots }) => sum + slots, 0),
      slotsFree: nodes.reduce((sum, { id }) => sum + freeSlots(id), 0),
      jobsCompleted: counts.jobs_completed,
      jobsRunning: counts.jobs_running,
      jobsQueued: counts.jobs_queued,
    };
  }

  app.route({
    method: 'GET',
    url: '/api/statistics',
    schema: { tags, summary: 'The pool in numbers', response: { 200: statistics } },
    async handler() {
      const nowMs = clock.now();
      if (!kept || nowMs - kept.atMs >= keepStatisticsMs) {
        kept = { atMs: nowMs, statistics: countAll() };
      }
      return kept.statistics;
    },
  });

  async function isDatabaseThere(): Promise<boolean> {
    let giveUp: () => void = () => {};
    const late = new Promise<false>((resolve) => {
      giveUp = () => resolve(false);
    });
    const timer = clock.timer(databasePatienceMs, giveUp);
    const answered = pingDatabase(db).then(
      () => true,
      () => false,
    );
    return Promise.race([answered, late]).finally(() => timer.cancel());
  }

  app.route({
    method: 'GET',
    url: '/api/health',
    schema: {
      tags,
      summary: '200 when the master works, 503 when its database is away',
      response: { 200: health, 503: health },
    },
    async handler(_request, reply) {
      const isThere = await isDatabaseThere();
      void reply.code(isThere ? 200 : 503);
      return {
        state: isThere ? ('ok' as const) : ('degraded' as const),
        version,
        database: isThere ? ('ok' as const) : ('unreachable' as const),
        uptimeMs: clock.now() - startedMs,
      };
    },
  });
}
