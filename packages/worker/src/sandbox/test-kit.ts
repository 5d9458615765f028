// For tests only: runs scripts in real backends and says what is left of them afterwards.

import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { Environment } from '@runsurge/model';
import { shippedPython } from './agent-files.ts';
import type { MemorySample, RunEnd, Sandbox, SandboxLimits, ScriptChannel } from './backend.ts';
import { type OpenBackend, openBackend } from './choose.ts';
import { findEnvironments } from './environments.ts';
import { silentLog } from './log.ts';
import { whyNotBwrap } from './why-not.ts';

export type Script = {
  readonly script: string;
  /** What is run; `script` is put there. */
  readonly main?: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
  readonly stdin?: string | Uint8Array;
  readonly limits?: Partial<SandboxLimits>;
  readonly watched?: boolean;
  readonly channel?: ScriptChannel;
  /** Pause before each chunk of output is taken. */
  readonly slowReaderMs?: number;
  readonly extraDirs?: readonly string[];
  readonly environment?: Environment;
  /** Called with the sandbox while the script runs. */
  readonly during?: (sandbox: Sandbox) => void;
};

export type Entry =
  | {
      readonly kind: 'file';
      readonly path: string;
      readonly mode: number;
      readonly content: Buffer;
    }
  | { readonly kind: 'dir'; readonly path: string; readonly mode: number }
  | { readonly kind: 'skipped'; readonly path: string; readonly why: string };

export type Ran = {
  readonly end: RunEnd;
  readonly stdout: string;
  readonly stderr: string;
  readonly raw: Buffer;
  readonly arrivals: readonly { readonly atMs: number; readonly text: string }[];
  readonly samples: readonly MemorySample[];
  readonly entries: readonly Entry[];
  /** What must not be there any more; empty is good. */
  readonly left: readonly string[];
  readonly tookMs: number;
};

export const roomy: SandboxLimits = {
  memoryBytes: 256 << 20,
  processes: 40,
  fileBytes: 64 << 20,
  diskBytes: 64 << 20,
  outputBytes: 8 << 20,
  wallMs: 15_000,
  cores: 2,
};

export async function backendsHere(): Promise<{ name: 'bwrap' | 'process'; why: string }[]> {
  const why = await whyNotBwrap();
  return [
    { name: 'bwrap', why: why === undefined ? '' : `${why.reason} (${why.remedy})` },
    { name: 'process', why: '' },
  ];
}

/** The machine's own Python, which an ordinary user can reach too. */
export async function systemPython(): Promise<Environment> {
  const found = await findEnvironments({ log: silentLog, path: '/usr/bin:/bin' });
  const [first] = found;
  if (first === undefined)
    throw new Error('these tests need /usr/bin/python3, version 3.9 or later');
  return first;
}

export class TestBench {
  readonly backend: OpenBackend;
  readonly environment: Environment;
  readonly workdir: string;
  readonly #base: string;
  readonly #runDir: string;
  #count = 0;

  private constructor(
    backend: OpenBackend,
    environment: Environment,
    base: string,
    runDir: string,
  ) {
    this.backend = backend;
    this.environment = environment;
    this.#base = base;
    this.#runDir = runDir;
    // A place that need not exist; only a bind mount without a tmpfs below needs one that does.
    this.workdir = backend.name === 'bwrap' ? '/home/someone/proj' : join(base, 'proj');
  }

  static async open(
    name: 'bwrap' | 'process',
    environment?: Environment,
    pythonDir = shippedPython,
  ): Promise<TestBench> {
    const base = await mkdtemp(join(tmpdir(), 'runsurge-test-'));
    const runDir = join(base, 'run');
    await mkdir(join(base, 'proj'));
    const backend = await openBackend({
      name,
      allowProcess: true,
      runDir,
      log: silentLog,
      pythonDir,
    });
    return new TestBench(backend, environment ?? (await systemPython()), base, runDir);
  }

  async run(of: Script): Promise<Ran> {
    const startedAt = performance.now();
    this.#count += 1;
    const id = `test-${this.#count}`;
    const mark = `RUNSURGE_MARK=${this.#base}/${id}`;
    const mountsBefore = await readFile('/proc/self/mountinfo', 'utf8');
    const sandbox = await this.backend.start(
      {
        id,
        environment: of.environment ?? this.environment,
        limits: { ...roomy, ...of.limits },
        workdir: this.workdir,
        extraDirs: of.extraDirs ?? [],
      },
      AbortSignal.timeout(20_000),
    );
    try {
      const files = { [of.main ?? 'script.py']: of.script, ...of.files };
      for (const [name, content] of Object.entries(files)) {
        const bytes = Buffer.from(content);
        const path = name.startsWith('/') ? name : join(this.workdir, name);
        await sandbox.putFile(path, bytes.length, chunksOf(bytes));
      }
      const ran = await this.#runAndCollect(sandbox, of, mark);
      await sandbox.close();
      const left = await this.#left(id, mark, mountsBefore);
      return { ...ran, left, tookMs: performance.now() - startedAt };
    } finally {
      await sandbox.close();
    }
  }

  async close(): Promise<string[]> {
    await this.backend.close();
    const left = (await readdir(this.#base)).filter((name) => name !== 'proj');
    await rm(this.#base, { recursive: true, force: true });
    return left;
  }

  async #runAndCollect(sandbox: Sandbox, of: Script, mark: string) {
    const { args = [], env = {}, stdin = '', during, watched } = of;
    const chunks = { stdout: [] as Buffer[], stderr: [] as Buffer[] }; // empty arrays have no type
    const arrivals: { atMs: number; text: string }[] = [];
    const samples: MemorySample[] = [];
    const startedAt = performance.now();
    let input = Buffer.from(stdin);
    const [markName = '', markValue = ''] = mark.split('=');
    const command = {
      args: [of.main ?? 'script.py', ...args],
      env: { ...env, [markName]: markValue },
      ...(watched === undefined ? {} : { watched }),
      ...(of.channel === undefined ? {} : { channel: of.channel }),
    };
    const running = sandbox.run(command, {
      async output(stream, chunk) {
        if (of.slowReaderMs !== undefined) await sleep(of.slowReaderMs);
        chunks[stream].push(Buffer.from(chunk));
        arrivals.push({
          atMs: performance.now() - startedAt,
          text: Buffer.from(chunk).toString('latin1'),
        });
      },
      async stdin(maxBytes) {
        const next = input.subarray(0, maxBytes);
        input = input.subarray(maxBytes);
        return next.length === 0 ? null : next;
      },
      sample: (sample) => samples.push(sample),
    });
    during?.(sandbox);
    const end = await running;
    const raw = Buffer.concat(chunks.stdout);
    const entries = end.kind === 'exited' ? await collect(sandbox) : [];
    const stderr = Buffer.concat(chunks.stderr).toString('utf8');
    return { end, raw, stdout: raw.toString('utf8'), stderr, arrivals, samples, entries };
  }

  async #left(id: string, mark: string, mountsBefore: string): Promise<string[]> {
    const left: string[] = [];
    if ((await readdir(this.#runDir)).includes(id)) left.push(`directory ${id}`);
    if ((await readFile('/proc/self/mountinfo', 'utf8')) !== mountsBefore) left.push('mounts');
    for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
      const environment = await readFile(`/proc/${pid}/environ`, 'latin1').catch(() => '');
      if (environment.includes(`${mark}\0`)) left.push(`process ${pid}`);
    }
    const find = [
      '/sys/fs/cgroup',
      '-maxdepth',
      '5',
      '-type',
      'd',
      '-path',
      `*/${process.pid}-*/${id}`,
    ];
    const groups = await promisify(execFile)('find', find).catch(() => ({ stdout: '' }));
    if (groups.stdout !== '') left.push(groups.stdout);
    return left;
  }
}

async function collect(sandbox: Sandbox): Promise<Entry[]> {
  const entries: Entry[] = [];
  for await (const entry of sandbox.outputs()) {
    if (entry.kind !== 'file') {
      entries.push(entry);
      continue;
    }
    const parts: Uint8Array[] = [];
    for await (const part of entry.content) parts.push(part);
    const { kind, path, mode } = entry;
    entries.push({ kind, path, mode, content: Buffer.concat(parts) });
  }
  return entries;
}

async function* chunksOf(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 1 << 18) yield bytes.subarray(at, at + (1 << 18));
}
