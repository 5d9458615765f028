// A sandbox as the worker uses it, over one agent: put files, run once, collect, close. The same for
// every backend; what differs (measuring, killing, removing) comes in as a Cage.
import { setTimeout as sleep } from 'node:timers/promises';
import type { ExitStatus, Usage } from '@runsurge/model';
import { AppError } from '@runsurge/model';
import type { AgentLink } from './agent-link.ts';
import type { OutputEntry, RunCommand, RunEnd, RunIo, Sandbox } from './backend.ts';
import type { Cage } from './cage.ts';
import { ChannelFlow } from './channel-flow.ts';
import type { AgentFrame } from './frames.ts';
import type { SandboxLog } from './log.ts';
import { type RunSettings, runLists } from './script-environment.ts';
import { startWatch, type WatchReport } from './watch.ts';

/** Past the wall limit, for an agent that does not end the script itself. */
const graceMs = 2000;
/** How long a kill by the agent may take before the sandbox is killed from outside. */
const agentKillMs = 300;
const usualMode = 0o644;
/** As much as agent.py asks for at a time (STDIN_ROOM): the run itself counts as the first request. */
const firstStdinBytes = 1 << 16;
/** Reading it from the cache takes less. */
const firstStdinMs = 20;
/** Frames hold at most 1 MiB. */
const chunkBytes = 256 << 10;

type EndedFrame = Extract<AgentFrame, { kind: 'ended' }>;
type Forced = Exclude<RunEnd['kind'], 'exited' | 'output-limit'>;

const sentences = {
  'out-of-memory': 'the script used more memory than its limit',
  timeout: 'the script ran longer than its limit',
  'output-limit': 'the script printed more than its limit',
  'disk-limit': 'the script wrote more to disk than its limit',
  cancelled: 'the run was cancelled',
} as const;

export type ClientParts = {
  readonly id: string;
  readonly link: AgentLink;
  readonly cage: Cage;
  readonly settings: RunSettings;
  /** From paths as the caller knows them to paths as the agent sees them. */
  readonly toAgentPath: (path: string) => string;
  readonly log: SandboxLog;
};

export class AgentClient implements Sandbox {
  readonly #parts: ClientParts;
  #state: 'ready' | 'running' | 'ran' | 'collecting' | 'collected' | 'broken' | 'closed' = 'ready';
  #forced: { kind: Forced; message: string } | undefined;
  readonly #stop = new AbortController();
  #killTimer: NodeJS.Timeout | undefined;
  #closing: Promise<void> | undefined;
  #channel: ChannelFlow | undefined;

  constructor(parts: ClientParts) {
    this.#parts = parts;
  }

  async putFile(
    path: string,
    sizeBytes: number,
    content: AsyncIterable<Uint8Array>,
    mode = usualMode,
  ): Promise<void> {
    this.#must('ready', 'put a file');
    const { link, toAgentPath } = this.#parts;
    await link.send({ kind: 'file', path: toAgentPath(path), mode });
    let sent = 0;
    for await (const chunk of content) {
      sent += chunk.length;
      if (sent > sizeBytes) break;
      for (let at = 0; at < chunk.length; at += chunkBytes) {
        await link.send({ kind: 'file-data', data: chunk.subarray(at, at + chunkBytes) });
      }
    }
    await link.send({ kind: 'file-end' });
    await link.expect('done');
    if (sent !== sizeBytes) {
      this.#state = 'broken';
      throw new AppError('BAD_INPUT', `${path} should have ${sizeBytes} bytes`);
    }
  }

  async run(command: RunCommand, io: RunIo): Promise<RunEnd> {
    this.#must('ready', 'run');
    if (this.#forced !== undefined) return this.#failed('cancelled before the run');
    this.#state = 'running';
    try {
      return await this.#run(command, io);
    } catch (error) {
      const message = AppError.from(error).message;
      await this.#hardKill();
      return this.#failed(message);
    }
  }

  cancel(): void {
    this.#force('cancelled', sentences.cancelled);
  }

  async *outputs(): AsyncGenerator<OutputEntry> {
    this.#must('ran', 'collect outputs');
    const { link } = this.#parts;
    this.#state = 'collecting';
    await link.send({ kind: 'collect' });
    for (;;) {
      const frame = await link.next();
      if (frame === null) throw link.gone('ended while its files were collected');
      switch (frame.kind) {
        case 'file': {
          const content = this.#fileContent(frame.sizeBytes);
          yield { ...frame, content };
          for await (const _rest of content); // whoever did not want it
          break;
        }
        case 'dir':
        case 'skipped':
          yield frame;
          break;
        case 'all-done':
          this.#state = 'collected';
          return;
        case 'error':
          throw new AppError('SANDBOX_FAILED', frame.message);
        default:
          throw link.gone(`sent "${frame.kind}" among its files`);
      }
    }
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #run(command: RunCommand, io: RunIo): Promise<RunEnd> {
    const { link, cage, settings } = this.#parts;
    const frame = { kind: 'run', lists: runLists(command, settings) } as const;
    const baseline = await cage.use();
    const startedAt = performance.now();
    // Not asked for: what is known already should be in the pipe before the script looks.
    const first = this.#feed(io, firstStdinBytes);
    await Promise.race([first, sleep(firstStdinMs, undefined, { ref: false })]);
    await link.send(frame);
    if (command.channel) {
      this.#channel = new ChannelFlow(command.channel, (sent) => link.send(sent));
    }
    const watch = startWatch({
      cage,
      limits: settings.limits,
      baseline,
      onSample: (sample) => io.sample(sample),
      onBreach: (breach) => this.#force(breach, sentences[breach]),
    });
    const overtime = setTimeout(
      () => this.#force('timeout', sentences.timeout),
      settings.limits.wallMs + graceMs,
    );
    let ended: EndedFrame | null = null;
    let report: WatchReport;
    try {
      ended = await this.#pump(io);
    } finally {
      clearTimeout(overtime);
      clearTimeout(this.#killTimer);
      this.#stop.abort();
      if (ended === null) await cage.kill();
      await this.#channel?.settled();
      report = await watch.stop();
    }
    const usage = usageOf(ended, report, performance.now() - startedAt);
    io.sample({
      atMs: usage.wallMs,
      rssBytes: ended === null ? report.peakRssBytes : usage.averageRssBytes,
      cpuMs: usage.cpuMs,
    });
    return this.#end(ended, usage);
  }

  /** Takes frames until the end of the run; null if the agent died first. */
  async #pump(io: RunIo): Promise<EndedFrame | null> {
    const { link } = this.#parts;
    for (;;) {
      const frame = await link.next();
      if (frame === null) return null;
      switch (frame.kind) {
        case 'stdout':
        case 'stderr':
          await orAborted(io.output(frame.kind, frame.data), this.#stop.signal);
          break;
        case 'channel':
          this.#channel?.received(frame.data);
          break;
        case 'channel-taken':
          this.#channel?.taken(frame.bytes);
          break;
        case 'channel-end':
          this.#channel?.ended();
          break;
        case 'want-stdin':
          void this.#feed(io, frame.maxBytes);
          break;
        case 'ended':
          return frame;
        case 'error':
          throw new AppError('SANDBOX_FAILED', frame.message);
        default:
          throw link.gone(`sent "${frame.kind}" during the run`);
      }
    }
  }

  async #feed(io: RunIo, maxBytes: number): Promise<void> {
    const { link } = this.#parts;
    try {
      const data = await io.stdin(maxBytes, this.#stop.signal);
      if (this.#state !== 'running') return;
      if (data === null) return await link.send({ kind: 'stdin-end' });
      for (let at = 0; at < data.length; at += chunkBytes) {
        await link.send({ kind: 'stdin', data: data.subarray(at, at + chunkBytes) });
      }
    } catch (error) {
      if (this.#stop.signal.aborted) return;
      this.#force('sandbox-failed', `no standard input: ${AppError.from(error).message}`);
    }
  }

  async *#fileContent(sizeBytes: number): AsyncGenerator<Uint8Array> {
    const { link } = this.#parts;
    let left = sizeBytes;
    for (;;) {
      const frame = await link.next();
      if (frame?.kind === 'file-end' && left === 0) return;
      if (frame?.kind !== 'file-data' || frame.data.length > left) {
        this.#state = 'broken';
        throw link.gone('broke off while a file was collected');
      }
      left -= frame.data.length;
      yield frame.data;
    }
  }

  /** The first reason counts. The agent kills in order, so that output and usage survive; else we do. */
  #force(kind: Forced, message: string): void {
    if (this.#forced !== undefined || this.#state === 'ran' || this.#state === 'closed') return;
    this.#forced = { kind, message };
    if (this.#state !== 'running') return;
    void this.#parts.link.send({ kind: 'kill' });
    this.#killTimer = setTimeout(() => void this.#hardKill(), agentKillMs);
  }

  async #hardKill(): Promise<void> {
    this.#stop.abort();
    await this.#parts.cage.kill();
  }

  #end(ended: EndedFrame | null, usage: Usage): RunEnd {
    const { link, cage } = this.#parts;
    const oomKills = cage.oomKills?.() ?? 0;
    this.#state = ended === null ? 'broken' : 'ran';
    const forced = this.#forced;
    if (forced?.kind === 'sandbox-failed') return { kind: forced.kind, message: forced.message };
    if (forced !== undefined) return { kind: forced.kind, usage, message: forced.message };
    if (oomKills > 0) {
      return { kind: 'out-of-memory', usage, message: sentences['out-of-memory'] };
    }
    if (ended === null) return { kind: 'sandbox-failed', message: link.gone('died').message };
    const { reason } = ended;
    if (reason === 'killed') return { kind: 'sandbox-failed', message: 'the script was killed' };
    if (reason !== 'exited') return { kind: reason, usage, message: sentences[reason] };
    return { kind: 'exited', status: exitStatus(ended.waitStatus), usage };
  }

  #failed(message: string): RunEnd {
    this.#state = 'broken';
    const forced = this.#forced;
    if (forced === undefined || forced.kind === 'sandbox-failed') {
      return { kind: 'sandbox-failed', message: forced?.message ?? message };
    }
    const usage = { wallMs: 0, cpuMs: 0, peakRssBytes: 0, averageRssBytes: 0 };
    return { kind: forced.kind, usage, message: forced.message };
  }

  async #close(): Promise<void> {
    const { link, cage, log, id } = this.#parts;
    const wasRunning = this.#state === 'running';
    if (wasRunning) this.#force('cancelled', sentences.cancelled);
    this.#state = wasRunning ? 'running' : 'closed';
    this.#stop.abort();
    clearTimeout(this.#killTimer);
    link.hangUp();
    await cage.kill();
    link.destroy();
    await cage.remove();
    this.#state = 'closed';
    log.debug({ sandbox: id }, 'sandbox closed');
  }

  #must(state: 'ready' | 'ran', what: string): void {
    if (this.#state === state) return;
    throw new AppError('WRONG_STATE', `cannot ${what}: the sandbox is ${this.#state}`);
  }
}

/** Does not wait for a consumer that hangs once the script is to be gone. Leaves no listener behind. */
async function orAborted(work: Promise<void>, signal: AbortSignal): Promise<void> {
  const waiting = new AbortController();
  const aborted = new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true, signal: waiting.signal });
  });
  try {
    await Promise.race([work, aborted]);
  } finally {
    waiting.abort();
  }
}

/** As `wait` encodes it: the signal in the low seven bits, the code above. */
function exitStatus(waitStatus: number): ExitStatus {
  const signal = waitStatus & 0x7f;
  if (signal !== 0) return { kind: 'signal', signal };
  return { kind: 'code', code: (waitStatus >> 8) & 0xff };
}

function usageOf(ended: EndedFrame | null, report: WatchReport, hostWallMs: number): Usage {
  const agentCpuMs = ended === null ? 0 : (ended.userUs + ended.systemUs) / 1000;
  const peakRssBytes = Math.max(ended?.maxRssBytes ?? 0, report.peakRssBytes);
  return {
    wallMs: ended === null ? hostWallMs : ended.wallUs / 1000,
    // A script can hide its children's time from the agent by ignoring SIGCHLD; not from the outside.
    cpuMs: Math.max(agentCpuMs, report.cpuMs),
    peakRssBytes,
    averageRssBytes: Math.round(Math.min(peakRssBytes, report.averageRssBytes ?? peakRssBytes)),
  };
}
