// The one way to speak SQL: a query function and transactions over `pg`, the same for PostgreSQL
// and the embedded database. Does not know any table.
import { AppError } from '@runsurge/model';
import pg from 'pg';

export type Row = Record<string, unknown>;

export interface Db {
  /** Rows as `pg` gives them: bigint columns as numbers (all ours stay below 2^53), timestamptz as Date. */
  query<R extends Row>(text: string, values?: readonly unknown[]): Promise<R[]>;
}

export interface Database extends Db {
  readonly kind: 'embedded' | 'postgresql';
  /** Everything in `work` must use the `Db` it gets: the embedded database has one connection. */
  transaction<T>(work: (tx: Db) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

const bigintType = 20;
const types: pg.CustomTypesConfig = {
  getTypeParser(oid, format) {
    if (oid === bigintType && format !== 'binary') return Number;
    return pg.types.getTypeParser(oid, format);
  },
};

/** SQLSTATE classes that mean "the database is not there right now": connection, resources, shutdown. */
const awayClasses = ['08', '53', '57'];

/** Text with a NUL, which the server takes neither as text nor in JSON. */
const unstorable = ['22021', '22P05'];

function readable(thrown: unknown): unknown {
  if (!(thrown instanceof Error)) return thrown;
  const code = 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : '';
  if (unstorable.includes(code)) {
    return new AppError('BAD_INPUT', 'some text has a character that cannot be stored', {
      cause: thrown,
      remedy: 'remove NUL characters',
    });
  }
  const away =
    awayClasses.includes(code.slice(0, 2)) ||
    /^(ECONN|EPIPE|ENOENT|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|EAI_AGAIN|ENOTFOUND)/.test(code) ||
    /Connection terminated|not queryable|timeout exceeded when trying to connect/.test(
      thrown.message,
    );
  if (!away) return thrown;
  return new AppError('UNAVAILABLE', 'the database cannot be reached', {
    cause: thrown,
    remedy: 'wait; the master goes on by itself when the database is back',
  });
}

/** Half a surrogate pair, left by cutting text, would be refused; it becomes U+FFFD as in a text column. */
export function jsonText(value: unknown): string {
  return JSON.stringify(value, (_key, inner) =>
    typeof inner === 'string' ? inner.replace(/\p{Surrogate}/gu, '\ufffd') : inner,
  );
}

/** The values a caller hands in, as `pg` wants them: objects go to jsonb columns as JSON text. */
function prepared(values: readonly unknown[]): unknown[] {
  return values.map((value) =>
    value !== null &&
    typeof value === 'object' &&
    !Array.isArray(value) &&
    !(value instanceof Date) &&
    !Buffer.isBuffer(value)
      ? jsonText(value)
      : value,
  );
}

/** A connection out of the pool; a broken one does not go back there. */
type Session = {
  readonly client: pg.PoolClient;
  broken: boolean;
  readonly names: Names | undefined;
};

/**
 * Gives every statement a name, so that the server parses and plans it once per connection; in the
 * embedded database that is a third of a query's time. Not for PostgreSQL: a pooler in front of it may hand each
 * transaction another server connection. All connections share one PGlite session, so names carry
 * the number of theirs.
 */
type Names = (client: pg.PoolClient, text: string) => string;

function statementNames(): Names {
  const connections = new WeakMap<pg.PoolClient, { id: number; texts: Map<string, string> }>();
  let made = 0;
  return (client, text) => {
    const known = connections.get(client) ?? { id: made++, texts: new Map<string, string>() };
    connections.set(client, known);
    const name = known.texts.get(text) ?? `c${known.id}s${known.texts.size}`;
    known.texts.set(text, name);
    return name;
  };
}

/** The server has refused a statement; its connection is as good as before. */
function isRefusal(thrown: unknown): boolean {
  return thrown instanceof pg.DatabaseError && thrown.severity === 'ERROR';
}

async function run<R extends Row>(
  session: Session,
  text: string,
  values: readonly unknown[] = [],
): Promise<R[]> {
  const { client, names } = session;
  // Without values it may be several statements (a migration), which cannot be prepared.
  const name = values.length > 0 && names ? { name: names(client, text) } : {};
  try {
    return (await client.query<R>({ text, values: prepared(values), ...name })).rows;
  } catch (thrown) {
    session.broken ||= !isRefusal(thrown);
    throw readable(thrown);
  }
}

/** `pool.query` would give up the connection also when a mere statement is refused. */
async function inSession<T>(
  pool: pg.Pool,
  names: Names | undefined,
  work: (session: Session) => Promise<T>,
): Promise<T> {
  const client = await pool.connect().catch((thrown: unknown) => {
    throw readable(thrown);
  });
  const session = { client, broken: false, names };
  // The pool listens only while a client is idle; unheard, the loss of a connection ends the process.
  const onLost = () => {
    session.broken = true;
  };
  client.on('error', onLost);
  try {
    return await work(session);
  } finally {
    client.off('error', onLost);
    client.release(session.broken);
  }
}

async function inTransaction<T>(session: Session, work: (tx: Db) => Promise<T>): Promise<T> {
  await run(session, 'begin');
  try {
    const result = await work({ query: (text, values) => run(session, text, values) });
    await run(session, 'commit');
    return result;
  } catch (thrown) {
    // Where this fails the session is broken, and the server rolls back by itself.
    await run(session, 'rollback').catch(() => undefined);
    throw thrown;
  }
}

export type Connection =
  | { readonly host: string; readonly port?: number }
  | { readonly url: string };

export function connect(
  kind: Database['kind'],
  connection: Connection,
  maxConnections: number,
  onIdleError: (error: Error) => void,
): Database {
  const where =
    'url' in connection
      ? { connectionString: connection.url }
      : { ...connection, user: 'postgres', database: 'postgres' };
  const pool = new pg.Pool({
    ...where,
    max: maxConnections,
    types,
    connectionTimeoutMillis: 10_000,
    idleTimeoutMillis: kind === 'embedded' ? 0 : 30_000,
  });
  // A connection that dies while idle is replaced at the next query; without a listener it would end the process.
  pool.on('error', onIdleError);
  const names = kind === 'embedded' ? statementNames() : undefined;

  return {
    kind,
    query: (text, values) => inSession(pool, names, (session) => run(session, text, values)),
    transaction: (work) => inSession(pool, names, (session) => inTransaction(session, work)),
    close: () => pool.end(),
  };
}
