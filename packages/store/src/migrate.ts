// Brings a database to the present schema: numbered plain SQL files, forward only, each in one
// transaction. A lock lets two masters that start at once do this one after the other.
import { readdir, readFile } from 'node:fs/promises';
import { AppError } from '@runsurge/model';
import type { Database, Db } from './db.ts';

const directory = new URL('../migrations/', import.meta.url);

async function migrationNames(): Promise<string[]> {
  const names = (await readdir(directory)).filter((name) => /^\d{4}_.*\.sql$/.test(name)).sort();
  if (names.length === 0) throw new AppError('INTERNAL', 'no migrations found');
  return names;
}

/** Any number that nobody else takes; `create table if not exists` alone fails when two do it at once. */
const migrationLock = 7_236_420_941;

async function alone(tx: Db): Promise<void> {
  await tx.query('select pg_advisory_xact_lock($1)', [migrationLock]);
}

async function appliedBefore(db: Database): Promise<Set<string>> {
  return db.transaction(async (tx) => {
    await alone(tx);
    await tx.query(
      'create table if not exists migrations (name text primary key, applied_at timestamptz not null default now())',
    );
    const rows = await tx.query<{ name: string }>('select name from migrations');
    return new Set(rows.map((row) => row.name));
  });
}

/** Returns the names of the migrations that were applied now. */
export async function migrate(db: Database): Promise<string[]> {
  const names = await migrationNames();
  const done = await appliedBefore(db);
  const unknown = [...done].filter((name) => !names.includes(name));
  if (unknown.length > 0) {
    throw new AppError('CONFLICT', `the database was made by a newer RunSurge (${unknown[0]})`, {
      remedy: 'start that version, or restore a backup made before the upgrade',
    });
  }
  const applied: string[] = [];
  for (const name of names) {
    if (done.has(name)) continue;
    const sql = await readFile(new URL(name, directory), 'utf8');
    const mine = await db.transaction(async (tx) => {
      await alone(tx);
      const rows = await tx.query(
        'insert into migrations (name) values ($1) on conflict do nothing returning name',
        [name],
      );
      if (rows.length > 0) await tx.query(sql);
      return rows.length > 0;
    });
    if (mine) applied.push(name);
  }
  return applied;
}
