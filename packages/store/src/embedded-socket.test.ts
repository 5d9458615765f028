// What the embedded database's socket owes to `pg`: answers whatever the pieces that a message
// arrives in, and turns for everybody although all share one session.
import { rm } from 'node:fs/promises';
import { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serveEmbedded } from './embedded-socket.ts';

const dir = tmpdir();
const port = process.pid;
const path = join(dir, `.s.PGSQL.${port}`);

async function aClient(stream?: () => Socket): Promise<pg.Client> {
  const client = new pg.Client({
    host: dir,
    port,
    user: 'postgres',
    database: 'postgres',
    ...(stream ? { stream } : {}),
  });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

/** A socket that hands on what it is given in small pieces. */
function crumbling() {
  const socket = new Socket();
  const write = socket.write.bind(socket);
  socket.cork = () => undefined;
  socket.write = (bytes: Uint8Array | string) => {
    const all = Buffer.from(bytes as string);
    for (let at = 0; at < all.length; at += 3) write(all.subarray(at, at + 3));
    return true;
  };
  socket.setNoDelay(true);
  return socket;
}

describe('the socket of an embedded database', () => {
  let db: PGlite;
  let server: { close(): Promise<void> };

  beforeAll(async () => {
    db = await PGlite.create();
    server = await serveEmbedded(db, path);
  }, 60_000);
  afterAll(async () => {
    await server.close();
    await db.close();
    await rm(path, { force: true });
  });

  it('answers messages that arrive in pieces, and large ones', async () => {
    const client = await aClient(crumbling);
    const text = 'x'.repeat(100_000);
    const values = { text: 'select length($1::text) as n', values: [text], name: 'a' };
    for (const _ of [1, 2]) expect((await client.query(values)).rows).toEqual([{ n: 100_000 }]);
    await client.end();
  });

  it('goes on after a statement that is refused', async () => {
    const client = await aClient();
    await expect(client.query('select $1::int / 0', [1])).rejects.toThrow('division by zero');
    expect((await client.query('select $1::int as n', [1])).rows).toEqual([{ n: 1 }]);
    await client.end();
  });

  it('lets others wait for the end of a transaction', async () => {
    const [one, two] = [await aClient(), await aClient()];
    await one.query('begin');
    const order: string[] = [];
    const other = two.query('select 1').then(() => order.push('two'));
    await one.query('select 1').then(() => order.push('one'));
    await one.query('commit').then(() => order.push('end'));
    await other;
    expect(order).toEqual(['one', 'end', 'two']);
    await Promise.all([one.end(), two.end()]);
  });

  it('undoes what a connection that breaks had begun', async () => {
    const [one, two] = [await aClient(), await aClient()];
    await one.query('begin');
    await one.query('create table half (n int)');
    const seen = two.query(`select to_regclass('half') as found`);
    one.connection.stream.destroy();
    expect((await seen).rows).toEqual([{ found: null }]);
    await two.end();
  });
});
