// Measures what a user of one machine feels: how long a tiny script takes from command to exit, how
// many short jobs a worker finishes, what idle processes hold. Side by side with plain CPython in the
// same run; medians of several runs, written to bench/results/. Usage: npm run bench [jobs]
import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../', import.meta.url));
const program = join(root, 'packages/cli/dist/main.js');
const repeats = 5;
const jobs = Number(process.argv[2] ?? 1000);
const base = mkdtempSync(join(tmpdir(), 'runsurge-bench-'));
const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const environment = (home) => ({ ...process.env, RUNSURGE_HOME: join(base, home) });

function timed(command, args, home) {
  const from = performance.now();
  execFileSync(command, args, { cwd: base, env: environment(home), stdio: 'ignore' });
  return performance.now() - from;
}

function start(args, home, said) {
  const child = spawn(process.execPath, [program, ...args], {
    cwd: base,
    env: environment(home),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return new Promise((resolve, reject) => {
    let text = '';
    child.once('exit', () => reject(new Error(`ended: ${text}`)));
    child.stdout.on('data', (chunk) => {
      text += chunk;
      const found = said.exec(text);
      if (found) resolve({ child, found });
    });
  });
}

async function stop(child) {
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await ended;
}

const residentMb = ({ pid }) =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1000;

async function firstRuns() {
  writeFileSync(join(base, 'hi.py'), 'print("hi")\n');
  const plain = Array.from({ length: repeats }, () => timed('python3', ['hi.py'], 'none'));
  const cold = Array.from({ length: repeats }, (_, i) =>
    timed(process.execPath, [program, 'run', 'hi.py'], `cold-${i}`),
  );
  const again = Array.from({ length: repeats }, () =>
    timed(process.execPath, [program, 'run', 'hi.py'], 'cold-0'),
  );
  const { child, found } = await start(
    ['up', '--port', '0', '--grpc-port', '0'],
    'up',
    /up at (https:\S+)/,
  );
  const run = [program, 'run', '--pool', found[1], 'hi.py'];
  timed(process.execPath, run, 'up');
  const warm = Array.from({ length: repeats }, () => timed(process.execPath, run, 'up'));
  await stop(child);
  return {
    'plain python3, ms': median(plain),
    'run, pool is up, ms': median(warm),
    'run, no pool, ms': median(again),
    'run, no pool, first time, ms': median(cold),
  };
}

async function throughput() {
  const master = await start(
    ['master', '--port', '0', '--grpc-port', '0', '--log-level', 'warn'],
    'pool',
    /at +(https:\S+)[\s\S]*power cut/,
  );
  const url = master.found[1];
  execFileSync(
    process.execPath,
    [program, 'login', '--pool', url, '--email', 'a@example.org', '--password-stdin', '--register'],
    { env: environment('pool'), input: 'a long password\n', stdio: ['pipe', 'ignore', 'ignore'] },
  );
  const worker = await start(
    ['worker', '--pool', url, '--cores', '2', '--log-level', 'warn'],
    'pool',
    /is node/,
  );
  await pause(3000);
  const idle = {
    'master, idle, MB': residentMb(master.child),
    'worker, idle, MB': residentMb(worker.child),
  };
  const [known] = JSON.parse(readFileSync(join(base, 'pool', 'pools.json'), 'utf8')).pools;
  const { makeClient } = await import('../packages/client/dist/index.js');
  const client = makeClient({ baseUrl: known.url, ca: known.caCertificate, token: known.token });
  const script = Buffer.from(
    'import time\nend = time.perf_counter() + 0.01\nwhile time.perf_counter() < end:\n    pass\n',
  );
  const blob = createHash('sha256').update(script).digest('hex');
  await client.uploadBytes(blob, script);
  const from = performance.now();
  let next = 0;
  const submit = async () => {
    while (next < jobs) {
      next += 1;
      await client.createJob({ name: 'x', script: 'x.py', files: [{ path: 'x.py', blob }] });
    }
  };
  await Promise.all(Array.from({ length: 8 }, submit));
  for (;;) {
    const { jobsCompleted, jobsRunning, jobsQueued } = await client.statistics();
    if (jobsRunning + jobsQueued === 0) {
      if (jobsCompleted !== jobs) throw new Error(`${jobsCompleted} of ${jobs} completed`);
      break;
    }
    await pause(100);
  }
  const seconds = (performance.now() - from) / 1000;
  const after = {
    'master, after them, MB': residentMb(master.child),
    'worker, after them, MB': residentMb(worker.child),
  };
  client.close();
  await stop(worker.child);
  await stop(master.child);
  return { [`${jobs} jobs of 10 ms, 2 slots, jobs/s`]: jobs / seconds, ...idle, ...after };
}

const figures = { ...(await firstRuns()), ...(await throughput()) };
rmSync(base, { recursive: true, force: true });
const machine = {
  cpu: cpus()[0]?.model,
  cores: availableParallelism(),
  memoryGb: Math.round(totalmem() / 1e9),
  node: process.version,
  python: execFileSync('python3', ['--version']).toString().trim(),
};
const rows = Object.entries(figures).map(([name, value]) => `| ${name} | ${value.toFixed(1)} |`);
const text = [
  '# What one machine does',
  '',
  `Medians of ${repeats}; \`npm run bench\` repeats it. ${machine.cpu}, ${machine.cores} cores, ${machine.memoryGb} GB, Node ${machine.node}, ${machine.python}.`,
  '',
  '| | |',
  '| --- | --- |',
  ...rows,
  '',
].join('\n');
writeFileSync(new URL('./results/one-machine.md', import.meta.url), text);
writeFileSync(
  new URL('./results/one-machine.json', import.meta.url),
  `${JSON.stringify({ machine, figures }, null, 2)}\n`,
);
process.stdout.write(text);
