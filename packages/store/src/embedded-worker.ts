// Thread that holds the embedded database (PGlite) and serves it on a unix socket, so that the
// master talks to it through `pg` exactly as to a PostgreSQL server.
import { cpSync, existsSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { PGlite } from '@electric-sql/pglite';
import { serveEmbedded } from './embedded-socket.ts';

type WorkerData = {
  readonly cluster: string;
  readonly templateDir: string;
  readonly socketPath: string;
};
const { cluster, templateDir, socketPath }: WorkerData = workerData;

/** Copied aside, then renamed: a crash in between leaves no half cluster. */
function copyTemplate(): void {
  const part = `${cluster}.part`;
  rmSync(part, { recursive: true, force: true });
  cpSync(templateDir, part, { recursive: true });
  renameSync(part, cluster);
}

if (!existsSync(join(cluster, 'PG_VERSION')) && existsSync(templateDir)) copyTemplate();
const db = await PGlite.create(cluster);
const server = await serveEmbedded(db, socketPath);
parentPort?.postMessage('ready');
parentPort?.once('message', async () => {
  await server.close();
  await db.close();
  parentPort?.postMessage('closed');
  parentPort?.close();
});
