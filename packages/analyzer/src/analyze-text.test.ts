// Never an exception, always in bounded time: hostile, long and random scripts.
import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { analyzeText } from './analyze-text.ts';

const lines = (count: number, line: (i: number) => string) =>
  Array.from({ length: count }, (_, i) => line(i)).join('');
const folder = new URL('../../../tests/automatic/programs/', import.meta.url);
const corpus = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((one) => one.endsWith('.py'))
  .sort()
  .map((one) => readFileSync(new URL(one, folder), 'utf8'));

/** Seconds of processor time: the machine may be doing other things. */
function measured(text: string): number {
  const before = process.cpuUsage();
  const plan = analyzeText(text);
  expect(plan.version).toBe(1);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

describe('any text gives a plan', () => {
  it('random characters', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
        expect(analyzeText(text).version).toBe(1);
      }),
      { numRuns: 300 },
    );
  });

  it('words of Python in any order', () => {
    const words = fc.constantFrom(
      ...'for while if else elif def class return yield lambda in is not and or try except finally with as import from global nonlocal del pass break continue raise assert async await match case print x y f ( ) [ ] { } : , . = == += := * ** @ -> 1 2.5 "s" f"{x}" \\'.split(
        ' ',
      ),
      '\n',
      '\n    ',
      '\n        ',
      ' ',
    );
    fc.assert(
      fc.property(fc.array(words, { maxLength: 60 }), (some) => {
        expect(analyzeText(some.join(' ')).version).toBe(1);
      }),
      { numRuns: 400 },
    );
  });

  it('programs with lines taken out, doubled, moved and cut', () => {
    const changed = fc
      .record({
        text: fc.constantFrom(...corpus),
        edits: fc.array(fc.record({ how: fc.nat(4), at: fc.nat(200), to: fc.nat(200) }), {
          minLength: 1,
          maxLength: 6,
        }),
      })
      .map(({ text, edits }) => {
        const all = text.split('\n');
        for (const { how, at, to } of edits) {
          const i = at % all.length;
          const j = to % all.length;
          const line = all[i] ?? '';
          if (how === 0) all.splice(i, 1);
          else if (how === 1) all.splice(j, 0, line);
          else if (how === 2) all[i] = line.slice(0, to % (line.length + 1));
          else if (how === 3) all[i] = all[j] ?? '';
          else all[i] = line.replace(/\w+/, (all[j] ?? '').match(/\w+/)?.[0] ?? 'x');
        }
        return all.join('\n');
      });
    fc.assert(
      fc.property(changed, (text) => {
        expect(analyzeText(text).version).toBe(1);
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    ['', null],
    ['\u0000', /not understood/],
    ['for', /not understood/],
    [`x = ${'('.repeat(3000)}1${')'.repeat(3000)}\n`, /nested too deeply|not understood/],
    [`x = ${'1+'.repeat(100_000)}1\n`, /not understood|nested too deeply/],
    [`x = ${'-'.repeat(5000)}1\n`, /nested too deeply|not understood/],
    [`x = ${'a.b'.repeat(3000)}\n`, /nested too deeply|not understood/],
    [`x = a${'[0]'.repeat(3000)}\n`, /nested too deeply|not understood/],
    // Near what the stack holds: understood on one machine, too deep on another.
    [`x = ${'lambda: '.repeat(3000)}1\n`, null],
  ])('%.20s', (text, refused) => {
    const plan = analyzeText(text);
    if (refused) expect(plan.refused?.text).toMatch(refused);
    expect(plan.regions).toEqual([]);
  });
});

describe('in bounded time', () => {
  const work =
    'def work(n):\n    s = 0\n    for k in range(n):\n        s += k * k\n    return s\n';
  // Once for the compiler of the engine.
  analyzeText(`${work}print([work(x) for x in range(9)])\n`);

  it('a script of 5,000 lines with 1,260 loops', () => {
    const text = `import math\n${lines(
      420,
      (i) =>
        `def f${i}(a, b):\n    total = 0\n    rows = []\n    for k in range(a):\n        total += math.sqrt(k) * b\n        rows.append([k, total])\n    return total\n\n\nv${i} = [f${i}(x, 2) for x in range(10)]\nfor v in v${i}:\n    print(v)\n`,
    )}`;
    expect(text.split('\n').length).toBeGreaterThan(5000);
    expect(measured(text)).toBeLessThan(2.5);
  });

  it.each<[string, string, number]>([
    [
      '10,000 functions that call each other',
      `${lines(10_000, (i) => `def f${i}(x):\n    return f${(i + 1) % 10_000}(x)\n`)}print([f0(i) for i in range(10)])\n`,
      5,
    ],
    [
      '2,000 loops',
      work + lines(2000, (i) => `for i in range(${i}):\n    t = work(i)\n    print(t)\n`),
      5,
    ],
    [
      'a loop of 3,000 statements',
      `${work}for i in range(9):\n${lines(3000, (i) => `    a${i} = work(i + ${i})\n`)}`,
      5,
    ],
    [
      'a loop of 1,000 conditions',
      `${work}state = {}\nfor i in range(9):\n${lines(1000, (i) => `    if i % ${i + 2} == 0:\n        state[${i}] = work(i) + len(state)\n`)}`,
      5,
    ],
    [
      'a table of 100,000 numbers',
      `data = [${'1,'.repeat(100_000)}]\nprint([x * 2 for x in data])\n`,
      4,
    ],
    [
      '500 functions that call the one before twice',
      `${lines(500, (i) => `def f${i}(x):\n    return ${i ? `f${i - 1}(x) + f${i - 1}(x + 1)` : 'x'}\n`)}print([f499(i) for i in range(10)])\n`,
      4,
    ],
    [
      '19 loops in each other',
      `${lines(19, (i) => `${' '.repeat(i)}for i${i} in range(3):\n`)}${' '.repeat(19)}print(f(i0))\n`,
      3,
    ],
    [
      '40 comprehensions in each other',
      `x = ${'['.repeat(40)}a${lines(40, (i) => ` for i${i} in range(3)]`)}\n`,
      3,
    ],
    [
      '1,000 lambdas that call each other',
      `f0 = lambda x: x\n${lines(1000, (i) => `f${i + 1} = lambda x: f${i}(x)\n`)}print([f1000(i) for i in range(3)])\n`,
      3,
    ],
    [
      '60 loops over 100 functions of 3 layers',
      `${lines(100, (i) => `def f${i}(x):\n    t = []\n    for k in range(x):\n        t.append(${i > 30 ? `f${i % 31}(k) + f${(i * 7) % 31}(x)` : 'k * x'})\n    return sum(t)\n`)}${lines(60, (i) => `print([f${i + 31}(k) + f${i + 40}(k) for k in range(9)])\n`)}`,
      5,
    ],
  ])('%s', (_, text, seconds) => {
    expect(measured(text)).toBeLessThan(seconds);
  });
});
