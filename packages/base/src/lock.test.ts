import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { inTemporaryDir } from './fixtures.ts';
import { takeDirectoryLock } from './lock.ts';

// Children run the compiled file: Node 20 does not read TypeScript.
const compiled = fileURLToPath(new URL('../dist/lock.js', import.meta.url));
const program = `
  import { takeDirectoryLock } from ${JSON.stringify(compiled)};
  process.stdin.once('data', async () => {
    try {
      await takeDirectoryLock(process.argv[1]);
      console.log('won');
    } catch (error) {
      console.log(error.code + ' ' + error.message);
    }
  });
  console.log('ready');
`;

type Taker = { readonly child: ChildProcess; take(): Promise<string>; kill(): Promise<void> };

async function aTaker(dir: string): Promise<Taker> {
  const args = ['--input-type=module', '-e', program, dir];
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  await lines.next();
  return {
    child,
    async take() {
      child.stdin.write('go\n');
      return (await lines.next()).value;
    },
    async kill() {
      const exited = once(child, 'exit');
      child.kill('SIGKILL');
      await exited;
    },
  };
}

async function withTakers(
  count: number,
  run: (takers: Taker[], dir: string) => Promise<void>,
): Promise<void> {
  await inTemporaryDir(async (dir) => {
    const takers = await Promise.all(Array.from({ length: count }, () => aTaker(dir)));
    try {
      await run(takers, dir);
    } finally {
      await Promise.all(
        takers.filter(({ child }) => child.signalCode === null).map((taker) => taker.kill()),
      );
    }
  });
}

describe('the lock of a directory', () => {
  it('is held until it is released', () =>
    inTemporaryDir(async (dir) => {
      const lock = await takeDirectoryLock(dir);
      const refusal = { code: 'CONFLICT', message: `${dir} is in use by process ${process.pid}` };
      await expect(takeDirectoryLock(dir)).rejects.toMatchObject(refusal);
      await lock.release();
      const next = await takeDirectoryLock(dir);
      await lock.release();
      await expect(takeDirectoryLock(dir)).rejects.toMatchObject(refusal);
      await next.release();
      expect(await readdir(dir)).toEqual([]);
    }));

  it('is not stolen from a live process, and free once that was killed', () =>
    withTakers(1, async ([owner], dir) => {
      expect(await owner!.take()).toBe('won');
      await expect(takeDirectoryLock(dir)).rejects.toMatchObject({
        code: 'CONFLICT',
        message: expect.stringContaining(String(owner!.child.pid)),
      });
      await owner!.kill();
      await (await takeDirectoryLock(dir)).release();
    }));

  it('is won by exactly one of many processes, free or stale', async () => {
    for (const round of [1, 2, 3, 4, 5]) {
      await withTakers(6, async ([first, ...others], dir) => {
        if (round > 1) {
          expect(await first!.take()).toBe('won');
          await first!.kill();
        }
        const results = await Promise.all(others.map((taker) => taker.take()));
        expect(results.filter((result) => result === 'won')).toHaveLength(1);
        expect(results.filter((result) => /^CONFLICT .*process \d+$/.test(result))).toHaveLength(4);
        expect((await readdir(dir)).filter((name) => name.startsWith('lock.'))).toEqual([]);
      });
    }
  }, 60_000);

  it('is stale when another process has the pid of its owner now', () =>
    inTemporaryDir(async (dir) => {
      await takeDirectoryLock(dir);
      const path = join(dir, 'lock');
      const holder = JSON.parse(await readFile(path, 'utf8'));
      if (holder.startedAt === null) return; // only Linux tells start times
      await writeFile(path, JSON.stringify({ ...holder, startedAt: 'another boot/1' }));
      await (await takeDirectoryLock(dir)).release();
    }));

  it('survives a taker that was killed while it replaced a stale lock', () =>
    inTemporaryDir(async (dir) => {
      const dead = { pid: 2 ** 22 + 1, startedAt: 'x/1', token: crypto.randomUUID() };
      const alsoDead = { ...dead, token: crypto.randomUUID() };
      await writeFile(join(dir, 'lock'), JSON.stringify(dead));
      await writeFile(join(dir, `lock.of-${dead.token}`), JSON.stringify(alsoDead));
      const lock = await takeDirectoryLock(dir);
      await expect(takeDirectoryLock(dir)).rejects.toMatchObject({ code: 'CONFLICT' });
      await lock.release();
      expect(await readdir(dir)).toEqual([]);
    }));

  it('does not touch a file that it cannot read', () =>
    inTemporaryDir(async (dir) => {
      await writeFile(join(dir, 'lock'), 'hello');
      await expect(takeDirectoryLock(dir)).rejects.toMatchObject({ code: 'CONFLICT' });
      expect(await readFile(join(dir, 'lock'), 'utf8')).toBe('hello');
    }));
});
