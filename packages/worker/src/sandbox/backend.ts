// The one interface between the worker and its sandbox backends (bwrap, process; later vm,
// container, wasm). A backend knows how to start the in-sandbox agent; the frame protocol that
// follows (frames.ts, python/runsurge/agent.py) is the same for all of them.
import type { Environment, ExitStatus, Usage } from '@runsurge/model';

/** Hard limits of one sandbox. Every one of them ends the run with a reason of its own. */
export type SandboxLimits = {
  readonly memoryBytes: number;
  readonly processes: number;
  /** Largest single file that the script may write. */
  readonly fileBytes: number;
  /** Everything below the working directory and /tmp together. */
  readonly diskBytes: number;
  /** Standard output and standard error together. */
  readonly outputBytes: number;
  /** Wall time of the script itself, not of start and transfer. */
  readonly wallMs: number;
  readonly cores: number;
};

/** What a sandbox must look like before anything runs in it. Paths are as the script sees them. */
export type SandboxSpec = {
  /** Names the directory and cgroup; unique on this node. */
  readonly id: string;
  readonly environment: Environment;
  readonly limits: SandboxLimits;
  /** Absolute: the script's working directory; the only place that outputs come from. */
  readonly workdir: string;
  /** Absolute: further writable directories, when the script does not lie below `workdir`. */
  readonly extraDirs: readonly string[];
};

export type RunCommand = {
  /** What follows `python3` on the command line: script as the user typed it, then its arguments. */
  readonly args: readonly string[];
  /** Added to the sandbox's fixed variables (PYTHONHASHSEED=0, HOME, ...). */
  readonly env: Readonly<Record<string, string>>;
  /**
   * Whether somebody looks on (default true): a quiet script is then asked to flush its standard
   * output, as on a terminal. With false, output that `os._exit` loses or `os.fork` doubles is lost
   * or doubled as it is in `python3 script.py | cat`.
   */
  readonly watched?: boolean;
  /** For a driver or an executor. Left out: a plain script, which finds nothing of all this. */
  readonly channel?: ScriptChannel;
};

/** The worker's side of the line to a driver or an executor. Bytes only; what they mean is above. */
export type ScriptChannel = {
  readonly role: 'driver' | 'executor';
  /** Once, before the script starts. */
  opened(writer: ChannelWriter): void;
  /** One after the other. Resolves when it was taken: being slow slows the script's writing on the channel. */
  received(chunk: Uint8Array): Promise<void>;
  /** Nothing comes any more, and nobody reads what is written. Once. */
  closed(): void;
};

export type ChannelWriter = {
  /** In order. Resolves when there is room for more; a script that is gone swallows everything. */
  write(bytes: Uint8Array): Promise<void>;
  /** The script sees the end of the channel. */
  close(): void;
};

/** How the agent talks to whoever runs it. Awaited: a slow consumer slows the script, never fills memory. */
export type RunIo = {
  output(stream: 'stdout' | 'stderr', chunk: Uint8Array): Promise<void>;
  /** The next bytes of standard input, at most `maxBytes`; null at its end. Called only when the script can take them. */
  stdin(maxBytes: number, signal: AbortSignal): Promise<Uint8Array | null>;
  /** About once a second, and once at the end. */
  sample(sample: MemorySample): void;
};

export type MemorySample = {
  readonly atMs: number;
  readonly rssBytes: number;
  readonly cpuMs: number;
};

/** Why a run ended. `exited` covers every end that plain CPython could have had, signals included. */
export type RunEnd =
  | { readonly kind: 'exited'; readonly status: ExitStatus; readonly usage: Usage }
  | {
      readonly kind: 'out-of-memory' | 'timeout' | 'output-limit' | 'disk-limit' | 'cancelled';
      readonly usage: Usage;
      readonly message: string;
    }
  | { readonly kind: 'sandbox-failed'; readonly message: string };

/** One thing the script left below its working directory. Paths are relative, `/`-separated, UTF-8. */
export type OutputEntry =
  | {
      readonly kind: 'file';
      readonly path: string;
      readonly sizeBytes: number;
      readonly mode: number;
      /** Must be drained before the next entry is asked for. */
      readonly content: AsyncIterable<Uint8Array>;
    }
  | { readonly kind: 'dir'; readonly path: string; readonly mode: number }
  | { readonly kind: 'skipped'; readonly path: string; readonly why: string };

export interface Sandbox {
  /** Writes a file before the run; `path` is absolute and below `workdir` or one of `extraDirs`. */
  putFile(
    path: string,
    sizeBytes: number,
    content: AsyncIterable<Uint8Array>,
    /** Permission bits; 0644 when left out. */
    mode?: number,
  ): Promise<void>;
  /** Runs the script once. Never rejects for what the script does; a backend that breaks is `sandbox-failed`. */
  run(command: RunCommand, io: RunIo): Promise<RunEnd>;
  /** After `run`: what was written or changed below `workdir`, in the order of its path. */
  outputs(): AsyncIterable<OutputEntry>;
  /** Ends a running script at once; `run` then resolves with `cancelled`. */
  cancel(): void;
  /** Kills what is left, removes directory, cgroup and mounts. May be called at any time, twice too. */
  close(): Promise<void>;
}

export interface SandboxBackend {
  readonly name: 'bwrap' | 'process';
  /** Rejects with AppError SANDBOX_FAILED and a sentence that says what to do. */
  start(spec: SandboxSpec, signal: AbortSignal): Promise<Sandbox>;
}
