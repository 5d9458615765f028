// A pool for tests of stages: a master in this process that takes every script which imports
// stage_driver for one with a parallel region, and workers in processes of their own whose executors
// are those of hook.py.
import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { emptyPlan, type Plan } from '@runsurge/analyzer';
import { makeLog, systemClock } from '@runsurge/base';
import { type Client, makeClient } from '@runsurge/client';
import { localAccountToken, type Master, masterConfig, startMaster } from '@runsurge/master';
import type { Job, JobRequestInput } from '@runsurge/protocol/rest';
import { openStore } from '@runsurge/store';
import { removeDir, root, temporaryDir } from '../processes.ts';

const here = join(root, 'tests/support/stages');

/** What the script asks for in its comments. */
function planOf(source: string): Plan {
  if (source.includes('# no plan')) throw new Error('the analyzer cannot');
  const count = source.includes('# large plan') ? 20_000 : 1;
  const regions = Array.from({ length: count }, (_, id) => ({ id, parallel: 'yes' as const }));
  // As much of a plan as the master looks at.
  return { ...emptyPlan(null), regions: (source.includes('stage_driver') ? regions : []) as never };
}

export type StagePool = {
  readonly master: () => Master;
  readonly client: () => Client;
  readonly workers: Map<string, ChildProcess>;
  startWorker(name: string, cores?: number): Promise<void>;
  /** SIGKILL; resolves when it is dead. */
  killWorker(name: string): Promise<void>;
  /** The same master again, on the same ports and data. */
  restartMaster(downMs?: number): Promise<void>;
  submit(script: string, more?: Partial<JobRequestInput>): Promise<Job>;
  /** Until it has ended. */
  finish(job: Job): Promise<{ job: Job; stdout: string; stderr: string }>;
  run(script: string, more?: Partial<JobRequestInput>): ReturnType<StagePool['finish']>;
  close(): Promise<void>;
};

export async function startStagePool({
  workers = 2,
  cores = 1,
  sandbox = 'process',
  logLevel = 'silent' as 'silent' | 'debug' | 'info' | 'warn',
  config = {},
}: {
  workers?: number;
  cores?: number;
  sandbox?: string;
  logLevel?: 'silent' | 'debug' | 'info' | 'warn';
  config?: Record<string, unknown>;
} = {}): Promise<StagePool> {
  const dir = await temporaryDir();
  const pythonDir = join(dir, 'python');
  await cp(join(root, 'packages/worker/python/runsurge'), pythonDir, { recursive: true });
  const hook = join(pythonDir, 'live/sitecustomize.py');
  await writeFile(
    hook,
    (await readFile(join(here, 'hook.py'), 'utf8')) + (await readFile(hook, 'utf8')),
  );
  const log = makeLog({ name: 'master', level: logLevel });
  let ports = { port: 0, grpcPort: 0 };
  let token = '';
  let master: Master;
  let client: Client | undefined;

  async function openMaster(): Promise<void> {
    const dataDir = join(dir, 'master');
    master = await startMaster(
      masterConfig.parse({ dataDir, ...ports, minFreeBytes: 0, ...config }),
      {
        log,
        clock: systemClock,
        database: openStore({ dataDir, databaseConnections: 1 }, log),
        analyze: async (source) => planOf(Buffer.from(source).toString()),
      },
    );
    ports = { port: master.port, grpcPort: master.grpcPort };
    token = await localAccountToken(master.deps, join(dataDir, 'token'));
    client?.close();
    client = makeClient({
      baseUrl: `https://127.0.0.1:${ports.port}`,
      ca: master.caCertificate,
      token,
    });
  }
  await openMaster();
  const theClient = () => {
    if (!client) throw new Error('the master is down');
    return client;
  };

  async function upload(content: string): Promise<string> {
    const blob = createHash('sha256').update(content).digest('hex');
    await theClient().uploadBytes(blob, Buffer.from(content));
    return blob;
  }

  const pool: StagePool = {
    master: () => master,
    client: theClient,
    workers: new Map(),
    async startWorker(name, slots = cores) {
      const options = {
        name,
        cores: slots,
        sandbox,
        logLevel,
        pythonDir,
        token,
        dataDir: join(dir, name),
        machineFile: join(dir, 'machine.json'),
        address: { host: '127.0.0.1', port: ports.grpcPort, caCertificate: master.caCertificate },
      };
      const child = spawn(process.execPath, [join(here, 'worker.mjs'), JSON.stringify(options)], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      pool.workers.set(name, child);
      await once(child.stdout, 'data');
      child.stdout.on('data', (text) => {
        if (logLevel !== 'silent') process.stderr.write(text);
      });
    },
    async killWorker(name) {
      const child = pool.workers.get(name);
      pool.workers.delete(name);
      if (!child || child.exitCode !== null) return;
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
    async restartMaster(downMs = 0) {
      await master.close();
      await new Promise((resolve) => setTimeout(resolve, downMs));
      await openMaster();
    },
    async submit(script, more = {}) {
      const files = [
        { path: 'x.py', blob: await upload(script) },
        {
          path: 'stage_driver.py',
          blob: await upload(await readFile(join(here, 'stage_driver.py'), 'utf8')),
        },
      ];
      return theClient().createJob({ name: 'x', script: 'x.py', files, ...more });
    },
    async finish({ id }) {
      const out = { stdout: '', stderr: '' };
      for await (const { stream, bytes } of theClient().followLog(id)) {
        out[stream] += Buffer.from(bytes).toString();
      }
      return { job: await theClient().job(id), ...out };
    },
    run: async (script, more) => pool.finish(await pool.submit(script, more)),
    async close() {
      client?.close();
      for (const child of pool.workers.values()) {
        if (child.exitCode !== null) continue;
        child.kill('SIGTERM');
        await once(child, 'exit');
      }
      await master.close();
      await removeDir(dir);
    },
  };
  for (let i = 0; i < workers; i++) await pool.startWorker(`w${i}`);
  return pool;
}
