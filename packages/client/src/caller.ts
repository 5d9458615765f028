// Requests with everything around them: the token, its renewal when it has expired, patience with a
// pool that is away. The endpoints by name are in client.ts.
import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http';
import { AppError } from '@runsurge/model';
import type { z } from 'zod';
import { wasNeverSent } from './connection-error.ts';
import { isAway, persist } from './persistence.ts';
import { checked, jsonOf } from './problem.ts';
import type { Body, Transport } from './transport.ts';

export type Credentials = {
  /** An API token, or the access token of the moment. */
  readonly token?: string | (() => string | undefined) | undefined;
  /** Gets a new access token when the old one has expired; never called twice at a time. */
  readonly refresh?: (() => Promise<void>) | undefined;
};

export type Call = {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>> | undefined;
  readonly headers?: OutgoingHttpHeaders;
  readonly json?: unknown;
  /** Made anew for each try. */
  readonly body?: () => Body;
  /** Whether doing it twice is the same as once. True for everything but POST. */
  readonly isRepeatable?: boolean;
  readonly signal?: AbortSignal | undefined;
  readonly silenceMs?: number;
};

export type Caller = {
  json<Schema extends z.ZodType>(schema: Schema, call: Call): Promise<z.output<Schema>>;
  /** The head of a good answer; one try, apart from the renewal of the token. */
  open(call: Call): Promise<IncomingMessage>;
  readonly patienceMs: number;
};

export type CallerOptions = Credentials & {
  readonly signal: AbortSignal;
  readonly patienceMs: number;
};

const silenceMs = 60_000;

export function makeCaller(transport: Transport, options: CallerOptions): Caller {
  const { patienceMs } = options;
  let refreshing: Promise<void> | undefined;

  function refreshOnce(refresh: () => Promise<void>): Promise<void> {
    refreshing ??= refresh().finally(() => {
      refreshing = undefined;
    });
    return refreshing;
  }

  function tokenHeader(): OutgoingHttpHeaders {
    const token = typeof options.token === 'function' ? options.token() : options.token;
    return token === undefined ? {} : { authorization: `Bearer ${token}` };
  }

  async function once(call: Call): Promise<IncomingMessage> {
    const body = call.json === undefined ? call.body?.() : JSON.stringify(call.json);
    const type = call.json === undefined ? 'application/octet-stream' : 'application/json';
    const answer = await transport.send({
      method: call.method ?? 'GET',
      path: call.path + queryText(call.query),
      headers: {
        ...tokenHeader(),
        ...(body !== undefined && { 'content-type': type }),
        ...((typeof body === 'string' || body instanceof Uint8Array) && {
          'content-length': Buffer.byteLength(body),
        }),
        ...call.headers,
      },
      body,
      signal: call.signal ? AbortSignal.any([options.signal, call.signal]) : options.signal,
      silenceMs: call.silenceMs ?? silenceMs,
    });
    return checked(answer);
  }

  async function open(call: Call): Promise<IncomingMessage> {
    try {
      return await once(call);
    } catch (thrown) {
      const { refresh } = options;
      if (!refresh || AppError.from(thrown).code !== 'TOKEN_EXPIRED') throw thrown;
      await refreshOnce(refresh);
      return once(call);
    }
  }

  return {
    patienceMs,
    open,
    json(schema, call) {
      const isRepeatable = call.isRepeatable ?? call.method !== 'POST';
      return persist(async () => jsonOf(await open(call), schema), {
        signal: call.signal ?? options.signal,
        patienceMs,
        isWorthIt: (error) => isAway(error) && (isRepeatable || wasNeverSent(error)),
      });
    },
  };
}

function queryText(query: Call['query'] = {}): string {
  const given = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) {
    if (value !== undefined) given.set(key, String(value));
  }
  return given.size === 0 ? '' : `?${given}`;
}
