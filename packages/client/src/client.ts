// The REST API as functions, named after its endpoints. Answers fit their contracts; problems are
// AppErrors with the pool's code. What may be repeated is repeated while the pool is away.
import { randomUUID } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import * as rest from '@runsurge/protocol/rest';
import { type Credentials, makeCaller } from './caller.ts';
import { downloadOutput } from './download.ts';
import { followEvents } from './events.ts';
import { followLog } from './log.ts';
import { bodyOf, bytesOf } from './problem.ts';
import { sendStdin } from './stdin.ts';
import { makeTransport } from './transport.ts';
import { fileContent, sendBytes, sendContent } from './uploads.ts';

export type ClientOptions = Credentials & {
  /** `https://host:port` */
  readonly baseUrl: string;
  /** PEM of the pool's authority, as `fetchPool` gave it. */
  readonly ca: string;
  /** Ends everything this client does. */
  readonly signal?: AbortSignal;
  /** How long a pool may be away before a call fails. */
  readonly patienceMs?: number;
};

export type Waiting = { readonly signal?: AbortSignal | undefined };
export type LoginInput = { readonly email: string; readonly password: string };
export type PageInput = { readonly limit?: number; readonly cursor?: string };
export type JobsInput = PageInput & {
  readonly state?: rest.JobSummary['state'];
  readonly text?: string;
};
export type LogInput = Waiting & { readonly stream?: 'stdout' | 'stderr' };
export type Client = ReturnType<typeof makeClient>;

const usualPatienceMs = 60_000;
/** Restarting a master, or a laptop's lid that was closed for a while. */
const followPatienceMs = 10 * 60_000;

export function makeClient(options: ClientOptions) {
  const { baseUrl, ca, token, refresh, patienceMs = usualPatienceMs } = options;
  const signal = options.signal ?? new AbortController().signal;
  // Every request under way listens to it.
  setMaxListeners(0, signal);
  const transport = makeTransport(baseUrl, ca);
  const caller = makeCaller(transport, { token, refresh, signal, patienceMs });
  const { json } = caller;
  const until = (waiting: Waiting) =>
    waiting.signal ? AbortSignal.any([signal, waiting.signal]) : signal;
  const following = (waiting: Waiting) => ({
    signal: until(waiting),
    patienceMs: Math.max(patienceMs, followPatienceMs),
  });
  const at = (path: string, id: string, rest = '') => `${path}/${encodeURIComponent(id)}${rest}`;

  return {
    close: () => transport.close(),

    register: (body: LoginInput) =>
      json(rest.tokenPair, { method: 'POST', path: '/api/auth/register', json: body }),
    login: (body: LoginInput) =>
      json(rest.tokenPair, { method: 'POST', path: '/api/auth/login', json: body }),
    /** Each refresh token works once; using one twice ends the session. */
    refresh: (refreshToken: string) =>
      json(rest.tokenPair, { method: 'POST', path: '/api/auth/refresh', json: { refreshToken } }),
    logout: () =>
      json(rest.nothing, { method: 'POST', path: '/api/auth/logout', isRepeatable: true }),
    sessions: () => json(rest.sessions, { path: '/api/auth/sessions' }),
    endSession: (id: string) =>
      json(rest.nothing, { method: 'DELETE', path: at('/api/auth/sessions', id) }),
    apiTokens: () => json(rest.apiTokens, { path: '/api/auth/tokens' }),
    createApiToken: (body: { readonly name: string; readonly expiresInDays?: number }) =>
      json(rest.newApiToken, { method: 'POST', path: '/api/auth/tokens', json: body }),
    revokeApiToken: (id: string) =>
      json(rest.nothing, { method: 'DELETE', path: at('/api/auth/tokens', id) }),
    me: () => json(rest.user, { path: '/api/users/me' }),
    changePassword: (body: { readonly oldPassword: string; readonly newPassword: string }) =>
      json(rest.nothing, { method: 'POST', path: '/api/users/me/password', json: body }),

    pool: () => json(rest.pool, { path: '/api/pool' }),
    statistics: () => json(rest.statistics, { path: '/api/statistics' }),

    nodes: (query: PageInput & { readonly all?: boolean } = {}) =>
      json(rest.nodeList, { path: '/api/nodes', query }),
    node: (id: string) => json(rest.node, { path: at('/api/nodes', id) }),
    retireNode: (id: string) =>
      json(rest.node, {
        method: 'POST',
        path: at('/api/nodes', id, '/retire'),
        isRepeatable: true,
      }),

    /** `sizeBytes` and `sha256` of what the file holds now. */
    uploadFile: (
      path: string,
      sha256: string,
      sizeBytes: number,
      onProgress?: (sentBytes: number) => void,
      waiting: Waiting = {},
    ) =>
      sendContent(caller, fileContent(path, sha256, sizeBytes), {
        signal: until(waiting),
        onProgress,
      }),
    /** At most `maxPutBytes`. */
    uploadBytes: (sha256: string, bytes: Uint8Array) => sendBytes(caller, sha256, bytes, signal),

    createJob: (body: rest.JobRequestInput, idempotencyKey: string = randomUUID()) =>
      json(rest.job, {
        method: 'POST',
        path: '/api/jobs',
        json: body,
        headers: { 'idempotency-key': idempotencyKey },
        isRepeatable: true,
      }),
    jobs: (query: JobsInput = {}) => json(rest.jobList, { path: '/api/jobs', query }),
    job: (id: string) => json(rest.job, { path: at('/api/jobs', id) }),
    jobReport: (id: string) => json(rest.jobReport, { path: at('/api/jobs', id, '/report') }),
    jobPlan: (id: string) => json(rest.jobPlan, { path: at('/api/jobs', id, '/plan') }),
    jobStages: (id: string, query: PageInput = {}) =>
      json(rest.stageList, { path: at('/api/jobs', id, '/stages'), query }),
    jobAttempts: (id: string, query: PageInput = {}) =>
      json(rest.attemptList, { path: at('/api/jobs', id, '/attempts'), query }),
    cancelJob: (id: string) =>
      json(rest.job, { method: 'POST', path: at('/api/jobs', id, '/cancel'), isRepeatable: true }),
    rerunJob: (id: string, idempotencyKey: string = randomUUID()) =>
      json(rest.job, {
        method: 'POST',
        path: at('/api/jobs', id, '/rerun'),
        headers: { 'idempotency-key': idempotencyKey },
        isRepeatable: true,
      }),

    /** Resolves when the pool has it all (true), or the job ended before (false). */
    putStdin: (id: string, source: AsyncIterable<Uint8Array>, waiting: Waiting = {}) =>
      sendStdin(caller, id, source, until(waiting)),
    stdinState: (id: string) => json(rest.stdinState, { path: at('/api/jobs', id, '/stdin') }),

    followLog: (id: string, waiting: Waiting = {}) => followLog(caller, id, following(waiting)),
    /** What there is now of one stream. */
    async *readLog(id: string, { stream = 'stdout', ...waiting }: LogInput = {}) {
      const path = at('/api/jobs', id, '/logs');
      yield* bytesOf(await caller.open({ path, query: { stream }, signal: until(waiting) }));
    },
    followEvents: (id: string, waiting: Waiting = {}) =>
      followEvents(caller, id, following(waiting)),

    outputsPage: (id: string, query: PageInput = {}) =>
      json(rest.outputList, { path: at('/api/jobs', id, '/outputs'), query }),
    /** All of them, by path. */
    async *outputs(id: string): AsyncGenerator<rest.Output, void, undefined> {
      const path = at('/api/jobs', id, '/outputs');
      for (let cursor: string | undefined; ; ) {
        const page: rest.OutputList = await json(rest.outputList, {
          path,
          query: { limit: 200, cursor },
        });
        yield* page.items;
        if (page.nextCursor === null) return;
        cursor = page.nextCursor;
      }
    },
    downloadOutput: (id: string, path: string, waiting: Waiting = {}) =>
      downloadOutput(caller, id, path, following(waiting)),
    /** A tar archive; breaks with the connection. */
    async *downloadArchive(id: string, waiting: Waiting = {}) {
      const path = at('/api/jobs', id, '/outputs/archive');
      yield* bytesOf(await caller.open({ path, signal: until(waiting) }));
    },

    /** Also when the pool says that it is degraded, which it does with a 503. */
    async health() {
      const head = { method: 'GET', path: '/api/health', signal, silenceMs: 10_000 };
      return bodyOf(await transport.send(head), rest.health);
    },
  };
}
