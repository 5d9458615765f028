// Small loops and what must become of them: what leaves (as text of the source), or why nothing does.
import { describe, expect, it } from 'vitest';
import { analyzeText } from '../analyze-text.ts';
import { walk } from '../parse/children.ts';
import { parseWithPyright } from '../parse/pyright.ts';

const work = `def work(x):
    s = 0
    for k in range(x):
        s += k * x
    return s
`;

/** The verdict on the last loop or comprehension whose line holds \`# here\`. */
function verdict(source: string): { points: string[]; reason: string | null; outputs: string[] } {
  const text = work + source;
  const lines = text.split('\n');
  const line = lines.findIndex((one) => one.includes('# here')) + 1;
  const plan = analyzeText(text);
  const region = plan.regions.find((one) => one.line === line);
  if (!region) throw new Error('no region there');
  const nodes = [...walk(parseWithPyright(text))];
  const points = (region.light ? [] : (region.work?.points ?? [])).flatMap((point) =>
    point.nodes.map(([kind, ordinal]) => {
      const node = nodes.find((one) => one.kind === kind && one.ordinal === ordinal);
      return `${kind}@${(node?.line ?? 0) - 5}`;
    }),
  );
  const outputs = (region.work?.points ?? []).flatMap((one) => one.outputs);
  const reason = region.reason ? `${region.reason.line - 5}: ${region.reason.text}` : null;
  return { points, reason, outputs };
}

const spread: Record<string, [source: string, points: string[]]> = {
  'an append': ['out = []\nfor x in range(9):  # here\n    out.append(work(x))\n', ['Call@3']],
  'a fold of floats': ['t = 0.0\nfor x in range(9):  # here\n    t += work(x) / 3\n', ['BinOp@3']],
  'a store by key': ['d = {}\nfor x in range(9):  # here\n    d[x] = work(x)\n', ['Call@3']],
  'a counter in a dict': [
    'd = {}\nfor x in range(9):  # here\n    d[x % 2] += work(x)\n',
    ['Call@3'],
  ],
  'a print': ['for x in range(9):  # here\n    print(x, work(x))\n', ['Expr@2']],
  'a maximum': [
    'best = None\nfor x in range(9):  # here\n    y = work(x)\n    if best is None or y > best:\n        best = y\n',
    ['Assign@3'],
  ],
  'a break on a result': [
    'for x in range(9):  # here\n    if work(x) > 99:\n        break\n',
    ['Compare@2'],
  ],
  'a chain of local steps': [
    'out = []\nfor x in range(9):  # here\n    a = work(x)\n    b = work(a)\n    out.append(b)\n',
    ['Assign@3', 'Assign@4'],
  ],
  'rows of a table': [
    'c = [[0] * 9 for _ in range(9)]\nfor i in range(9):  # here\n    for j in range(9):\n        c[i][j] = work(i + j)\n',
    ['Call@4'],
  ],
  'a list comprehension': ['out = [work(x) for x in range(9)]  # here\n', ['Call@1']],
  'a filter in a comprehension': [
    'out = [x for x in range(9) if work(x) > 3]  # here\n',
    ['Compare@1'],
  ],
  'a generator in sum': ['print(sum(work(x) for x in range(9)))  # here\n', ['Call@1']],
  'a list that only the iteration sees': [
    'out = []\nfor x in range(9):  # here\n    row = []\n    for j in range(x):\n        row.append(work(j))\n    out.append(row)\n',
    ['Assign@3', 'For@4'],
  ],
  'a method of a simple class': [
    'class P:\n    def __init__(self, a): self.a = a\n    def run(self): return work(self.a)\nout = []\nfor x in range(9):  # here\n    out.append(P(x).run())\n',
    ['Call@6'],
  ],
  'an iterator of its own': [
    'out = []\nfor x in range(9):  # here\n    it = iter(range(x))\n    a = next(it, 0)\n    b = work(a) + sum(it)\n    out.append(b)\n',
    ['Assign@3', 'Assign@4', 'Assign@5'],
  ],
  'captured data that nobody changes': [
    'data = [1, 2]\nout = []\nfor x in range(9):  # here\n    out.append(work(data[0]) + len(data))\n',
    ['BinOp@4'],
  ],
};

const refused: Record<string, [source: string, reason: RegExp]> = {
  'a state that is carried on': [
    's = 1\nfor x in range(9):  # here\n    s = work(s)\n',
    /3: `s` (may come from the iteration before|is computed in order)/,
  ],
  'a global counter': [
    'n = 0\ndef f(x):\n    global n\n    n += 1\n    return work(x) + n\nout = []\nfor x in range(9):  # here\n    out.append(f(x))\n',
    /4: it assigns `n`/,
  ],
  'shared random numbers': [
    'import random\nout = []\nfor x in range(9):  # here\n    out.append(work(random.randint(1, 6)))\n',
    /4: it draws from the shared random numbers/,
  ],
  'standard input': [
    'out = []\nfor x in range(9):  # here\n    out.append(work(int(input())))\n',
    /3: it reads standard input/,
  ],
  'standard input by another name': [
    'read = input\nout = []\nfor x in range(9):  # here\n    out.append(work(int(read())))\n',
    /4: it reads standard input/,
  ],
  'lines of sys.stdin': [
    'import sys\nout = []\nfor x in range(9):  # here\n    out.append(work(sum(1 for _ in sys.stdin)))\n',
    /4: `sys.stdin` is not known/,
  ],
  files: [
    'out = []\nfor x in range(9):  # here\n    out.append(work(len(open("f").read())))\n',
    /3: it works on files/,
  ],
  'the clock': [
    'import time\nout = []\nfor x in range(9):  # here\n    out.append(work(int(time.time())))\n',
    /4: it reads the clock/,
  ],
  'a list that the loop grows, read': [
    'log = []\nfor x in range(9):  # here\n    log.append(work(len(log)))\n',
    /3: it (reads|changes) `log`/,
  ],
  'a list that the loop grows, as text': [
    'log = []\nfor x in range(9):  # here\n    log.append(work(len(f"{log}")))\n',
    /3: it (reads|changes) `log`/,
  ],
  'a list that the loop grows, as truth': [
    'log = []\nfor x in range(9):  # here\n    log.append(work(not log))\n',
    /3: it (reads|changes) `log`/,
  ],
  'a list that the loop grows, formatted': [
    'log = []\nfor x in range(9):  # here\n    log.append(work(len("%s" % (log,))))\n',
    /3: it (reads|changes) `log`/,
  ],
  'something unknown': [
    'import numpy\nout = []\nfor x in range(9):  # here\n    out.append(work(numpy.linalg.norm(x)))\n',
    /4: .*numpy/,
  ],
  'a default that remembers': [
    'def f(x, seen=[]):\n    seen.append(x)\n    return work(len(seen))\nout = []\nfor x in range(9):  # here\n    out.append(f(x))\n',
    /6: it changes `seen`/,
  ],
  'an argument changed by keyword': [
    'import bisect\nlog = []\ndef f(x):\n    bisect.insort(a=log, x=x)\n    return work(log[0])\nout = []\nfor x in range(9):  # here\n    out.append(f(x))\n',
    /8: it changes `log`/,
  ],
  'a method by its type': [
    'log = []\ndef f(x):\n    list.append(log, x)\n    return work(len(log))\nout = []\nfor x in range(9):  # here\n    out.append(f(x))\n',
    /7: it changes `log`/,
  ],
  'a method that is not in the table': [
    'log = [0]\ndef f(x):\n    log.__setitem__(0, x)\n    return work(log[0])\nout = []\nfor x in range(9):  # here\n    out.append(f(x))\n',
    /3: the method `.__setitem__\(\)` is not known/,
  ],
  'a sort key with effects': [
    'log = []\ndef f(x):\n    return sorted([x, 1], key=lambda v: log.append(v) or work(v))\nout = []\nfor x in range(9):  # here\n    out.append(f(x))\n',
    /6: it changes `log`/,
  ],
  'a generator': [
    'def g():\n    for x in range(9):  # here\n        yield work(x)\n',
    /it is in a generator/,
  ],
  'an operator with effects': [
    'log = []\nclass A:\n    def __add__(self, other):\n        log.append(1)\n        return work(len(log))\nout = []\nfor x in range(9):  # here\n    out.append(A() + x)\n',
    /8: it changes `log`/,
  ],
  'a property with effects': [
    'log = []\nclass A:\n    @property\n    def size(self):\n        log.append(1)\n        return work(len(log))\nout = []\nfor x in range(9):  # here\n    out.append("{0.size}".format(A()))\n',
    /9: it changes `log`/,
  ],
  'an iterator class with effects': [
    'log = []\nclass I:\n    def __next__(self):\n        log.append(1)\n        if len(log) % 3 == 0: raise StopIteration\n        return work(len(log))\nclass B:\n    def __iter__(self): return I()\nout = []\nfor x in range(9):  # here\n    out.append(sum(B()))\n',
    /11: it changes `log`/,
  ],
};

/** Of these the part that is named has to stay in order: a list is changed by another name for it. */
const partly: Record<string, [source: string, never: string]> = {
  'through a map': [
    't = 0\nout = []\nfor x in range(9):  # here\n    it = iter(range(x))\n    z = map(abs, it)\n    t += next(z, 0) + t\n    out.append(work(sum(it)))\n',
    'Call@7',
  ],
  'through a generator': [
    't = 0\nout = []\nfor x in range(9):  # here\n    it = iter(range(x))\n    z = (v for v in it)\n    t += next(z, 0) + t\n    out.append(work(sum(it)))\n',
    'Call@7',
  ],
  'through repeat': [
    'from itertools import repeat\nout = []\nfor x in range(9):  # here\n    row = [0]\n    m = list(repeat(row, 3))\n    m[0][0] = len(out)\n    out.append(work(row[0]))\n',
    'Call@7',
  ],
  'through dict(a=...)': [
    'out = []\nfor x in range(9):  # here\n    row = [0]\n    m = dict(a=row)\n    m["a"][0] = len(out)\n    out.append(work(row[0]))\n',
    'Call@6',
  ],
  'through a captured list': [
    'log = []\nout = []\nfor x in range(9):  # here\n    row = [x]\n    log.append(row)\n    log[0].append(len(out))\n    out.append(work(len(row)))\n',
    'Call@7',
  ],
  'through max(default=)': [
    'out = []\nfor x in range(9):  # here\n    row = [x]\n    m = max([], default=row)\n    m.append(len(out))\n    out.append(work(len(row)))\n',
    'Call@6',
  ],
  'through itemgetter': [
    'from operator import itemgetter\nout = []\nfor x in range(9):  # here\n    rows = [[x], [1]]\n    a, b = itemgetter(0, 1)(rows)\n    a.append(len(out))\n    out.append(work(len(rows[0])))\n',
    'Call@7',
  ],
  'through groupby': [
    'from itertools import groupby\nout = []\nfor x in range(9):  # here\n    row = [x]\n    for k, g in groupby([row]):\n        for one in g:\n            one.append(len(out))\n    out.append(work(len(row)))\n',
    'Call@8',
  ],
  'through a csv writer': [
    'import csv, io\nout = []\nfor x in range(9):  # here\n    buffer = io.StringIO()\n    csv.writer(buffer).writerow([len(out)])\n    out.append(work(len(buffer.getvalue())))\n',
    'Call@6',
  ],
};

describe('a loop is spread:', () => {
  it.each(Object.entries(spread))('%s', (_, [source, points]) => {
    const found = verdict(source);
    expect(found.reason).toBeNull();
    expect(found.points).toEqual(points);
  });
});

describe('a loop stays in order:', () => {
  it.each(Object.entries(refused))('%s', (_, [source, reason]) => {
    const found = verdict(source);
    expect(found.points).toEqual([]);
    expect(found.reason).toMatch(reason);
  });
});

describe('what is changed by another name stays:', () => {
  it.each(Object.entries(partly))('%s', (_, [source, never]) => {
    expect(verdict(source).points).not.toContain(never);
  });
});

describe('variables that a run leaves behind', () => {
  it('are those that are read outside of it', () => {
    const { outputs } = verdict(
      'for x in range(9):  # here\n    a = work(x)\n    b = work(a)\n    c = b + 1\nprint(c, x)\n',
    );
    expect(outputs).toEqual(['c']);
  });
});
