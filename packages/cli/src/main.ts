#!/usr/bin/env node
// The command line: names, options and help of every command. Each command's work is in a file of its
// own under commands/, loaded only when it is asked for, so that the program starts fast.
import { AppError, version } from '@runsurge/model';
import { Command, InvalidArgumentError, Option } from 'commander';
import { parseBytes, parseCount, parsePort } from './values.ts';

const exitWrongUsage = 2;

const checked =
  <T>(parse: (text: string) => T | undefined, expected: string) =>
  (text: string): T => {
    const value = parse(text);
    if (value === undefined) throw new InvalidArgumentError(`expected ${expected}`);
    return value;
  };
const count = checked(parseCount, 'a whole number above zero');
const port = checked(parsePort, 'a port (0: any that is free)');
const leastMemory = 16_000_000;
const memory = checked((text) => {
  const value = parseBytes(text);
  return value !== undefined && value >= leastMemory ? value : undefined;
}, 'a size such as 512MB, at least 16MB');
const collect = (value: string, all: string[]) => [...all, value];
const poolOption = () =>
  new Option('--pool <url>', 'the pool to talk to, https://host:port').env('RUNSURGE_POOL');

const program = new Command('runsurge')
  .description("Runs ordinary Python programs on other people's idle machines.")
  .version(version)
  .configureHelp({ showGlobalOptions: true })
  .showHelpAfterError("(try: runsurge --help; a script's own options go after --)")
  .exitOverride((error) => {
    process.exit(error.exitCode === 0 ? 0 : exitWrongUsage);
  });

program
  .command('run')
  .description(
    'run a Python script and wait for it; without --pool on a pool made for it on this machine',
  )
  .argument('<script>', 'a Python file')
  .argument('[args...]', 'arguments of the script (after --)')
  .addOption(poolOption())
  .option('-i, --input <path[=name]>', 'a file or directory for the working directory', collect, [])
  .option('-e, --env <name[=value]>', 'an environment variable for the script', collect, [])
  .option('--name <name>', 'what lists call this job')
  .option('--memory <size>', 'limit for the task, for example 512MB', memory)
  .option('--cores <n>', 'cores of the task', count, 1)
  .option('--timeout <seconds>', 'longest run', count)
  .option('--python <version>', 'version to run on, for example 3.11')
  .addOption(
    new Option('--parallel <mode>', 'spread what is proved independent')
      .choices(['auto', 'always', 'never'])
      .default('auto'),
  )
  .option(
    '--workers <n>',
    'most slots to use at a time (default: one per core, or all of --pool)',
    count,
  )
  .addOption(
    new Option('--sandbox <name>', 'sandbox of a pool on this machine')
      .choices(['auto', 'bwrap', 'process'])
      .default('auto'),
  )
  .option('--verify', 'run it a second time without spreading anything, and compare')
  .option('--detach', 'submit, print the id of the job, do not wait')
  .option('--report <file>', 'write what happened as JSON')
  .action(async (script, args, options) =>
    (await import('./commands/run.ts')).run(script, args, options),
  );

program
  .command('analyze')
  .description('show what of a script can run in parallel, and why the rest cannot; runs nothing')
  .argument('<script>', 'a Python file')
  .option('--json', 'the plan itself')
  .action(async (script, options) =>
    (await import('./commands/analyze.ts')).analyze(script, options),
  );

program
  .command('up')
  .description('a whole pool on this machine: master and workers, until Ctrl-C')
  .option('--workers <n>', 'how many workers (default: one per core)', count)
  .option('--host <address>', 'address to listen on', '127.0.0.1')
  .option('--port <n>', 'REST port', port, 7070)
  .option('--grpc-port <n>', 'port for workers', port, 7071)
  .addOption(
    new Option('--sandbox <name>', 'sandbox of the workers')
      .choices(['auto', 'bwrap', 'process'])
      .default('auto'),
  )
  .action(async (options) => (await import('./commands/up.ts')).up(options));

program
  .command('master')
  .description('the coordinator of a pool')
  .option('--data-dir <dir>', 'database, blobs, keys')
  .option('--database-url <url>', 'PostgreSQL instead of the embedded database')
  .option('--host <address>', 'address to listen on')
  .option('--port <n>', 'REST port', port)
  .option('--grpc-port <n>', 'port for workers', port)
  .option('--name <name>', 'name of the pool')
  .option('--hostnames <names>', 'further names of this machine, separated by commas')
  .option('--registration <open|closed>', 'who may make an account')
  .option('--log-level <level>', 'debug, info, warn, error, silent')
  .option('--config <file>', 'configuration file (default: runsurge.toml if there is one)')
  .option('--print-config', 'print the configuration and stop')
  .action(async (options) => (await import('./commands/master.ts')).master(options));

program
  .command('worker')
  .description('lend this machine to a pool')
  .addOption(poolOption())
  .option('--data-dir <dir>', 'identity and cache')
  .option('--name <name>', 'what people call this machine')
  .option('--cores <n>', 'cores to lend (default: all)')
  .option('--memory <size>', 'memory to lend (default: three quarters)', memory)
  .option('--sandbox <name>', 'auto or bwrap')
  .option('--enrol', 'enrol again, as a new node')
  .option('--log-level <level>', 'debug, info, warn, error, silent')
  .option('--config <file>', 'configuration file (default: runsurge.toml if there is one)')
  .option('--print-config', 'print the configuration and stop')
  .action(async (options) => (await import('./commands/worker.ts')).worker(options));

program
  .command('login')
  .description('log in to a pool, or make an account there; kept for later commands')
  .addOption(poolOption())
  .option('--email <address>', 'account (asked for when left out)')
  .option('--password-stdin', 'read the password from standard input')
  .option('--register', 'make the account')
  .option('--fingerprint <sha256:...>', "the pool's fingerprint, as its operator gave it to you")
  .action(async (options) => (await import('./commands/login.ts')).login(options));

program
  .command('jobs')
  .description('my jobs, newest first')
  .addOption(poolOption())
  .option('--state <state>', 'only those in this state')
  .option('--limit <n>', 'how many', count, 20)
  .option('--json', 'as JSON')
  .action(async (options) => (await import('./commands/jobs.ts')).jobs(options));

program
  .command('job <id>')
  .description('one job: state, why it waits, attempts, outputs')
  .addOption(poolOption())
  .option('--json', 'as JSON')
  .action(async (id, options) => (await import('./commands/job.ts')).job(id, options));

program
  .command('logs <id>')
  .description('what a job printed')
  .addOption(poolOption())
  .option('-f, --follow', 'stay until it has ended')
  .action(async (id, options) => (await import('./commands/logs.ts')).logs(id, options));

program
  .command('cancel <id>')
  .description('stop a job')
  .addOption(poolOption())
  .action(async (id, options) => (await import('./commands/cancel.ts')).cancel(id, options));

program
  .command('rerun <id>')
  .description('the same job once more')
  .addOption(poolOption())
  .action(async (id, options) => (await import('./commands/rerun.ts')).rerun(id, options));

program
  .command('outputs <id>')
  .description('list the files a job wrote, or fetch them')
  .addOption(poolOption())
  .option('--to <dir>', 'download them into this directory')
  .option('--json', 'as JSON')
  .action(async (id, options) => (await import('./commands/outputs.ts')).outputs(id, options));

program
  .command('nodes')
  .description('my machines in a pool')
  .addOption(poolOption())
  .option('--json', 'as JSON')
  .action(async (options) => (await import('./commands/nodes.ts')).nodes(options));

program
  .command('doctor')
  .description('what works on this machine, what does not, and what to do about it')
  .option('--json', 'as JSON')
  .action(async (options) => (await import('./commands/doctor.ts')).doctor(options));

try {
  await program.parseAsync();
} catch (thrown) {
  const error = AppError.from(thrown);
  process.stderr.write(`runsurge: ${error.message}\n`);
  if (error.remedy) process.stderr.write(`          ${error.remedy}\n`);
  // biome-ignore lint/style/noProcessEnv: a switch for us who build it
  if (error.code === 'INTERNAL' && process.env['RUNSURGE_DEBUG']) console.error(thrown);
  process.exitCode = error.meaning.exit;
}
