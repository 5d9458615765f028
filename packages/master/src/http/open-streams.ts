// Responses that stay open: event streams, followed logs. Each gets a signal that aborts when its
// client is gone or the server closes; closing waits for none of them.
import { AppError } from '@runsurge/model';
import type { FastifyReply } from 'fastify';

export type OpenStreams = {
  /** Lifts the timeout on silent connections too. */
  open(reply: FastifyReply): AbortSignal;
  count(): number;
  closeAll(): void;
};

export function makeOpenStreams(): OpenStreams {
  const controllers = new Set<AbortController>();
  let closed = false;
  const ended = () => new AppError('CANCELLED', 'the master is stopping');
  return {
    open({ raw }) {
      const controller = new AbortController();
      if (closed) controller.abort(ended());
      controllers.add(controller);
      raw.setTimeout(0);
      raw.once('close', () => {
        controllers.delete(controller);
        controller.abort(new AppError('CANCELLED', 'the client is gone'));
      });
      return controller.signal;
    },
    count: () => controllers.size,
    closeAll() {
      closed = true;
      for (const controller of controllers) controller.abort(ended());
    },
  };
}
