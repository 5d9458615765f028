// Of several requests that write to one thing, the latest has the right of way: a client whose
// connection is half dead dials again, and must not wait until the old one times out.
import type { IncomingMessage } from 'node:http';
import { serial } from '@runsurge/base';
import { AppError } from '@runsurge/model';

export type LatestOnly = <T>(
  key: string,
  request: IncomingMessage,
  run: () => Promise<T>,
) => Promise<T>;

/** A request is interrupted by cutting its body; what has arrived until then counts. */
export function makeLatestOnly(): LatestOnly {
  const inOrder = serial();
  const writing = new Map<string, IncomingMessage>();
  return async (key, request, run) => {
    const former = writing.get(key);
    writing.set(key, request);
    if (former && !former.complete) {
      former.destroy(new AppError('CONFLICT', 'a later request took over'));
    }
    try {
      return await inOrder(key, run);
    } finally {
      if (writing.get(key) === request) writing.delete(key);
    }
  };
}
