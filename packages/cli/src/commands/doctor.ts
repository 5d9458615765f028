// `runsurge doctor`: tries what RunSurge needs on this machine and says what to do about the rest.
import { randomBytes } from 'node:crypto';
import { access, constants, mkdir, statfs } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeLog } from '@runsurge/base';
import { AppError } from '@runsurge/model';
import { inspectMachine } from '@runsurge/worker';
import { env, runsurgeHome } from '../home.ts';
import { showBytes } from '../values.ts';

type Finding = { name: string; ok: boolean; text: string; remedy?: string };

const ports = [
  { port: 7070, what: 'REST' },
  { port: 7071, what: 'workers' },
];

function portIsFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
      .once('error', () => resolve(false))
      .listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

async function machineFindings(): Promise<Finding[]> {
  const machine = await inspectMachine({
    cacheFile: null,
    runDir: join(tmpdir(), `runsurge-doctor-${process.pid}-${randomBytes(3).toString('hex')}`),
    path: env['PATH'] ?? '/usr/bin:/bin',
    prefer: 'path',
    all: true,
    log: makeLog({ name: 'doctor', level: 'silent' }),
  });
  const pythons: Finding[] = machine.environments.map((environment) => {
    const has = ['numpy', 'pandas'].filter((name) => Object.hasOwn(environment.packages, name));
    const extras = has.length > 0 ? `with ${has.join(' and ')}` : 'without numpy and pandas';
    return {
      name: 'python',
      ok: true,
      text: `${environment.version} at ${environment.executable}, ${extras}`,
    };
  });
  if (pythons.length === 0) {
    const remedy = 'install Python 3.9 or later';
    pythons.push({ name: 'python', ok: false, text: 'no Python was found that runs', remedy });
  }
  const sandboxes: Finding[] = machine.sandboxes.map(({ backend, works, reason, remedy }) => {
    const text =
      backend === 'process' ? 'no isolation: only for your own scripts here' : 'isolates';
    return works
      ? { name: `sandbox ${backend}`, ok: true, text: `works; ${text}` }
      : { name: `sandbox ${backend}`, ok: false, text: reason, remedy };
  });
  return [...pythons, ...sandboxes];
}

async function placeFinding(): Promise<Finding> {
  const home = runsurgeHome();
  try {
    await mkdir(home, { recursive: true, mode: 0o700 });
    await access(home, constants.W_OK);
    const { bavail, bsize } = await statfs(home);
    const free = bavail * bsize;
    const enough = 1e9;
    return {
      name: 'data',
      ok: free > enough,
      text: `${home}, ${showBytes(free)} free`,
      ...(free > enough ? {} : { remedy: 'free some space' }),
    };
  } catch (thrown) {
    const text = `${home}: ${AppError.from(thrown).message}`;
    return { name: 'data', ok: false, text, remedy: 'set RUNSURGE_HOME to a directory of yours' };
  }
}

export async function doctor(options: { json?: boolean }): Promise<void> {
  const findings: Finding[] = [
    { name: 'node', ok: true, text: process.version },
    ...(await machineFindings()),
    await placeFinding(),
    ...(await Promise.all(
      ports.map(async ({ port, what }) => {
        const free = await portIsFree(port);
        return {
          name: `port ${port}`,
          ok: free,
          text: free ? `free (${what})` : `in use (${what})`,
          ...(free ? {} : { remedy: 'choose another with --port and --grpc-port' }),
        };
      }),
    )),
    {
      name: 'database',
      ok: true,
      text: env['RUNSURGE_DATABASE_URL'] ? 'PostgreSQL (RUNSURGE_DATABASE_URL)' : 'embedded',
    },
  ];
  if (options.json) {
    process.stdout.write(`${JSON.stringify(findings, null, 2)}\n`);
  } else {
    for (const { name, ok, text, remedy } of findings) {
      process.stdout.write(`${ok ? 'ok ' : 'no '} ${name.padEnd(16)} ${text}\n`);
      if (remedy) process.stdout.write(`${' '.repeat(21)}-> ${remedy}\n`);
    }
  }
  const canRun = findings.some((finding) => finding.ok && finding.name.startsWith('sandbox'));
  process.exitCode = canRun ? 0 : 4;
}
