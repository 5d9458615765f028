// The two pipes to one agent: frames out with back-pressure, frames in one at a time on demand, so
// that whoever is slow to take them slows the script. Owns the child process, not what it means.
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { AppError } from '@runsurge/model';
import { type AgentFrame, encodeFrame, FrameDecoder, type HostFrame } from './frames.ts';

const keptErrorBytes = 4096;

export type AgentProcess = ChildProcess & {
  readonly stdin: Writable;
  readonly stdout: Readable;
  readonly stderr: Readable;
};

/** A spawned child has all three pipes, or spawning failed. */
export function isAgentProcess(child: ChildProcess): child is AgentProcess {
  return child.stdin !== null && child.stdout !== null && child.stderr !== null;
}

export class AgentLink {
  readonly #child: AgentProcess;
  readonly #chunks: AsyncIterator<Uint8Array>;
  readonly #decoder = new FrameDecoder();
  readonly exited: Promise<void>;
  #complaint = '';
  #drained: Promise<void> | undefined;

  constructor(child: AgentProcess) {
    this.#child = child;
    this.#chunks = child.stdout[Symbol.asyncIterator]();
    this.exited = new Promise((resolve) => {
      child.once('exit', () => resolve());
      child.once('error', (error) => {
        this.#complaint += error.message;
        resolve();
      });
    });
    child.stdin.on('error', () => undefined); // a dead agent is noticed by the end of its output
    child.stderr.on('data', (chunk: Uint8Array) => {
      if (this.#complaint.length < keptErrorBytes) this.#complaint += Buffer.from(chunk).toString();
    });
  }

  /** What bwrap, the kernel's loader or the agent wrote to standard error. */
  get complaint(): string {
    return this.#complaint.trim();
  }

  /** The next frame, or null when the agent is gone. */
  async next(): Promise<AgentFrame | null> {
    for (;;) {
      const frame = this.#decoder.next();
      if (frame !== undefined) return frame;
      const chunk = await this.#chunks.next().catch(() => ({ done: true, value: undefined }));
      if (chunk.done === true || chunk.value === undefined) return null;
      this.#decoder.push(chunk.value);
    }
  }

  async expect(kind: AgentFrame['kind']): Promise<void> {
    const frame = await this.next();
    if (frame?.kind === kind) return;
    if (frame?.kind === 'error') throw new AppError('SANDBOX_FAILED', frame.message);
    throw this.gone(frame === null ? 'ended' : `sent "${frame.kind}" when "${kind}" was due`);
  }

  gone(how: string): AppError {
    const detail = this.complaint === '' ? '' : `: ${this.complaint}`;
    return new AppError('SANDBOX_FAILED', `the sandbox ${how}${detail}`);
  }

  /** Resolves when there is room for more; a dead agent swallows everything. */
  async send(frame: HostFrame): Promise<void> {
    const { stdin } = this.#child;
    if (stdin.destroyed || stdin.write(encodeFrame(frame))) return;
    // One wait for all who wait: each would add listeners of its own.
    this.#drained ??= Promise.race([once(stdin, 'drain').catch(() => undefined), this.exited]).then(
      () => {
        this.#drained = undefined;
      },
    );
    await this.#drained;
  }

  /** The agent takes the end of its input as the order to kill everything and leave. */
  hangUp(): void {
    this.#child.stdin.destroy();
    this.#child.stdout.resume();
  }

  destroy(): void {
    this.#child.stdin.destroy();
    this.#child.stdout.destroy();
    this.#child.stderr.destroy();
  }
}
