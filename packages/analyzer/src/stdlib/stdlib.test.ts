// The table against the Python that is installed: every name, and what some hundred calls really return.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { table } from '../effects/table.ts';

const json = (name: string) => JSON.parse(readFileSync(new URL(name, import.meta.url), 'utf8'));

describe('the table of the standard library', () => {
  const { since, calls } = json('./check/calls.json') as {
    since: Record<string, number>;
    calls: Record<string, string[]>;
  };

  it('agrees with the interpreter on names, types, changed arguments and shared objects', () => {
    const { functions, types } = json('./builtins.json');
    const input = { functions, types, modules: json('./modules.json'), since, calls };
    const script = fileURLToPath(new URL('./check/table.py', import.meta.url));
    const { stdout, stderr } = spawnSync('python3', ['-W', 'ignore', script], {
      input: JSON.stringify(input),
      encoding: 'utf8',
    });
    expect(stderr).toBe('');
    const result = JSON.parse(stdout) as { problems: string[]; entries: number; called: number };
    expect(result.problems).toEqual([]);
    expect(result.entries).toBeGreaterThan(1000);
    expect(result.called).toBeGreaterThan(600);
  });

  it('marks the calls that may be made only in a version', () => {
    for (const name of Object.keys(since)) expect(name).toMatch(/^\w+\.\w+$/);
  });

  it('knows every word of its entries', () => {
    const words = new Set(
      'int float complex str bytes text bool none number atom list dict set frozenset tuple iter itercall bytearray range slice type data deepcopy copy content contentarg item average getter reduce sum op dictkeys partial super dynamic unknown fn:getter'.split(
        ' ',
      ),
    );
    const flags =
      /^(heavy|print|advance|store|storeall|properties|gives:match|(mut|calls|ext|most|nokeywords):[\w,]+)$/;
    const all = { ...json('./modules.json'), ...json('./builtins.json').types };
    all.functions = json('./builtins.json').functions;
    for (const [group, entries] of Object.entries<Record<string, string>>(all)) {
      for (const [name, text] of Object.entries(entries)) {
        const [head = '', ...rest] = text.split(' ');
        const word = head.replace(/\[.*/, '');
        const known = words.has(word) || word.startsWith('obj:') || word.startsWith('=');
        expect(known, `${group}.${name}: ${text}`).toBe(true);
        for (const one of rest) expect(one, `${group}.${name}: ${text}`).toMatch(flags);
      }
    }
  });

  it('calls what changes an argument a change', () => {
    for (const name of [
      'append',
      'extend',
      'insert',
      'pop',
      'remove',
      'sort',
      'reverse',
      'clear',
    ]) {
      expect(table.types.get('list')?.get(name)?.mutates).toEqual(['self']);
    }
    for (const name of ['heappush', 'heappop', 'heapify', 'heapreplace', 'heappushpop']) {
      expect(table.modules.get('heapq')?.get(name)?.mutates).toEqual([0]);
    }
  });
});
