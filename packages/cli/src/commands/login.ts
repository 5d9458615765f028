// `runsurge login`: first contact with a pool (its CA is pinned), then an account and a long-lived
// token for this machine, kept for later commands.
import { hostname } from 'node:os';
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { text as readAll } from 'node:stream/consumers';
import { type FirstContact, fetchPool, makeClient } from '@runsurge/client';
import { AppError } from '@runsurge/model';
import { type KnownPool, knownPools, poolUrl, rememberPool } from '../pools.ts';

export type LoginOptions = {
  readonly pool?: string;
  readonly email?: string;
  readonly passwordStdin?: boolean;
  readonly register?: boolean;
  readonly fingerprint?: string;
};

async function ask(question: string, hidden = false): Promise<string> {
  if (!process.stdin.isTTY) {
    throw new AppError('BAD_INPUT', `there is nobody to ask: ${question.trim()}`, {
      remedy: 'say --email ADDRESS and --password-stdin, and --register for a new account',
    });
  }
  const muted = new Writable({ write: (_chunk, _encoding, done) => done() });
  const dialog = createInterface({
    input: process.stdin,
    output: hidden ? muted : process.stderr,
    terminal: true,
  });
  if (hidden) process.stderr.write(question);
  try {
    return await dialog.question(hidden ? '' : question);
  } finally {
    dialog.close();
    if (hidden) process.stderr.write('\n');
  }
}

/** Trusts what was pinned before or told by the operator; else shows the fingerprint to the person. */
async function checkFingerprint(
  url: string,
  contact: FirstContact,
  expected: string | undefined,
): Promise<void> {
  const known = (await knownPools()).find((pool) => pool.url === url);
  if (expected !== undefined) {
    if (expected === contact.fingerprint) return;
    throw new AppError('FORBIDDEN', `${url} has another fingerprint: ${contact.fingerprint}`, {
      remedy: 'ask its operator; somebody may be in between',
    });
  }
  if (known?.caCertificate === contact.caCertificate) return;
  if (known) {
    throw new AppError('FORBIDDEN', `${url} is not the pool that it was`, {
      remedy: `if its operator says so, log in with --fingerprint ${contact.fingerprint}`,
    });
  }
  process.stderr.write(
    `First contact with ${url}\nIts fingerprint is ${contact.fingerprint}; compare it with what its operator says.\n`,
  );
}

export async function logIn(options: LoginOptions): Promise<KnownPool> {
  if (options.pool === undefined) {
    throw new AppError('BAD_INPUT', 'which pool?', { remedy: 'say --pool URL' });
  }
  const url = poolUrl(options.pool);
  const contact = await fetchPool(url);
  await checkFingerprint(url, contact, options.fingerprint);
  const email = options.email ?? (await ask('Email: '));
  const password = options.passwordStdin
    ? (await readAll(process.stdin)).replace(/\r?\n$/, '')
    : await ask('Password: ', true);
  const ca = contact.caCertificate;
  const guest = makeClient({ baseUrl: url, ca });
  const pair = await (options.register
    ? guest.register({ email, password })
    : guest.login({ email, password }));
  guest.close();
  const client = makeClient({ baseUrl: url, ca, token: pair.accessToken });
  const { token } = await client.createApiToken({ name: `command line on ${hostname()}` });
  await client.logout();
  client.close();
  const pool = {
    url,
    caCertificate: ca,
    grpcPort: contact.pool.grpcPort,
    email: pair.user.email,
    token,
  };
  await rememberPool(pool);
  return pool;
}

export async function login(options: LoginOptions): Promise<void> {
  const pool = await logIn(options);
  process.stdout.write(`Logged in to ${pool.url} as ${pool.email}\n`);
}
