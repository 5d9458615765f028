// Headers that every answer carries: nothing of the API is cached, framed, sniffed or run by a browser.
import type { App } from './app.ts';

const always = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
} as const;

export function useHeaders(app: App): void {
  app.addHook('onRequest', async (request, reply) => {
    void reply.headers(always).header('x-request-id', request.id);
  });
}
