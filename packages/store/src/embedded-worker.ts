// Thread that holds the embedded database (PGlite) and serves it on a unix socket, so that the
// master talks to it through `pg` exactly as to a PostgreSQL server.
import { parentPort, workerData } from 'node:worker_threads';
import { PGlite } from '@electric-sql/pglite';
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';

const { dataDir, socketPath }: { dataDir: string; socketPath: string } = workerData;

const db = await PGlite.create(dataDir);
// One is in use; a second when a broken one is replaced before its end was noticed here.
const server = new PGLiteSocketServer({ db, path: socketPath, maxConnections: 4 });
await server.start();
parentPort?.postMessage('ready');
parentPort?.once('message', async () => {
  await server.stop();
  await db.close();
  parentPort?.postMessage('closed');
  parentPort?.close();
});
