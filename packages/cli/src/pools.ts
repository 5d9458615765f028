// The pools this user knows: URL, the CA that was pinned at first contact, the token. One file, 0600.
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomically } from '@runsurge/base';
import { AppError } from '@runsurge/model';
import { z } from 'zod';
import { runsurgeHome } from './home.ts';

const knownPool = z.object({
  url: z.string(),
  caCertificate: z.string(),
  grpcPort: z.int(),
  email: z.string(),
  token: z.string(),
});
export type KnownPool = Readonly<z.infer<typeof knownPool>>;
const fileSchema = z.object({ pools: z.array(knownPool) });

const filePath = () => join(runsurgeHome(), 'pools.json');

/** `https://host:port`, however it was typed. */
export function poolUrl(text: string): string {
  const withScheme = /^[a-z]+:\/\//i.test(text) ? text : `https://${text}`;
  const url = URL.canParse(withScheme) ? new URL(withScheme) : undefined;
  if (url?.protocol !== 'https:') {
    throw new AppError('BAD_INPUT', `${text} is not the URL of a pool`, {
      remedy: 'it looks like https://pool.example.org:7070',
    });
  }
  return `https://${url.hostname}:${url.port || '7070'}`;
}

export async function knownPools(): Promise<KnownPool[]> {
  const text = await readFile(filePath(), 'utf8').catch(() => undefined);
  if (text === undefined) return [];
  try {
    return fileSchema.parse(JSON.parse(text)).pools;
  } catch (thrown) {
    throw new AppError('BAD_INPUT', `${filePath()} is damaged`, {
      cause: thrown,
      remedy: 'remove it and log in again',
    });
  }
}

async function savePools(pools: readonly KnownPool[]): Promise<void> {
  await mkdir(runsurgeHome(), { recursive: true, mode: 0o700 });
  const text = Buffer.from(`${JSON.stringify({ pools }, null, 2)}\n`);
  await writeFileAtomically(filePath(), [text], { mode: 0o600 });
}

export async function rememberPool(pool: KnownPool): Promise<void> {
  const others = (await knownPools()).filter((known) => known.url !== pool.url);
  await savePools([pool, ...others]);
}

export async function forgetPool(url: string): Promise<void> {
  await savePools((await knownPools()).filter((known) => known.url !== url));
}

/** The pool that was named, or the only one there is. */
export async function choosePool(named: string | undefined): Promise<KnownPool> {
  const pools = await knownPools();
  if (named === undefined) {
    const [only, ...more] = pools;
    if (only && more.length === 0) return only;
    throw new AppError('BAD_INPUT', 'which pool?', {
      remedy: only
        ? `say --pool URL; known: ${pools.map((pool) => pool.url).join(', ')}`
        : 'start one with "runsurge up", or log in to one: runsurge login --pool URL',
    });
  }
  const url = poolUrl(named);
  const known = pools.find((pool) => pool.url === url);
  if (known) return known;
  throw new AppError('BAD_INPUT', `not logged in to ${url}`, {
    remedy: `runsurge login --pool ${url}`,
  });
}
