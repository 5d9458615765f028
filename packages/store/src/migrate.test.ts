import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { allMoves } from '@runsurge/model';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from './db.ts';
import {
  aDirectory,
  aPostgres,
  missingPostgres,
  onBothEngines,
  openEmbeddedIn,
  openPostgres,
} from './fixtures.ts';
import { migrate } from './migrate.ts';

/** Of a CHECK like `state = ANY (ARRAY['a'::text, 'b'::text])`, by `table.column`. */
async function allowedTexts(db: Database): Promise<Map<string, string[]>> {
  const rows = await db.query<{ place: string; text: string }>(
    `select c.conrelid::regclass || '.' || a.attname as place, pg_get_constraintdef(c.oid) as text
     from pg_constraint c join pg_attribute a on a.attrelid = c.conrelid and a.attnum = any(c.conkey)
     where c.contype = 'c' and pg_get_constraintdef(c.oid) like '%ARRAY%'`,
  );
  return new Map(
    rows.map(({ place, text }) => [
      place,
      [...text.matchAll(/'([^']+)'::text/g)].map(([, word]) => word ?? '').sort(),
    ]),
  );
}

async function tablesOf(db: Database): Promise<string[]> {
  const rows = await db.query<{ name: string }>(
    `select table_name as name from information_schema.tables where table_schema = 'public'`,
  );
  return rows.map(({ name }) => name);
}

onBothEngines((engine) => {
  it('is applied once', async () => {
    const names = await readdir(new URL('../migrations/', import.meta.url));
    const rows = await engine.db.query('select name from migrations order by name');
    expect(rows.map(({ name }) => name)).toEqual(names.sort());
    expect(await migrate(engine.db)).toEqual([]);
  });

  it('allows exactly the states of the model', async () => {
    const allowed = await allowedTexts(engine.db);
    const columns = {
      job: 'jobs.state',
      task: 'tasks.state',
      attempt: 'attempts.state',
      node: 'nodes.state',
      blob: 'blobs.state',
      lease: 'attempts.lease',
      stage: 'stages.state',
      stageTask: 'stage_tasks.state',
    };
    for (const [machine, moves] of Object.entries(allMoves)) {
      const column = columns[machine as keyof typeof allMoves]; // the keys of allMoves
      expect([column, allowed.get(column)]).toEqual([column, Object.keys(moves).sort()]);
    }
  });

  it('has no table that nothing writes', async () => {
    const directory = fileURLToPath(new URL('.', import.meta.url));
    const files = (await readdir(directory, { recursive: true })).filter((file) =>
      /^(?!.*(test|fixtures)\.ts).*\.ts$/.test(file),
    );
    const texts = await Promise.all(files.map((file) => readFile(`${directory}/${file}`, 'utf8')));
    const source = texts.join('\n');
    const unused = (await tablesOf(engine.db)).filter(
      (table) => !new RegExp(`insert into ${table}\\b`).test(source),
    );
    expect(unused).toEqual([]);
  });

  it('of a newer version is left alone, with words that say so', async () => {
    await engine.db.query(`insert into migrations (name) values ('9999_later.sql')`);
    await expect(migrate(engine.db)).rejects.toMatchObject({
      code: 'CONFLICT',
      message: 'the database was made by a newer RunSurge (9999_later.sql)',
      remedy: expect.stringContaining('backup'),
    });
    await engine.db.query(`delete from migrations where name = '9999_later.sql'`);
  });
});

describe('opening an embedded database', () => {
  it('twice is refused, naming the process that has it', async () => {
    const { dir, remove } = await aDirectory();
    const [first, second] = await Promise.allSettled([openEmbeddedIn(dir), openEmbeddedIn(dir)]);
    const [won, lost] = first.status === 'fulfilled' ? [first, second] : [second, first];
    expect(lost).toMatchObject({
      status: 'rejected',
      reason: { code: 'CONFLICT', message: expect.stringContaining(`process ${process.pid}`) },
    });
    if (won.status === 'fulfilled') await won.value.close();
    await (await openEmbeddedIn(dir)).close();
    await remove();
  });

  it('works where the path is too long for a unix socket', async () => {
    const { dir, remove } = await aDirectory();
    const db = await openEmbeddedIn(`${dir}/${'long/'.repeat(30)}`);
    expect(await tablesOf(db)).toContain('jobs');
    await db.close();
    await remove();
  });
});

describe.skipIf(missingPostgres)('opening a PostgreSQL database', () => {
  let server: Awaited<ReturnType<typeof aPostgres>>;
  beforeAll(async () => {
    server = await aPostgres();
  });
  afterAll(() => server.stop());

  it('works for several at once, from nothing', async () => {
    const admin = await openPostgres(server.url);
    for (const name of ['one', 'two', 'three']) {
      await admin.query(`create database ${name}`);
      const url = new URL(server.url);
      url.pathname = name;
      const opened = await Promise.all([1, 2, 3, 4].map(() => openPostgres(url.href)));
      expect(await tablesOf(opened[0]!)).toContain('jobs');
      await Promise.all(opened.map((db) => db.close()));
    }
    await admin.close();
  });

  it('that is not there says UNAVAILABLE', async () => {
    await expect(openPostgres('postgresql://x@%2Fnowhere/x')).rejects.toMatchObject({
      code: 'UNAVAILABLE',
    });
    await expect(openPostgres('postgresql://x@127.0.0.1:1/x')).rejects.toMatchObject({
      code: 'UNAVAILABLE',
    });
  });
});
