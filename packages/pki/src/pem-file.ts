// Keys and certificates on disk: written whole or not at all, and there after a power cut.
import { readFile } from 'node:fs/promises';
import { writeFileAtomically } from '@runsurge/base';

export async function textOf(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT') return undefined;
    throw thrown;
  }
}

export async function writeText(path: string, text: string, mode: number): Promise<void> {
  await writeFileAtomically(path, [Buffer.from(text)], { mode, fsync: true });
}
