// Made-up programs and mutants of known ones must give the same under the driver as in plain Python,
// down to what is left in their variables. A slice of what fuzz.py can do; RUNSURGE_FUZZ=10000 for
// that many seeds, and mutants in proportion.
import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { root } from '../support/processes.ts';

const hasPython = spawnSync('python3', ['--version']).status === 0;
const wanted = Number(process.env.RUNSURGE_FUZZ ?? 0);
const seeds = wanted || 150;
const mutants = wanted ? Math.max(1, Math.round(wanted / 300)) : 0;
const timeoutMs = wanted ? wanted * 2000 + 120_000 : 180_000;

/** What fuzz.py says: the programs that differ, then its counts. */
async function fuzz(
  ...args: string[]
): Promise<{ differ: string; counts: Record<string, number> }> {
  const script = join(root, 'tests/automatic/fuzz.py');
  const child = spawn('python3', ['-W', 'ignore', script, '--jobs', '2', ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (one: string) => {
    text += one;
  });
  await new Promise((done) => child.once('close', done));
  const lines = text.trim().split('\n');
  const from = text.indexOf('DIFFERENT');
  return { differ: from < 0 ? '' : text.slice(from), counts: JSON.parse(lines.at(-1) ?? '{}') };
}

describe.skipIf(!hasPython)('fuzzing (needs python3)', () => {
  test(
    'made-up programs give the same',
    async () => {
      const { differ, counts } = await fuzz('--seeds', `0..${seeds}`);
      expect(differ).toBe('');
      const { same = 0, spread = 0 } = counts;
      expect(same).toBeGreaterThan(seeds * 0.7);
      expect(spread).toBeGreaterThan(seeds * 0.5);
    },
    timeoutMs,
  );

  test(
    'mutants of known programs give the same',
    async () => {
      const { differ, counts } = await fuzz(
        '--mutants',
        ...(mutants ? [`${mutants}`] : ['1', '--first', '60']),
      );
      expect(differ).toBe('');
      expect(counts['same']).toBeGreaterThan(50);
    },
    timeoutMs,
  );
});
