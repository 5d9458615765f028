// Runs one small script in a sandbox of its own: for finding out what works on this machine.
import type { Environment } from '@runsurge/model';
import type { RunEnd, SandboxBackend, SandboxLimits } from './backend.ts';

export const tight: SandboxLimits = {
  memoryBytes: 64 << 20,
  processes: 16,
  fileBytes: 1 << 20,
  diskBytes: 16 << 20,
  outputBytes: 1 << 20,
  wallMs: 5000,
  cores: 1,
};

/** Need not exist anywhere. */
const workdir = '/var/tmp/runsurge-probe';

export type Trial = {
  readonly id: string;
  readonly environment: Environment;
  readonly script: string;
  readonly limits?: Partial<SandboxLimits>;
};

export async function runTrial(
  backend: SandboxBackend,
  { id, environment, script, limits }: Trial,
): Promise<{ end: RunEnd; output: string }> {
  const spec = { id, environment, limits: { ...tight, ...limits }, workdir, extraDirs: [] };
  const sandbox = await backend.start(spec, AbortSignal.timeout(tight.wallMs));
  try {
    let output = '';
    const end = await sandbox.run(
      { args: ['-c', script], env: {} },
      {
        async output(_stream, chunk) {
          output += Buffer.from(chunk).toString('utf8');
        },
        stdin: async () => null,
        sample() {},
      },
    );
    return { end, output };
  } finally {
    await sandbox.close();
  }
}
