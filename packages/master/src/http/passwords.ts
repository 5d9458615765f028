// Passwords, hashed with argon2id in native threads. An account that does not exist costs the same
// time as one that does, so that nobody learns which addresses are registered.
import { hash, verify } from '@node-rs/argon2';

/** OWASP's first choice for 19 MiB; 2 = argon2id (a const enum, so its number). */
const cost = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** Of 32 random bytes that were thrown away. */
const nobodysHash =
  '$argon2id$v=19$m=19456,t=2,p=1$DSNbjQuQ2DUiZcDJ1yIBtw$932rxfZQQEI9Ue1QnChQDWqZsY1QgvS+xOGwKM+BICM';

export function hashPassword(password: string): Promise<string> {
  return hash(password, cost);
}

/** False, after the same time, when there is no account or one without a password. */
export async function isPassword(stored: string | undefined, password: string): Promise<boolean> {
  const hasHash = stored?.startsWith('$argon2') ?? false;
  const matches = await verify(stored && hasHash ? stored : nobodysHash, password);
  return matches && hasHash;
}
