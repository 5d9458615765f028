// Closes what a process has opened, last opened first, each within its deadline. One that fails or
// hangs never keeps the others from being closed. Signals of the system are main's business.
import { AppError } from '@runsurge/model';
import type { Clock } from './clock.ts';

/** `signal` aborts when the deadline has passed. */
export type Closer = (signal: AbortSignal) => Promise<void> | void;
export type CloseFailure = { readonly name: string; readonly error: unknown };

export type Shutdown = {
  onClose(name: string, close: Closer, options?: { readonly deadlineMs?: number }): void;
  /** The second call gets the promise of the first. Never rejects. */
  close(): Promise<readonly CloseFailure[]>;
};

type Deps = { readonly clock: Pick<Clock, 'timer'>; readonly deadlineMs?: number };

export function makeShutdown({ clock, deadlineMs: usualMs = 10_000 }: Deps): Shutdown {
  const open: { name: string; close: Closer; deadlineMs: number }[] = [];
  let closing: Promise<readonly CloseFailure[]> | undefined;
  let closed = false;

  async function closeOne(name: string, close: Closer, deadlineMs: number): Promise<void> {
    const late = new AbortController();
    const message = `${name} did not close within ${deadlineMs} ms`;
    const timer = clock.timer(deadlineMs, () => late.abort(new AppError('TIMED_OUT', message)));
    const expired = new Promise<never>((_, reject) => {
      late.signal.addEventListener('abort', () => reject(late.signal.reason), { once: true });
    });
    try {
      await Promise.race([close(late.signal), expired]);
    } finally {
      timer.cancel();
    }
  }

  async function closeAll(): Promise<readonly CloseFailure[]> {
    const failures: CloseFailure[] = [];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      const { name, close, deadlineMs } = next;
      await closeOne(name, close, deadlineMs).catch((error) => failures.push({ name, error }));
    }
    closed = true;
    return failures;
  }

  return {
    onClose(name, close, { deadlineMs = usualMs } = {}) {
      // While closing, a late comer is closed too; afterwards nobody would.
      if (closed) throw new AppError('WRONG_STATE', `${name} was opened after the shutdown`);
      open.push({ name, close, deadlineMs });
    },
    close() {
      closing ??= closeAll();
      return closing;
    },
  };
}
