// Scopes and variables against CPython's `symtable`, and the cases that are easily wrong one by one.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { walk } from '../parse/children.ts';
import type { FunctionDef, Module } from '../parse/nodes.ts';
import { parseWithPyright } from '../parse/pyright.ts';
import { bind, resolve, type Scope, type Scopes } from './scopes.ts';

type Listed = [kind: string, name: string, names: Record<string, string>];

/** What a name means in a scope, in the words of symtable. */
function meaning(scope: Scope, name: string): string {
  const found = resolve(scope, name);
  if (!found) return 'global';
  if (found.scope.kind === 'module') return 'global';
  return found.scope === scope ? 'local' : 'free';
}

function nameOf(scope: Scope): string {
  const { node } = scope;
  if (node.kind === 'Module') return 'top';
  if (node.kind === 'Lambda') return 'lambda';
  if (node.kind === 'FunctionDef' || node.kind === 'AsyncFunctionDef') return node.name;
  if (node.kind === 'ClassDef') return node.name;
  return {
    ListComp: 'listcomp',
    SetComp: 'setcomp',
    DictComp: 'dictcomp',
    GeneratorExp: 'genexpr',
  }[node.kind];
}

/** Each of CPython's scopes with ours of the same name, in order, and where they differ. */
function differences(scopes: Scopes, expected: readonly Listed[]): string[] {
  const ours = new Map<string, Scope[]>();
  for (const scope of scopes.of.values())
    ours.set(nameOf(scope), [...(ours.get(nameOf(scope)) ?? []), scope]);
  const theirs = new Map<string, Listed[]>();
  for (const one of expected) theirs.set(one[1], [...(theirs.get(one[1]) ?? []), one]);
  const out: string[] = [];
  for (const [name, listed] of theirs) {
    const mine = ours.get(name) ?? [];
    if (mine.length !== listed.length) {
      out.push(`${name}: ${listed.length} scopes, not ${mine.length}`);
      continue;
    }
    // Scopes come in another order (decorators, defaults): each needs a partner of its own.
    const fits = ([, , names]: Listed, scope: Scope) =>
      Object.entries(names).every(([one, what]) => meaning(scope, one) === what) &&
      [...scope.variables.keys()].every((one) => one.startsWith('_') || one in names);
    const partner = new Map<Scope, Listed>();
    const find = (one: Listed, tried: Set<Scope>): boolean => {
      for (const scope of mine) {
        if (tried.has(scope) || !fits(one, scope)) continue;
        tried.add(scope);
        const other = partner.get(scope);
        if (other && !find(other, tried)) continue;
        partner.set(scope, one);
        return true;
      }
      return false;
    };
    for (const one of listed)
      if (!find(one, new Set())) out.push(`${name}: ${JSON.stringify(one[2])}`);
  }
  return out;
}

function scopesOf(text: string): { scopes: Scopes; module: Module } {
  const module = parseWithPyright(text);
  return { scopes: bind(module), module };
}

function functionScope(text: string, name: string): Scope {
  const { scopes, module } = scopesOf(text);
  const node = [...walk(module)].find((one) => one.kind === 'FunctionDef' && one.name === name);
  const scope = scopes.of.get(node as FunctionDef);
  if (!scope) throw new Error(`no function ${name}`);
  return scope;
}

describe('scopes', () => {
  it('are those of symtable over a part of the standard library', () => {
    const script = fileURLToPath(new URL('./check/scopes.py', import.meta.url));
    const { stdout } = spawnSync('python3', [script, '120'], {
      encoding: 'utf8',
      maxBuffer: 1 << 28,
    });
    const expected = JSON.parse(stdout) as Record<string, Listed[]>;
    expect(Object.keys(expected).length).toBeGreaterThan(100);
    const unlike = Object.entries(expected).flatMap(([file, listed]) => {
      const { scopes } = scopesOf(readFileSync(file, 'utf8'));
      return differences(scopes, listed).map((one) => `${file}: ${one}`);
    });
    expect(unlike).toEqual([]);
  });

  it('a class body is not seen from its methods', () => {
    const scope = functionScope('x = 1\nclass C:\n    x = 2\n    def f(self): return x\n', 'f');
    expect(resolve(scope, 'x')?.scope.kind).toBe('module');
  });

  it('`global` holds in the whole function, `nonlocal` goes to the function around it', () => {
    const text =
      'def f():\n    n = 0\n    def g():\n        print(t)\n        nonlocal n\n        n = 1\n        global t\n        t = 2\n';
    const scope = functionScope(text, 'g');
    expect(resolve(scope, 't')).toMatchObject({ boundElsewhere: true, scope: { kind: 'module' } });
    expect(resolve(scope, 'n')).toMatchObject({
      boundElsewhere: true,
      scope: { kind: 'function' },
    });
    expect([...scope.variables.keys()]).toEqual([]);
  });

  it('`:=` in a comprehension binds outside, its targets inside', () => {
    const scope = functionScope('def f(a):\n    b = [y := x for x in a]\n', 'f');
    expect([...scope.variables.keys()].sort()).toEqual(['a', 'b', 'y']);
  });

  it('the first iterable of a comprehension belongs to the scope around it', () => {
    const { scopes, module } = scopesOf('class C:\n    xs = [1]\n    ys = [x for x in xs]\n');
    const comp = [...walk(module)].find((one) => one.kind === 'ListComp');
    const scope = scopes.of.get(comp as object);
    expect(resolve(scope as Scope, 'xs')).toBeUndefined();
    expect(scope?.parent?.variables.has('xs')).toBe(true);
  });

  it('star imports are listed, and everything that binds a name', () => {
    const text =
      'from a import *\nimport b.c\nimport d.e as f\nfrom . import g as h\nwith i as j, k as (l, m):\n    pass\nfor n, *o in p: pass\ntry: pass\nexcept E as q: pass\nmatch r:\n    case [s, *t]: pass\ndel u\n';
    const { scopes } = scopesOf(text);
    expect(scopes.starImports).toHaveLength(1);
    expect([...scopes.module.variables.keys()].sort().join('')).toBe('bfhjlmnoqstu');
  });

  it('knows generators by their `yield`, also inside a comprehension or lambda of theirs', () => {
    expect(functionScope('def f():\n    x = yield\n', 'f').isGenerator).toBe(true);
    expect(functionScope('def f():\n    g = lambda: (yield)\n', 'f').isGenerator).toBe(false);
  });
});
