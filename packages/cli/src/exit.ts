// Ends this process the way the script ended: the same status, or by the same signal.
import { constants } from 'node:os';
import type { ExitStatus } from '@runsurge/model';

/** As a shell counts an end by signal. */
const signalBase = 128;

/** Never returns for a signal that ends the process. Everything else sets the exit code. */
export function exitLike(status: ExitStatus): void {
  if (status.kind === 'code') {
    process.exitCode = status.code;
    return;
  }
  process.exitCode = signalBase + status.signal;
  const name = Object.entries(constants.signals).find(
    ([, number]) => number === status.signal,
  )?.[0];
  // Node uses SIGUSR1 itself and ignores SIGPIPE: for those the number has to do.
  if (!name || name === 'SIGUSR1' || name === 'SIGPIPE') return;
  process.removeAllListeners(name);
  process.kill(process.pid, name);
}
