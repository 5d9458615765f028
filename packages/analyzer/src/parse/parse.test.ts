// The tree against CPython's own `ast`, over the standard library that is installed.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { children, walk } from './children.ts';
import type { Module, Node } from './nodes.ts';
import { NotUnderstood, parseWithPyright } from './pyright.ts';

const path = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const numbering = path('../../../worker/python/runsurge/auto');

/** Of these the first line is CPython's; expressions may begin with a parenthesis, functions with a decorator. */
const exactLines = new Set([
  'For',
  'While',
  'If',
  'Assign',
  'AugAssign',
  'Return',
  'Try',
  'With',
  'Raise',
  'Delete',
]);

function kinds(text: string): string[] {
  return [...walk(parseWithPyright(text))].map((one) => one.kind);
}

function tally(module: Module): Record<string, [number, string]> {
  const lines = new Map<string, number[]>();
  for (const one of walk(module)) {
    const list = lines.get(one.kind) ?? [];
    list.push(one.line);
    lines.set(one.kind, list);
  }
  return Object.fromEntries(
    [...lines].map(([kind, list]) => [
      kind,
      [list.length, createHash('sha1').update(list.join(',')).digest('hex')],
    ]),
  );
}

describe('the tree', () => {
  it('has the nodes of the standard library that ast has, statements on the same lines', () => {
    const { stdout } = spawnSync('python3', [path('./check/nodes.py'), numbering, '200'], {
      encoding: 'utf8',
      maxBuffer: 1 << 28,
    });
    const expected = JSON.parse(stdout) as Record<string, Record<string, [number, string]>>;
    expect(Object.keys(expected).length).toBeGreaterThan(180);
    const unlike: string[] = [];
    for (const [file, nodes] of Object.entries(expected)) {
      const found = tally(parseWithPyright(readFileSync(file, 'utf8')));
      for (const kind of new Set([...Object.keys(nodes), ...Object.keys(found)])) {
        if (kind === 'Constant' || kind === 'JoinedStr' || kind === 'TypeAlias') continue;
        const [a, b] = [nodes[kind], found[kind]];
        if (a?.[0] !== b?.[0]) unlike.push(`${file}: ${a?.[0]} ${kind}, not ${b?.[0]}`);
        else if (exactLines.has(kind) && a?.[1] !== b?.[1])
          unlike.push(`${file}: lines of ${kind}`);
      }
    }
    expect(unlike).toEqual([]);
  });

  it('numbers nodes in preorder', () => {
    const module = parseWithPyright('x = f(g(1), h(2))\nfor i in k(3): m()\n');
    const calls = [...walk(module)].filter((one) => one.kind === 'Call');
    expect(calls.map((one) => one.ordinal)).toEqual([0, 1, 2, 3, 4]);
    expect(calls.map((one) => (one.func as { name: string }).name)).toEqual([...'fghkm']);
  });

  it('visits every child once', () => {
    const text = readFileSync(path('./check/everything.py'), 'utf8');
    const seen = new Set<Node>();
    for (const one of walk(parseWithPyright(text))) {
      expect(seen.has(one)).toBe(false);
      seen.add(one);
      for (const child of children(one)) expect(child).toHaveProperty('kind');
    }
    for (const kind of ['Match', 'TryStar', 'NamedExpr', 'YieldFrom', 'AsyncFor', 'Nonlocal']) {
      expect([...seen].some((one) => one.kind === kind)).toBe(true);
    }
  });

  it.each([
    ['a < b < c', ['Expr', 'Compare', 'Name', 'Name', 'Name']],
    ['a < (b < c)', ['Expr', 'Compare', 'Name', 'Compare', 'Name', 'Name']],
    ['a and b and c', ['Expr', 'BoolOp', 'Name', 'Name', 'Name']],
    ['a and (b and c)', ['Expr', 'BoolOp', 'Name', 'BoolOp', 'Name', 'Name']],
    ['(a and b) and c', ['Expr', 'BoolOp', 'BoolOp', 'Name', 'Name', 'Name']],
    ['a = b = c', ['Assign', 'Name', 'Name', 'Name']],
    ['x: int', ['AnnAssign', 'Name']],
    ['[*a, b]', ['Expr', 'List', 'Starred', 'Name', 'Name']],
    ['[(x for x in a)]', ['Expr', 'List', 'GeneratorExp', 'Name', 'Name', 'Name']],
    ['[x for x in a]', ['Expr', 'ListComp', 'Name', 'Name', 'Name']],
    [
      'a[1:2, ::3]',
      ['Expr', 'Subscript', 'Name', 'Tuple', 'Slice', 'Constant', 'Constant', 'Slice', 'Constant'],
    ],
    ['a[b,]', ['Expr', 'Subscript', 'Name', 'Tuple', 'Name']],
    ['f(*a, k=b, **c)', ['Expr', 'Call', 'Name', 'Starred', 'Name', 'Name', 'Name']],
    ["f'{a!r:>{w}}'", ['Expr', 'JoinedStr', 'Name', 'Name']],
    ["'a' f'{x}' 'b'", ['Expr', 'JoinedStr', 'Name']],
    [
      "b'a'\nNone\n...\n1j",
      ['Expr', 'Constant', 'Expr', 'Constant', 'Expr', 'Constant', 'Expr', 'Constant'],
    ],
    ['{**a, b: c}', ['Expr', 'Dict', 'Name', 'Name', 'Name']],
    ['lambda a, *b, c=d, **e: f', ['Expr', 'Lambda', 'Name', 'Name']],
  ])('%s', (text, expected) => {
    expect(kinds(`${text}\n`)).toEqual(expected);
  });

  it('reads a carriage return, a form feed and names in other forms as CPython does', () => {
    const [first] = parseWithPyright('ﬁ = 1\r\x0cy = 2\n').body;
    expect(first).toMatchObject({ targets: [{ name: 'fi' }] });
    expect(parseWithPyright('x = 1\ry = 2\r').body.map((one) => one.line)).toEqual([1, 2]);
  });

  it('does not take what is no program', () => {
    for (const text of ['def f(:', 'x = = 1', 'print "a"', ' x = 1\ny', 'for']) {
      expect(() => parseWithPyright(text)).toThrow(NotUnderstood);
    }
  });
});
