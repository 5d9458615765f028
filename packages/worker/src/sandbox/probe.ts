// Decides what works on this machine by running it: each backend must print, keep out of the network
// and the host's files, and end a memory bomb and an endless loop. A device file or a version number
// proves nothing. About a second in all; callers keep the answer by versions of kernel and tools.
import { rmdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError, type Environment } from '@runsurge/model';
import type { RunEnd, SandboxLimits } from './backend.ts';
import { type OpenBackend, openBackend } from './choose.ts';
import { findEnvironments } from './environments.ts';
import type { SandboxLog } from './log.ts';
import { runTrial } from './trial.ts';

export type ProbeOptions = {
  /** Absolute; sub-directories are made and removed. */
  readonly runDir: string;
  /** In which to try; without it, the first that is found. */
  readonly environment?: Environment;
  readonly log: SandboxLog;
  /** Also those that are weaker than one that works. */
  readonly all?: boolean;
};

export type ProbeResult = {
  readonly backend: 'bwrap' | 'process';
  readonly works: boolean;
  /** Empty when it works. */
  readonly reason: string;
  readonly remedy: string;
};

/** `{secret}` is a file that anybody on the host may read. */
const isolation = `
import os, socket
bad = []
try:
    socket.create_connection(("127.0.0.1", 9), 1)
    bad.append("network")
except ConnectionRefusedError:
    bad.append("network")
except OSError:
    pass
for path in ({secret}, "/etc/shadow", "/proc/1/mem"):
    try:
        open(path, "rb").close()
        bad.append(path)
    except OSError:
        pass
print("open: " + " ".join(bad) if bad else "closed")
`;

type Check = {
  readonly script: string;
  readonly limits: Partial<SandboxLimits>;
  readonly ok: (end: RunEnd, output: string) => boolean;
  readonly complaint: string;
};

function checksFor(backend: 'bwrap' | 'process', secret: string): Check[] {
  const prints: Check = {
    script: 'import sys; print("works", sys.version_info[0])',
    limits: {},
    ok: (end, output) => end.kind === 'exited' && output === 'works 3\n',
    complaint: 'a script that prints one line did not',
  };
  const bomb: Check = {
    script: 'a = []\nwhile True: a.append(bytearray(1 << 20))',
    limits: {},
    ok: (end) => end.kind === 'out-of-memory',
    complaint: 'a script that takes all memory was not ended',
  };
  const endless: Check = {
    script: 'while True: pass',
    limits: { wallMs: 150 },
    ok: (end) => end.kind === 'timeout',
    complaint: 'a script that never ends was not ended',
  };
  if (backend === 'process') return [prints, bomb, endless];
  const closed: Check = {
    script: isolation.replace('{secret}', JSON.stringify(secret)),
    limits: {},
    ok: (end, output) => end.kind === 'exited' && output === 'closed\n',
    complaint: 'a script could reach the network or files of this machine',
  };
  return [prints, closed, bomb, endless];
}

export async function probeSandboxes(options: ProbeOptions): Promise<ProbeResult[]> {
  const environment = options.environment ?? (await anyPython(options.log));
  const results = [await probe('bwrap', environment, options)];
  const enough = !options.all && results.some((result) => result.works);
  if (!enough) results.push(await probe('process', environment, options));
  await rmdir(options.runDir).catch(() => undefined); // only if nobody else has put something there
  return results;
}

async function probe(
  name: 'bwrap' | 'process',
  environment: Environment,
  options: ProbeOptions,
): Promise<ProbeResult> {
  const finish = (reason: string, remedy: string): ProbeResult => ({
    backend: name,
    works: reason === '',
    reason,
    remedy,
  });
  const runDir = join(options.runDir, `probe-${name}`);
  let backend: OpenBackend | undefined;
  try {
    backend = await openBackend({ name, allowProcess: true, runDir, log: options.log });
    const secret = join(runDir, 'secret');
    await writeFile(secret, 'x', { mode: 0o644 });
    const open = backend;
    const failures = await Promise.all(
      checksFor(name, secret).map((check, index) =>
        tryOne(open, environment, check, options.log, `check-${index}`),
      ),
    );
    const failure = failures.find((each) => each !== undefined);
    return finish(failure ?? '', failure === undefined ? '' : 'see the log of the worker');
  } catch (error) {
    const known = AppError.from(error);
    return finish(known.message, known.remedy ?? '');
  } finally {
    await backend?.close();
  }
}

async function tryOne(
  backend: OpenBackend,
  environment: Environment,
  { script, limits, ok, complaint }: Check,
  log: SandboxLog,
  id: string,
): Promise<string | undefined> {
  const { end, output } = await runTrial(backend, { id, environment, script, limits });
  if (ok(end, output)) return undefined;
  log.warn({ end, output: output.slice(0, 500) }, 'a sandbox check failed');
  return end.kind === 'sandbox-failed' ? end.message : complaint;
}

async function anyPython(log: SandboxLog): Promise<Environment> {
  const [first] = await findEnvironments({ log, path: '/usr/local/bin:/usr/bin:/bin' });
  if (first !== undefined) return first;
  throw new AppError('SANDBOX_FAILED', 'no Python found', {
    remedy: 'install Python 3.9 or later',
  });
}
