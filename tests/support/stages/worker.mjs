// One worker as a process of its own, with the Python that a test brings. Says when it is there.
import { makeLog, systemClock } from '../../../packages/base/dist/index.js';
import { inspectMachine, startWorker, workerConfig } from '../../../packages/worker/dist/index.js';

const options = JSON.parse(process.argv[2]);
const log = makeLog({ name: 'worker', level: options.logLevel });
const machine = await inspectMachine({
  cacheFile: options.machineFile,
  runDir: `${options.dataDir}-probe`,
  path: '/usr/bin:/bin',
  prefer: 'system',
  log,
});
const worker = await startWorker(
  workerConfig.parse({
    dataDir: options.dataDir,
    pool: 'test',
    name: options.name,
    cores: options.cores,
    memoryBytes: 4e9,
    sandbox: options.sandbox,
    minFreeBytes: 0,
  }),
  {
    address: options.address,
    machine,
    token: async () => options.token,
    allowProcess: true,
    log,
    clock: systemClock,
    random: Math.random,
    pythonDir: options.pythonDir,
  },
);
process.stdout.write(`node ${worker.nodeId}\n`);
process.once('SIGTERM', () => void worker.close().then(() => process.exit(0)));
// As `runsurge worker` does when it is asked to leave.
process.once('SIGUSR2', () => worker.drain());
await worker.ended.catch((error) => {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
});
await worker.close();
process.exit(0);
