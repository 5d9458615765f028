// A mount namespace that lives as long as the worker, in which directories that an unprivileged
// sandbox user cannot reach (below /root, 0700) are bound to places that it can. Sandboxes enter it
// with nsenter (1 ms) instead of binding anew each time (5 ms). Nothing of it shows outside, and
// the kernel removes it with its last process.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import { AppError } from '@runsurge/model';
import { isBelow } from '../paths.ts';

/** Existing directories that may be covered in our own namespace. */
const coverable = ['/mnt', '/media', '/srv'];

/** Reads two lines, source and target, and binds; answers one line. Ends with its input. */
const script = `
mount -t tmpfs -o mode=755,size=1m runsurge "$0" || exit 1
echo ready
while IFS= read -r from && IFS= read -r to; do
  if mkdir -p "$to" && mount --bind "$from" "$to"; then echo ok; else echo failed; fi
done
`;

export class NamespaceHolder {
  readonly #child: ChildProcess;
  readonly #answers: AsyncIterator<string>;
  readonly #lines: Interface;
  readonly #base: string;
  readonly #bound = new Map<string, Promise<string>>();
  #last: Promise<unknown> = Promise.resolve();

  private constructor(child: ChildProcess, lines: Interface, base: string) {
    this.#child = child;
    this.#lines = lines;
    this.#answers = lines[Symbol.asyncIterator]();
    this.#base = base;
  }

  static async open(): Promise<NamespaceHolder> {
    const base = await firstDirectory(coverable);
    const child = spawn(
      'unshare',
      ['--mount', '--propagation', 'private', '/bin/sh', '-c', script, base],
      { stdio: ['pipe', 'pipe', 'ignore'], detached: true },
    );
    child.on('error', () => undefined);
    child.stdin?.on('error', () => undefined);
    if (child.stdout === null) throw failed();
    const holder = new NamespaceHolder(child, createInterface({ input: child.stdout }), base);
    if ((await holder.#answers.next()).value !== 'ready') throw failed();
    return holder;
  }

  /** What nsenter takes to get in. */
  get file(): string {
    return `/proc/${this.#child.pid}/ns/mnt`;
  }

  /** Where `dir` can be reached inside the namespace. */
  reach(dir: string): Promise<string> {
    const known = this.#bound.get(dir);
    if (known !== undefined) return known;
    const binding = this.#last.then(() => this.#bind(dir));
    this.#last = binding.catch(() => undefined);
    this.#bound.set(dir, binding);
    return binding;
  }

  async close(): Promise<void> {
    const exited = this.#child.exitCode !== null || this.#child.signalCode !== null;
    const ended = exited ? undefined : once(this.#child, 'exit');
    this.#child.stdin?.end();
    await ended;
    this.#lines.close();
  }

  async #bind(dir: string): Promise<string> {
    const target = join(this.#base, String(this.#bound.size), 'dir');
    this.#child.stdin?.write(`${dir}\n${target}\n`);
    const answer = await this.#answers.next();
    if (answer.value !== 'ok') throw failed();
    return target;
  }
}

/** Whether everybody may walk down to `dir`. */
export async function isReachableByAll(dir: string): Promise<boolean> {
  for (let at = dir; ; at = dirname(at)) {
    const found = await stat(at).catch(() => undefined);
    if (found === undefined || (found.mode & 0o001) === 0) return false;
    if (at === '/') return true;
  }
}

async function firstDirectory(candidates: readonly string[]): Promise<string> {
  for (const dir of candidates) {
    const found = await stat(dir).catch(() => undefined);
    if (found?.isDirectory() && !isBelow(process.cwd(), dir)) return dir;
  }
  throw failed();
}

function failed(): AppError {
  return new AppError('SANDBOX_FAILED', 'cannot make a mount namespace for the sandboxes', {
    remedy: 'run the worker as an ordinary user, or give it CAP_SYS_ADMIN',
  });
}
