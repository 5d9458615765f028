// The session with the master: dials, says hello, hands messages up, and dials again when the stream
// breaks, for as long as the worker lives. Knows nothing of what the messages mean.
import { setMaxListeners } from 'node:events';
import type { ClientDuplexStream } from '@grpc/grpc-js';
import type { Clock, Log } from '@runsurge/base';
import { AppError } from '@runsurge/model';
import type { grpc } from '@runsurge/protocol';
import { callError } from './dial.ts';

export type Link = {
  /** Dropped while there is no connection: what matters is said again after the next welcome. */
  send(kind: NonNullable<grpc.WorkerMessage['kind']>): void;
  /** Resolves after `close()`, rejects when the master will not have this node. */
  readonly ended: Promise<void>;
  close(): void;
};

type Hooks = {
  readonly hello: () => grpc.Hello;
  readonly onMessage: (kind: NonNullable<grpc.MasterMessage['kind']>) => void;
  readonly onDisconnect: () => void;
};

const firstPauseMs = 200;
const longestPauseMs = 3_000;
/** A session that says nothing for so long after hello is no session. */
const welcomeWithinMs = 10_000;

export function openLink(
  client: grpc.MasterServiceClient,
  { hello, onMessage, onDisconnect }: Hooks,
  { clock, log, random }: { clock: Clock; log: Log; random: () => number },
): Link {
  const closing = new AbortController();
  setMaxListeners(0, closing.signal);
  let stream: ClientDuplexStream<grpc.WorkerMessage, grpc.MasterMessage> | undefined;

  /** One session, until it ends. Resolves with the reason and whether it was ever welcome. */
  function runOnce(): Promise<{ error: AppError; welcome: boolean }> {
    return new Promise((resolve) => {
      let welcome = false;
      const call = client.session();
      const late = clock.timer(welcomeWithinMs, () => call.cancel());
      const done = (error: AppError) => {
        late.cancel();
        if (stream === call) stream = undefined;
        resolve({ error, welcome });
      };
      call.on('data', (message: grpc.MasterMessage) => {
        if (!message.kind) return;
        if (message.kind.$case === 'welcome') {
          late.cancel();
          welcome = true;
          stream = call;
        }
        onMessage(message.kind);
      });
      call.on('error', (error) => done(callError(error)));
      call.on('end', () => done(new AppError('UNAVAILABLE', 'the master ended the session')));
      // Everything that matters was acknowledged before; there is nothing to flush.
      closing.signal.addEventListener('abort', () => call.cancel(), { once: true });
      call.write({ kind: { $case: 'hello', value: hello() } });
    });
  }

  async function run(): Promise<void> {
    let pauseMs = firstPauseMs;
    while (!closing.signal.aborted) {
      const { error, welcome } = await runOnce();
      onDisconnect();
      if (closing.signal.aborted) return;
      if (error.code === 'FORBIDDEN' || error.code === 'UNAUTHENTICATED') throw error;
      if (welcome) pauseMs = firstPauseMs;
      log.warn({ reason: error.message, pauseMs }, 'no session with the master, dialling again');
      await clock.sleep(pauseMs * (0.5 + random() / 2), closing.signal).catch(() => undefined);
      pauseMs = Math.min(2 * pauseMs, longestPauseMs);
    }
  }

  return {
    send(kind) {
      stream?.write({ kind });
    },
    ended: run(),
    close() {
      closing.abort();
    },
  };
}
