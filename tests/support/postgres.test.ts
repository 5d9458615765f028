import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { missingPostgres, startPostgres } from './postgres.ts';

const missing = missingPostgres();

it.skipIf(missing)(
  'a PostgreSQL for tests comes back after a kill, and leaves nothing',
  async () => {
    const server = await startPostgres();
    if ('missing' in server) throw new Error(server.missing);
    const dir = decodeURIComponent(new URL(server.url).host);
    const socket = join(dir, '.s.PGSQL.5432');
    expect(existsSync(socket)).toBe(true);
    await server.kill('SIGKILL');
    await server.restart();
    await server.restart();
    expect(existsSync(socket)).toBe(true);
    await server.stop();
    expect(existsSync(dir)).toBe(false);
  },
);

it.skipIf(!missing)('where there is none it says so', async () => {
  expect(await startPostgres()).toEqual({ missing });
});
