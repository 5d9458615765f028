// Makers for this package's tests.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export async function inTemporaryDir<T>(run: (dir: string) => Promise<T>): Promise<T> {
  const dir = await mkdtemp(join(tmpdir(), 'runsurge-base-'));
  try {
    return await run(dir);
  } finally {
    await rm(dir, { recursive: true });
  }
}
