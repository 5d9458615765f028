// The last step of every start: waits for the agent to report, makes the script's directories, and
// takes everything down again when that fails, takes too long, or is no longer wanted.
import { AppError } from '@runsurge/model';
import type { AgentLink } from './agent-link.ts';
import type { Sandbox } from './backend.ts';

export async function awaitAgent(
  sandbox: Sandbox,
  link: AgentLink,
  dirs: readonly string[],
  signal: AbortSignal,
  deadlineMs: number,
): Promise<void> {
  const late = AbortSignal.timeout(deadlineMs);
  const either = AbortSignal.any([signal, late]);
  const giveUp = () => void sandbox.close();
  either.addEventListener('abort', giveUp, { once: true });
  try {
    await link.expect('ready');
    for (const path of dirs) await link.send({ kind: 'dir', path });
  } catch (error) {
    await sandbox.close();
    signal.throwIfAborted();
    if (late.aborted) {
      throw new AppError('SANDBOX_FAILED', `no sandbox within ${deadlineMs} ms`, { cause: error });
    }
    throw error;
  } finally {
    either.removeEventListener('abort', giveUp);
  }
}
