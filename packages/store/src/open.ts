// Opens the database a master was configured with and brings it to the present schema.
import { connect, type Database } from './db.ts';
import { openEmbedded } from './embedded.ts';
import { migrate } from './migrate.ts';

export type StoreConfig = {
  /** A PostgreSQL URL; left out: the embedded database in `dataDir`. */
  readonly databaseUrl?: string | undefined;
  readonly dataDir: string;
  readonly maxConnections: number;
};

export async function openStore(
  config: StoreConfig,
  onIdleError: (error: Error) => void,
): Promise<Database> {
  const db = config.databaseUrl
    ? connect('postgresql', { url: config.databaseUrl }, config.maxConnections, onIdleError)
    : await openEmbedded(config.dataDir, onIdleError);
  try {
    await migrate(db);
    return db;
  } catch (thrown) {
    await db.close();
    throw thrown;
  }
}
