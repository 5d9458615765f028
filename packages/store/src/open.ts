// Opens the database a master was configured with and brings it to the present schema.
import { join } from 'node:path';
import { connect, type Database } from './db.ts';
import { openEmbedded } from './embedded.ts';
import { migrate } from './migrate.ts';

type Warn = { warn(fields: { err: Error }, message: string): void };

export type StoreConfig = {
  /** A PostgreSQL URL; left out: the embedded database below `dataDir`. */
  readonly databaseUrl?: string | undefined;
  readonly dataDir: string;
  readonly databaseConnections: number;
};

export async function openStore(config: StoreConfig, log: Warn): Promise<Database> {
  const onIdleError = (error: Error) => log.warn({ err: error }, 'a database connection broke');
  const db = config.databaseUrl
    ? connect('postgresql', { url: config.databaseUrl }, config.databaseConnections, onIdleError)
    : await openEmbedded(join(config.dataDir, 'database'), onIdleError);
  try {
    await migrate(db);
    return db;
  } catch (thrown) {
    await db.close();
    throw thrown;
  }
}
