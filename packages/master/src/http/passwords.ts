// Passwords, hashed with argon2id in native threads. An account that does not exist costs the same
// time as one that does, so that nobody learns which addresses are registered.
import { hash, verify } from '@node-rs/argon2';
import { serial } from '@runsurge/base';

/** OWASP's first choice for 19 MiB; 2 = argon2id (a const enum, so its number). 8 ms. */
const cost = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** Of 32 random bytes that were thrown away. */
const nobodysHash =
  '$argon2id$v=19$m=19456,t=2,p=1$DSNbjQuQ2DUiZcDJ1yIBtw$932rxfZQQEI9Ue1QnChQDWqZsY1QgvS+xOGwKM+BICM';

/** At a time: the threads that hash also read and write files, and there are four. */
const lanes = 2;

export type Passwords = {
  hash(password: string): Promise<string>;
  /** False, after the same time, when there is no account or one without a password. */
  isRight(stored: string | undefined, password: string): Promise<boolean>;
};

export function makePasswords(): Passwords {
  const inOrder = serial();
  let turn = 0;
  const inLane = <T>(run: () => Promise<T>) => {
    turn = (turn + 1) % lanes;
    return inOrder(String(turn), run);
  };
  return {
    hash: (password) => inLane(() => hash(password, cost)),
    async isRight(stored, password) {
      const own = stored?.startsWith('$argon2') ? stored : undefined;
      const matches = await inLane(() => verify(own ?? nobodysHash, password));
      return matches && own !== undefined;
    },
  };
}
