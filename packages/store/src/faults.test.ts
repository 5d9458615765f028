import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { countUsers } from './accounts/users.ts';
import type { Database } from './db.ts';
import {
  aDirectory,
  aPostgres,
  aUser,
  missingPostgres,
  openEmbeddedIn,
  openPostgres,
} from './fixtures.ts';

const away = { code: 'UNAVAILABLE', remedy: expect.stringContaining('by itself') };

describe.skipIf(missingPostgres)('a PostgreSQL server that goes away', () => {
  let server: Awaited<ReturnType<typeof aPostgres>>;
  let db: Database;
  beforeAll(async () => {
    server = await aPostgres();
    db = await openPostgres(server.url);
  });
  afterAll(async () => {
    await db.close();
    await server.stop();
  });
  /** Fills the pool with connections that are about to break. */
  const connectOften = () => Promise.all([1, 2, 3, 4].map(() => db.query('select pg_sleep(0.05)')));

  it.each(['SIGINT', 'SIGKILL'] as const)(
    'by %s is missed while it is away, and used when it is back',
    async (signal) => {
      await connectOften();
      const before = await countUsers(db);
      await server.kill(signal);
      await expect(db.query('select 1')).rejects.toMatchObject(away);
      await expect(aUser(db)).rejects.toMatchObject(away);
      await expect(db.transaction((tx) => tx.query('select 1'))).rejects.toMatchObject(away);
      await server.restart();
      await Promise.all([1, 2, 3, 4, 5].map(() => aUser(db)));
      expect(await countUsers(db)).toBe(before + 5);
    },
  );

  it('in the middle of a transaction undoes it, and ends no process', async () => {
    const before = await countUsers(db);
    const failing = db.transaction(async (tx) => {
      await tx.query('delete from users');
      await server.kill('SIGKILL');
      // Long enough for the loss to be noticed while nobody waits for an answer.
      await new Promise((resolve) => setTimeout(resolve, 50));
      await tx.query('select 1');
    });
    await expect(failing).rejects.toMatchObject(away);
    await server.restart();
    expect(await countUsers(db)).toBe(before);
  });

  it('keeps what it said it had', async () => {
    let acknowledged = await countUsers(db);
    let isGone = false;
    const writers = [1, 2, 3].map(async () => {
      while (!isGone) {
        try {
          await aUser(db);
          acknowledged += 1;
        } catch (thrown) {
          expect(thrown).toMatchObject(away);
          isGone = true;
        }
      }
    });
    await new Promise((resolve) => setTimeout(resolve, 100));
    await server.kill('SIGKILL');
    await Promise.all(writers);
    await server.restart();
    const found = await countUsers(db);
    expect(found).toBeGreaterThanOrEqual(acknowledged);
    expect(found).toBeLessThanOrEqual(acknowledged + writers.length);
  });
});

// Node 20 does not read TypeScript: children run the compiled files.
const compiled = (file: string) =>
  JSON.stringify(fileURLToPath(new URL(`../dist/${file}`, import.meta.url)));
/** Makes users with one job each, says how many there are, and goes on until it is killed. */
const writer = `
  import { randomUUID } from 'node:crypto';
  import { openStore } from ${compiled('open.js')};
  const db = await openStore({ dataDir: process.argv[1], databaseConnections: 1 }, console);
  let [{ n }] = await db.query('select count(*)::int as n from users');
  for (;;) {
    await db.transaction(async (tx) => {
      const user = randomUUID();
      await tx.query("insert into users values ($1, $2, '!', '{}', now())", [user, user + 'x'.repeat(1000)]);
      await tx.query("insert into jobs (id, user_id, kind, state, name, spec, created_at) values ($1, $2, 'single', 'submitted', '', '{}', now())", [randomUUID(), user]);
    });
    n += 1;
    console.log(n);
  }
`;

describe('an embedded database', () => {
  let writers: ChildProcess[] = [];
  afterEach(() => {
    for (const child of writers) child.kill('SIGKILL');
    writers = [];
  });

  /** Resolves when it has written so many. */
  async function aWriter(dir: string, count: number) {
    const child = spawn(process.execPath, ['--input-type=module', '-e', writer, dir], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    writers.push(child);
    const exited = once(child, 'exit');
    let acknowledged = 0;
    const wrote = new Promise<void>((resolve, reject) => {
      createInterface({ input: child.stdout }).on('line', (line) => {
        acknowledged = Number(line);
        if (acknowledged >= count) resolve();
      });
      exited.then(() => reject(new Error('the writer has ended')));
    });
    await wrote;
    return {
      pid: child.pid,
      async kill() {
        child.kill('SIGKILL');
        await exited;
        return acknowledged;
      },
    };
  }

  it('belongs to one process, and is consistent after that was killed while it wrote', async () => {
    const { dir, remove } = await aDirectory();
    for (const count of [20, 150]) {
      const { pid, kill } = await aWriter(dir, count);
      await expect(openEmbeddedIn(dir)).rejects.toMatchObject({
        code: 'CONFLICT',
        message: expect.stringContaining(`in use by process ${pid}`),
      });
      const acknowledged = await kill();
      const db = await openEmbeddedIn(dir);
      const users = await countUsers(db);
      expect(users).toBeGreaterThanOrEqual(acknowledged);
      expect(users).toBeLessThanOrEqual(acknowledged + 1);
      expect(await db.query('select count(*)::int as n from jobs')).toEqual([{ n: users }]);
      // Indexes agree with the table.
      await db.query('set enable_seqscan = off');
      expect(
        await db.query(`select count(*)::int as n from users where lower(email) >= ''`),
      ).toEqual([{ n: users }]);
      await db.close();
    }
    await remove();
  });
});
