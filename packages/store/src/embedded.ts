// The embedded database: PGlite in a worker thread behind a unix socket, for pools without a
// PostgreSQL server. Survives `kill -9`; not power loss, because PGlite never calls fsync.
// One process at a time: the directory lock is never stolen from a live owner.
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { takeDirectoryLock } from '@runsurge/base';
import { AppError } from '@runsurge/model';
import { connect, type Database } from './db.ts';

/** A cluster with the present schema, made by the build: copying it (0.1 s) replaces initdb (3.5 s). */
const templateDir = fileURLToPath(new URL('../dist/template', import.meta.url));
/** sun_path holds 108 bytes on Linux, 104 on macOS. */
const longestSocketPath = 100;

/** pg takes a directory and a port, and looks for `.s.PGSQL.<port>` in it. */
const socketName = '.s.PGSQL.5432';

async function socketDirectory(dataDir: string): Promise<{ dir: string; own: boolean }> {
  if (join(dataDir, socketName).length <= longestSocketPath) return { dir: dataDir, own: false };
  return { dir: await mkdtemp(join(tmpdir(), 'runsurge-db-')), own: true };
}

export async function openEmbedded(
  dataDir: string,
  onIdleError: (error: Error) => void,
): Promise<Database> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const lock = await takeDirectoryLock(dataDir);
  const socket = await socketDirectory(dataDir);
  const release = async () => {
    if (socket.own) await rm(socket.dir, { recursive: true, force: true });
    await lock.release();
  };
  try {
    const socketPath = join(socket.dir, socketName);
    await rm(socketPath, { force: true });
    const cluster = join(dataDir, 'pg');
    const thread = new Worker(new URL('../dist/embedded-worker.js', import.meta.url), {
      workerData: { cluster, templateDir, socketPath },
      // Options meant for this process's own script (`--input-type`) would keep the thread from starting.
      execArgv: [],
    });
    const exited = new Promise((done) => thread.once('exit', done));
    await new Promise<void>((ready, fail) => {
      thread.once('message', () => ready());
      thread.once('error', (error) =>
        fail(
          new AppError('UNAVAILABLE', `the embedded database did not start: ${error.message}`, {
            cause: error,
            remedy: `check that there is room on the disk; if ${cluster} is damaged, move it away`,
          }),
        ),
      );
    });
    // A failure of the thread later on shows as failing queries, which say that the database is away.
    thread.on('error', onIdleError);
    const db = connect('embedded', { host: socket.dir, port: 5432 }, 1, onIdleError);
    return {
      ...db,
      async close() {
        await db.close();
        thread.postMessage('close');
        await exited;
        await release();
      },
    };
  } catch (thrown) {
    await release();
    throw thrown;
  }
}
