// How many requests each route gets, how they end, how long they take.
import type { Deps } from '../deps.ts';
import type { App } from './app.ts';
import type { OpenStreams } from './open-streams.ts';

export function useMeasures(app: App, { metrics }: Pick<Deps, 'metrics'>, streams: OpenStreams) {
  const seconds = metrics.histogram({
    name: 'runsurge_http_request_seconds',
    help: 'Duration of REST requests',
    labels: ['method', 'route', 'status'],
    buckets: [0.005, 0.025, 0.1, 0.5, 2, 10],
  });
  const open = metrics.gauge({
    name: 'runsurge_http_open_streams',
    help: 'Event streams and followed logs that are open',
  });
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'unknown';
    const labels = { method: request.method, route, status: String(reply.statusCode) };
    seconds.observe(labels, reply.elapsedTime / 1000);
    open.set(streams.count());
  });
}
