// Network namespaces with nothing in them, for a worker that runs as root: one per running sandbox,
// used by one sandbox after the other. Making and clearing away a namespace each time costs the
// kernel 18 ms of processor time under load (measured: cleanup_net). Two sandboxes never share one
// at the same moment: abstract sockets reach as far as their namespace.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { AppError } from '@runsurge/model';

export type QuietNetwork = { readonly holder: ChildProcess };

/** Says that the namespace is there, then waits for the worker to close its input or to die. */
const script = 'echo ready; read -r _';

export class QuietNetworks {
  readonly #free: QuietNetwork[] = [];
  readonly #all = new Set<QuietNetwork>();

  async take(): Promise<QuietNetwork> {
    for (let network = this.#free.pop(); network; network = this.#free.pop()) {
      if (isAlive(network)) return network;
      this.#all.delete(network);
    }
    return this.#open();
  }

  /** Only after every process of the sandbox that had it is gone. */
  give(network: QuietNetwork): void {
    this.#free.push(network);
  }

  async close(): Promise<void> {
    await Promise.all(
      [...this.#all].filter(isAlive).map(async ({ holder }) => {
        const ended = once(holder, 'exit');
        holder.stdin?.end();
        await ended;
      }),
    );
  }

  async #open(): Promise<QuietNetwork> {
    const holder = spawn('unshare', ['--net', '/bin/sh', '-c', script], {
      stdio: ['pipe', 'pipe', 'ignore'],
      detached: true,
    });
    holder.stdin?.on('error', () => undefined);
    const network = { holder };
    this.#all.add(network);
    const ready = await Promise.race([
      once(holder.stdout ?? holder, 'data').then(() => true),
      once(holder, 'exit').then(() => false),
      once(holder, 'error').then(() => false),
    ]);
    if (ready) return network;
    this.#all.delete(network);
    throw new AppError('SANDBOX_FAILED', 'cannot make a network namespace for the sandboxes', {
      remedy: 'run the worker as an ordinary user, or give it CAP_SYS_ADMIN',
    });
  }
}

export const networkFile = ({ holder }: QuietNetwork) => `/proc/${holder.pid}/ns/net`;

function isAlive({ holder }: QuietNetwork): boolean {
  return holder.exitCode === null && holder.signalCode === null;
}
