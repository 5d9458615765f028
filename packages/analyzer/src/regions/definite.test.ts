// Which uses in a loop's body are certain to see a value of the same iteration.
import { describe, expect, it } from 'vitest';
import { resolve } from '../bind/scopes.ts';
import { describeProgram } from '../effects/program.ts';
import { walk } from '../parse/children.ts';
import type { For } from '../parse/nodes.ts';
import { parseWithPyright } from '../parse/pyright.ts';
import { definitelyAssigned } from './definite.ts';

/** The variables of `for i in xs:` with that body which may come from the iteration before. */
function exposed(body: string): string {
  const text = `for i in xs:\n${body.replace(/^/gm, '    ')}\n`;
  const program = describeProgram(parseWithPyright(text));
  const loop = program.module.body[0] as For;
  const own = new Set(
    [...walk(loop)].flatMap((one) => {
      const variable = one.kind === 'Name' ? resolve(program.scopeOf(one), one.name) : undefined;
      return variable && variable.scope === program.scopes.module ? [variable] : [];
    }),
  );
  const found = definitelyAssigned(own, program.scopeOf, [loop.target], loop.body);
  return [...found.exposedVariables]
    .map((one) => one.name)
    .sort()
    .join(' ');
}

describe('a variable may come from the iteration before', () => {
  it.each([
    ['y = i\nz = y', ''],
    ['z = y\ny = i', 'y'],
    ['y += i', 'y'],
    ['if i: y = 1\nz = y', 'y'],
    ['if i: y = 1\nelse: y = 2\nz = y', ''],
    ['if i: y = 1\nelse: continue\nz = y', ''],
    ['while i: y = 1\nz = y', 'y'],
    ['for j in i: y = 1\nz = y', 'y'],
    ['for j in i: z = j', ''],
    ['for j in i: pass\nz = j', 'j'],
    ['try: y = f()\nexcept E: y = 1\nz = y', ''],
    ['try: y = f()\nexcept E: pass\nz = y', 'y'],
    ['try: y = f()\nfinally: z = y\ny = 1', 'y'],
    ['try: y = f()\nexcept E as e: y = e\nz = y', ''],
    ['with a as y: pass\nz = y', ''],
    ['with a: y = 1\nz = y', 'y'],
    ['(y, *z) = i\nprint(y, z)', ''],
    ['y = [y for y in i]', ''],
    ['y[0] = i\ny = 1', 'y'],
    ['if (y := i): pass\nz = y', ''],
    ['a = i and (y := i)\nz = y', 'y'],
    ['y = 1\ndel y\nz = y', 'y'],
    ['def y(): return w\nw = y()', 'w'],
    ['import y\nz = y', ''],
    ['match i:\n    case [y]: z = y\n    case _: y = 1\nw = y', 'y'],
    ['raise y\ny = 1', 'y'],
    ['y = lambda: y', 'y'],
  ])('%s', (body, expected) => {
    expect(exposed(body)).toBe(expected);
  });
});
