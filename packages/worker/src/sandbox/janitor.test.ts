// A worker that is killed with SIGKILL leaves nothing: no process, control group or directory.
import { execFile, spawn } from 'node:child_process';
import { access, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { backendsHere, systemPython } from './test-kit.ts';

const built = fileURLToPath(new URL('../../dist/sandbox/index.js', import.meta.url));
const isBuilt = await access(built).then(
  () => true,
  () => false,
);
if (!isBuilt) console.log('janitor tests skipped: run `npx tsc -b` first');

const program = `
import { openBackend } from ${JSON.stringify(built)};
const { name, runDir, environment, limits } = JSON.parse(process.argv[1]);
const log = { debug() {}, info() {}, warn() {} };
const backend = await openBackend({ name, allowProcess: true, runDir, log });
const spec = { id: 'doomed', environment, limits, workdir: runDir + '-work', extraDirs: [] };
const sandbox = await backend.start(spec, new AbortController().signal);
const script = 'import os, time\\nif os.fork() == 0:\\n  os.setsid(); os.fork()\\nprint(1, flush=True)\\ntime.sleep(99)';
await sandbox.run({ args: ['-c', script], env: { RUNSURGE_MARK: runDir } }, {
  async output() { console.log('running'); },
  stdin: async () => null,
  sample() {},
});
`;

describe.skipIf(!isBuilt).each((await backendsHere()).filter(({ why }) => why === ''))(
  'a killed worker with the $name backend',
  ({ name }) => {
    it('leaves nothing behind', async () => {
      const base = await mkdtemp(join(tmpdir(), 'runsurge-janitor-'));
      const runDir = join(base, 'run');
      const limits = {
        ...{ memoryBytes: 128 << 20, processes: 20, fileBytes: 1 << 20, diskBytes: 1 << 20 },
        ...{ outputBytes: 1 << 20, wallMs: 60_000, cores: 1 },
      };
      const options = JSON.stringify({ name, runDir, limits, environment: await systemPython() });
      const worker = spawn(process.execPath, ['--input-type=module', '-e', program, options], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      await new Promise((resolve) => worker.stdout.once('data', resolve));
      expect(await marked(runDir)).not.toEqual([]);
      worker.kill('SIGKILL');
      await expectSoon(async () => {
        expect(await marked(runDir)).toEqual([]);
        expect(await readdir(base)).toEqual([]);
        expect(await groupsOf(worker.pid ?? 0)).toBe('');
      });
      await rm(base, { recursive: true });
    });
  },
);

async function marked(mark: string): Promise<string[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    pids.map(async (pid) => {
      const text = await readFile(`/proc/${pid}/environ`, 'latin1').catch(() => '');
      return text.includes(`RUNSURGE_MARK=${mark}\0`) ? [pid] : [];
    }),
  );
  return found.flat();
}

async function groupsOf(pid: number): Promise<string> {
  const args = ['/sys/fs/cgroup', '-maxdepth', '4', '-type', 'd', '-path', `*/runsurge/${pid}-*`];
  return (await promisify(execFile)('find', args).catch(() => ({ stdout: '' }))).stdout;
}

async function expectSoon(check: () => Promise<void>): Promise<void> {
  for (let attempt = 0; attempt < 60; attempt += 1) {
    try {
      return await check();
    } catch {
      await sleep(50);
    }
  }
  await check();
}
