// A client for the pool that was named on the command line, with the token that login kept.
import { type Client, makeClient } from '@runsurge/client';
import { choosePool } from './pools.ts';

export async function connectTo(named: string | undefined): Promise<Client> {
  const pool = await choosePool(named);
  return makeClient({ baseUrl: pool.url, ca: pool.caCertificate, token: pool.token });
}

/** Runs one thing against a pool and hangs up. */
export async function withPool<T>(
  named: string | undefined,
  work: (client: Client) => Promise<T>,
): Promise<T> {
  const client = await connectTo(named);
  try {
    return await work(client);
  } finally {
    client.close();
  }
}
