// The environment variables and settings that a script starts with, the same in every sandbox of a
// job: one hash seed, one BLAS kernel and thread, no owner's variables.
import { dirname } from 'node:path';
import { AppError, type Environment } from '@runsurge/model';
import type { RunCommand, SandboxLimits } from './backend.ts';

const pinnedThreads = { OPENBLAS_NUM_THREADS: '1', OMP_NUM_THREADS: '1', MKL_NUM_THREADS: '1' };

export type RunSettings = {
  readonly environment: Environment;
  readonly limits: SandboxLimits;
  /** As the agent sees it. */
  readonly workdir: string;
  /** Holds live/sitecustomize.py, as the script sees it. */
  readonly hookDir: string;
  /** For RLIMIT_NPROC and RLIMIT_AS; 0 where a control group counts. */
  readonly processes: number;
  readonly addressSpaceBytes: number;
  /** Files in /tmp and /dev/shm, which only a control group would charge for; 0 where there is one. */
  readonly memoryFiles: number;
  /** Below `workdir`, but not the script's: never outputs. */
  readonly hidden: readonly string[];
};

/** The lists of a run frame, in the order that agent.py unpacks them. */
export function runLists(command: RunCommand, settings: RunSettings): string[][] {
  const { limits, workdir, environment } = settings;
  const nudge = command.watched !== false && takesHook(command.args);
  const numbers = {
    executable: environment.executable,
    workdir,
    wallMs: limits.wallMs,
    outputBytes: limits.outputBytes,
    fileBytes: limits.fileBytes,
    processes: settings.processes,
    addressSpace: settings.addressSpaceBytes,
    memoryFiles: settings.memoryFiles,
    nudge: nudge ? 1 : 0,
    channel: command.channel ? 1 : 0,
  };
  const hooked = nudge || (command.channel !== undefined && takesHook(command.args));
  const variables = scriptVariables(command, settings, hooked);
  return [assignments(numbers), [...command.args], assignments(variables), [...settings.hidden]];
}

function scriptVariables(
  command: RunCommand,
  { environment, hookDir }: RunSettings,
  hooked: boolean,
): Record<string, string> {
  const variables: Record<string, string> = {
    PATH: [...new Set([dirname(environment.executable), '/usr/bin', '/bin'])].join(':'),
    // Not the working directory: what libraries keep in a home is no output of the script.
    HOME: '/tmp',
    PYTHONHASHSEED: '0',
    ...pinnedThreads,
    ...(environment.architecture === 'x86_64' ? { OPENBLAS_CORETYPE: 'Haswell' } : {}),
    ...command.env,
    ...(command.channel ? { RUNSURGE_ROLE: command.channel.role } : {}),
  };
  if (!hooked) return variables;
  const { PYTHONPATH: given } = variables;
  if (given === undefined) return { ...variables, PYTHONPATH: hookDir };
  return { ...variables, PYTHONPATH: `${hookDir}:${given}`, RUNSURGE_PYTHONPATH: given };
}

/** Options like -I, -E, -S keep the hook out; then its variables must not be left lying around. */
function takesHook(args: readonly string[]): boolean {
  const [first] = args;
  return first !== undefined && (!first.startsWith('-') || first === '-c' || first === '-m');
}

function assignments(values: Readonly<Record<string, string | number>>): string[] {
  return Object.entries(values).map(([name, value]) => {
    const text = `${name}=${value}`;
    if (name === '' || name.includes('=') || text.includes('\0')) {
      throw new AppError('BAD_INPUT', `${JSON.stringify(name)} cannot be an environment variable`);
    }
    return text;
  });
}
