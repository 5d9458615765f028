// One HTTPS request to the master of one pool. Trusts exactly that pool's authority, under whatever
// name the master is reached, and talks to nobody but the master. Does not retry; see persistence.ts.
import type { ClientRequest, IncomingMessage, OutgoingHttpHeaders } from 'node:http';
import { Agent, request as httpsRequest } from 'node:https';
import { AppError } from '@runsurge/model';
import { connectionError } from './connection-error.ts';
import { isMasterCertificate } from './master-certificate.ts';

export type Body = string | Uint8Array | AsyncIterable<Uint8Array>;
export type Outgoing = {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: Body | undefined;
  readonly signal: AbortSignal;
  /** UNAVAILABLE after so long without a byte in either direction. */
  readonly silenceMs: number;
};

export type Transport = {
  /** Resolves with the head of the answer, whatever its status. UNAVAILABLE when there is none. */
  send(request: Outgoing): Promise<IncomingMessage>;
  close(): void;
};

export function makeTransport(baseUrl: string, ca: string): Transport {
  const agent = new Agent({
    keepAlive: true,
    ca,
    minVersion: 'TLSv1.2',
    checkServerIdentity: (_host, certificate) =>
      isMasterCertificate(certificate) ? undefined : new Error('not the certificate of a master'),
  });
  return { send: (request) => send(agent, baseUrl, request), close: () => agent.destroy() };
}

function send(agent: Agent, baseUrl: string, outgoing: Outgoing): Promise<IncomingMessage> {
  const { method, path, headers = {}, body, signal, silenceMs } = outgoing;
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const request = httpsRequest(new URL(path, baseUrl), { agent, method, headers });
    const stop = () => request.destroy(AppError.from(signal.reason));
    signal.addEventListener('abort', stop, { once: true });
    request.once('close', () => signal.removeEventListener('abort', stop));
    request.setTimeout(silenceMs, () =>
      request.destroy(new AppError('UNAVAILABLE', `${baseUrl} does not answer`)),
    );
    request.once('error', (thrown) => reject(connectionError(thrown, baseUrl)));
    request.once('response', resolve);
    if (body === undefined || typeof body === 'string' || body instanceof Uint8Array) {
      request.end(body);
    } else {
      // What goes wrong with the source ends the request, and so reaches the caller.
      pump(body, request).catch((thrown: unknown) => request.destroy(AppError.from(thrown)));
    }
  });
}

/** Stops when the answer comes early: then it is a refusal, and the rest of the body is not wanted. */
async function pump(body: AsyncIterable<Uint8Array>, request: ClientRequest): Promise<void> {
  let isOver = false;
  let resume = () => {};
  const over = () => {
    isOver = true;
    resume();
  };
  request.once('response', over).once('close', over);
  request.on('drain', () => resume());
  for await (const chunk of body) {
    if (isOver) return;
    if (request.write(chunk)) continue;
    await new Promise<void>((resolve) => {
      resume = resolve;
      if (isOver) resolve();
    });
  }
  request.end();
}
