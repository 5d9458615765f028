// Opens the backend that a worker is to use: the one asked for, or the strongest that works here.
import { randomBytes } from 'node:crypto';
import { AppError } from '@runsurge/model';
import { shippedPython } from './agent-files.ts';
import type { SandboxBackend } from './backend.ts';
import { BwrapBackend } from './bwrap/backend.ts';
import { type CgroupRoot, openCgroups } from './cgroup.ts';
import { Janitor } from './janitor.ts';
import { ownRunId, removeLeftoverGroups } from './leftovers.ts';
import type { SandboxLog } from './log.ts';
import { ProcessBackend } from './process/backend.ts';
import { openRunDir } from './run-dir.ts';
import { whyNotBwrap } from './why-not.ts';

export type BackendOptions = {
  readonly name: 'auto' | 'bwrap' | 'process';
  /** Whether no isolation at all is acceptable: only for a pool on the user's own machine. */
  readonly allowProcess: boolean;
  /** Absolute, ours alone; removed by `close`. */
  readonly runDir: string;
  readonly log: SandboxLog;
  /** Where agent.py lies; left out: what we ship. */
  readonly pythonDir?: string;
};

export type OpenBackend = SandboxBackend & {
  /** After all its sandboxes are closed: ends helpers, removes `runDir` and control groups. */
  close(): Promise<void>;
};

export async function openBackend(options: BackendOptions): Promise<OpenBackend> {
  const { runDir, log, pythonDir = shippedPython } = options;
  const name = await choose(options);
  await openRunDir(runDir);
  const cgroups = await openCgroups(await ownRunId(randomBytes(3).toString('hex')));
  const janitor = new Janitor(runDir, cgroups);
  try {
    if (cgroups === undefined) log.info({}, 'no control groups here: watching memory from outside');
    else await removeLeftoverGroups(cgroups);
    const deps = { runDir, cgroups, log, pythonDir };
    const backend =
      name === 'bwrap' ? await BwrapBackend.open(deps) : await ProcessBackend.open(deps);
    log.debug({ backend: name, cgroups: cgroups?.kind ?? 'none' }, 'sandboxes ready');
    return {
      name,
      start: (spec, signal) => backend.start(spec, signal),
      async close() {
        await backend.close();
        await closeRun(cgroups, janitor);
      },
    };
  } catch (error) {
    await closeRun(cgroups, janitor);
    throw error;
  }
}

async function closeRun(cgroups: CgroupRoot | undefined, janitor: Janitor): Promise<void> {
  await cgroups?.remove();
  await janitor.close();
}

async function choose({ name, allowProcess, log }: BackendOptions): Promise<'bwrap' | 'process'> {
  if (name === 'process') {
    if (allowProcess) return 'process';
    throw new AppError('REFUSED_BY_POLICY', 'scripts of others never run without a sandbox', {
      remedy: 'install bubblewrap and use --sandbox bwrap',
    });
  }
  const why = await whyNotBwrap();
  if (why === undefined) return 'bwrap';
  if (name === 'auto' && allowProcess) {
    log.warn({ why: why.reason }, 'bubblewrap does not work here: running without isolation');
    return 'process';
  }
  throw new AppError('SANDBOX_FAILED', why.reason, { remedy: why.remedy });
}
