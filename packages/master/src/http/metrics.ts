// GET /api/metrics: for Prometheus, on this machine or with an operator's token.
import { AppError } from '@runsurge/model';
import type { App, HttpDeps } from './app.ts';
import { textAnswer } from './bytes-answer.ts';
import { isOperator } from './identity.ts';

const loopback = /^(127\.|::1$|::ffff:127\.)/;

export function metricsRoutes(app: App, { metrics, identity }: HttpDeps): void {
  app.route({
    method: 'GET',
    url: '/api/metrics',
    schema: {
      tags: ['pool'],
      summary: 'Metrics for Prometheus; on the same machine, or for operators',
      response: { 200: textAnswer('text/plain', 'the exposition format of Prometheus') },
    },
    async handler(request, reply) {
      const caller = await identity.find(request);
      const mayRead = caller ? isOperator(caller) : loopback.test(request.ip);
      if (!mayRead) {
        throw new AppError('FORBIDDEN', 'metrics are for operators', {
          remedy: 'send the API token of an operator',
        });
      }
      const { text, contentType } = await metrics.render();
      return reply.type(contentType).send(text);
    },
  });
}
