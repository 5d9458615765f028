import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readFileRange, sha256OfFile, writeFileAtomically } from './files.ts';
import { inTemporaryDir } from './fixtures.ts';

async function* broken() {
  yield Buffer.from('new');
  throw new Error('connection reset');
}

describe('a file that is written atomically', () => {
  it('replaces the old one as a whole, with its mode', () =>
    inTemporaryDir(async (dir) => {
      const path = join(dir, 'file');
      await writeFile(path, 'old');
      const source = [Buffer.from('new '), Buffer.from('text')];
      const written = await writeFileAtomically(path, source, { mode: 0o640, fsync: true });
      expect(written.sizeBytes).toBe(8);
      expect(await readFile(path, 'utf8')).toBe('new text');
      expect((await stat(path)).mode & 0o777).toBe(0o640);
      expect(await readdir(dir)).toEqual(['file']);
    }));

  it('leaves the old one, and no trace, when its source fails', () =>
    inTemporaryDir(async (dir) => {
      const path = join(dir, 'file');
      await writeFile(path, 'old');
      await expect(writeFileAtomically(path, broken())).rejects.toThrow('connection reset');
      expect(await readFile(path, 'utf8')).toBe('old');
      expect(await readdir(dir)).toEqual(['file']);
    }));

  it('is one of two when two write it at once', () =>
    inTemporaryDir(async (dir) => {
      const path = join(dir, 'file');
      const texts = ['one', 'two'];
      await Promise.all(texts.map((text) => writeFileAtomically(path, [Buffer.from(text)])));
      expect(texts).toContain(await readFile(path, 'utf8'));
      expect(await readdir(dir)).toEqual(['file']);
    }));
});

describe('a range of a file', () => {
  it('is read in chunks and ends where the file does', () =>
    inTemporaryDir(async (dir) => {
      const path = join(dir, 'file');
      await writeFile(path, 'hello world');
      const read = async (...range: number[]) => {
        const chunks = [];
        for await (const chunk of readFileRange(path, ...range)) chunks.push(String(chunk));
        return chunks;
      };
      expect(await read()).toEqual(['hello world']);
      expect(await read(3, 5, 2)).toEqual(['lo', ' w', 'o']);
      expect(await read(9, 50)).toEqual(['ld']);
      expect(await read(50, 5)).toEqual([]);
    }));

  it('has a hash', () =>
    inTemporaryDir(async (dir) => {
      const path = join(dir, 'file');
      await writeFile(path, '');
      expect(await sha256OfFile(path)).toEqual({
        sha256: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
        sizeBytes: 0,
      });
    }));
});
