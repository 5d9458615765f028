// Calls that go through all their items at once with a function: `list(map(f, xs))`, `sorted(xs, key=f)`.
// The function's results are computed by tasks, then the script's own call goes on with them.

import { resolve } from '../bind/scopes.ts';
import { Interpreter, TooLarge } from '../effects/interpret.ts';
import type { Program } from '../effects/program.ts';
import { type Effects, type Frame, type Obj, reachable, type Value } from '../effects/value.ts';
import { walk } from '../parse/children.ts';
import type { Call, Expr, Node } from '../parse/nodes.ts';
import type { Region } from '../plan.ts';
import { outsideWords, sendable } from './shapes.ts';
import type { Reason } from './split.ts';

/** They take everything, whatever the values are. */
const takers = new Set([
  'list',
  'tuple',
  'set',
  'frozenset',
  'sum',
  'sorted',
  'min',
  'max',
  'dict',
  'Counter',
  'fsum',
  'prod',
  'join',
  'extend',
]);

type Form = {
  readonly call: 'map' | 'starmap' | 'key';
  readonly function: Expr;
  readonly items: readonly Expr[];
};

export function findCalls(program: Program, before: number): Region[] {
  const taken = new Set<Node>();
  const calls: Call[] = [];
  for (const node of walk(program.module)) {
    if (node.kind !== 'Call') continue;
    calls.push(node);
    if (takers.has(calledName(node)) && node.args[0]) taken.add(node.args[0]);
  }
  const regions: Region[] = [];
  for (const node of calls) {
    const form = formOf(node, program, taken);
    if (!form) continue;
    const verdict = judge(node, form, program);
    regions.push({
      id: before + regions.length + 1,
      line: node.line,
      endLine: node.endLine,
      node: [node.kind, node.ordinal],
      pattern: 'map',
      call: form.call,
      parallel: verdict.kind === 'free' ? 'guarded' : 'no',
      light: false,
      folds: [],
      earlyExit: false,
      reason: verdict.kind === 'free' ? null : verdict.reason,
      work: verdict.kind === 'free' ? verdict.work : null,
      partOf: null,
    });
  }
  return regions;
}

function calledName(node: Call): string {
  return node.func.kind === 'Name'
    ? node.func.name
    : node.func.kind === 'Attribute'
      ? node.func.attr
      : '';
}

function formOf(node: Call, program: Program, taken: ReadonlySet<Node>): Form | null {
  const name = calledName(node);
  const [first, ...rest] = node.args;
  if (
    node.args.some((one) => one.kind === 'Starred') ||
    node.keywords.some((one) => one.name === null)
  )
    return null;
  const key = node.keywords.find((one) => one.name === 'key')?.value;
  if (node.func.kind === 'Name') {
    if (resolve(program.scopeOf(node), name)?.scope) {
      if (name !== 'starmap') return null;
    } else if (
      name === 'map' &&
      first &&
      rest.length > 0 &&
      taken.has(node) &&
      node.keywords.length === 0
    ) {
      return { call: 'map', function: first, items: rest };
    } else if (['sorted', 'min', 'max'].includes(name) && key && first && rest.length === 0) {
      return { call: 'key', function: key, items: [first] };
    }
  } else if (name === 'sort' && key && node.args.length === 0 && node.func.kind === 'Attribute') {
    return { call: 'key', function: key, items: [node.func.value] };
  }
  if (
    name === 'starmap' &&
    first &&
    rest.length === 1 &&
    taken.has(node) &&
    isStarmap(node, program)
  ) {
    return { call: 'starmap', function: first, items: rest };
  }
  return null;
}

function isStarmap(node: Call, program: Program): boolean {
  const base = node.func.kind === 'Attribute' ? node.func.value : node.func;
  const bindings =
    base.kind === 'Name' ? (resolve(program.scopeOf(base), base.name)?.bindings ?? []) : [];
  return (
    bindings.length === 1 && bindings[0]?.kind === 'import' && bindings[0].module === 'itertools'
  );
}

type Verdict =
  | { readonly kind: 'free'; readonly work: NonNullable<Region['work']> }
  | { readonly kind: 'no'; readonly reason: Reason };

function judge(node: Call, form: Form, program: Program): Verdict {
  const { line } = node;
  if (program.ban) return { kind: 'no', reason: { text: program.ban.why, line: program.ban.line } };
  const { kind, node: inside } = program.scopeOf(node);
  if (kind === 'class')
    return { kind: 'no', reason: { text: 'it is in the body of a class', line } };
  if (kind === 'comprehension')
    return { kind: 'no', reason: { text: 'it is inside a comprehension', line } };
  if (inside.kind === 'Lambda')
    return { kind: 'no', reason: { text: 'it is inside a lambda', line } };
  try {
    const first = attempt(node, form, program, true);
    return first.kind === 'free' ? first : attempt(node, form, program, false);
  } catch (thrown) {
    if (thrown instanceof TooLarge || thrown instanceof RangeError)
      return { kind: 'no', reason: { text: 'it is too large to understand', line } };
    throw thrown;
  }
}

function attempt(node: Call, form: Form, program: Program, objects: boolean): Verdict {
  const interpreter = new Interpreter(program, objects);
  const frame: Frame = {
    scope: program.scopeOf(node),
    parent: null,
    values: new Map(),
    key: 'region',
  };
  // A call of the function with one item, as it will happen in a task.
  let result: Value | undefined;
  let sorted: Value | undefined;
  const seen = interpreter.run([], () => {
    const callee = interpreter.eval(form.function, frame);
    const sources = form.items.map((one) => interpreter.eval(one, frame));
    if (node.func.kind === 'Attribute' && form.call === 'key') [sorted] = sources;
    const items = sources.map((one, i) => interpreter.items(one, form.items[i] ?? node));
    const args = form.call === 'starmap' ? items.map((one) => interpreter.items(one, node)) : items;
    result = interpreter.watch(node, () =>
      interpreter.call(callee, args, [], node, frame, form.call === 'starmap'),
    );
  });
  const effects = seen.get(node)?.effects;
  const reason = effects
    ? reasonAgainst(effects)
    : { text: 'it is not understood', line: node.line };
  if (reason) return { kind: 'no', reason };
  if (!effects || !result)
    return { kind: 'no', reason: { text: 'it is not understood', line: node.line } };
  // While a list is sorted it is empty for whoever looks.
  for (const obj of sorted?.objs ?? []) {
    if (effects.reads.has(obj))
      return {
        kind: 'no',
        reason: { text: 'its function looks at the list that is being sorted', line: node.line },
      };
  }
  if (interpreter.functions.size === 0)
    return {
      kind: 'no',
      reason: { text: 'its function is a builtin: nothing to gain', line: node.line },
    };
  let shared = false;
  for (const obj of reachable(result)) {
    if (obj.root) shared = true;
    else if (!sendable.has(obj.kind))
      return {
        kind: 'no',
        reason: { text: `its function returns a ${obj.kind}`, line: node.line },
      };
  }
  if (result.fns.size > 0)
    return { kind: 'no', reason: { text: 'its function returns functions', line: node.line } };
  const globals = new Set<string>();
  for (const key of effects.readsVariables)
    if (key.startsWith('global:')) globals.add(key.slice(7));
  const functions = new Map<string, [number, string]>();
  const add = (one: Node) => {
    if (one.kind === 'Lambda') functions.set(`${one.line}:<lambda>`, [one.line, '<lambda>']);
    if (one.kind === 'FunctionDef')
      functions.set(`${one.firstLine}:${one.name}`, [one.firstLine, one.name]);
  };
  for (const one of interpreter.functions) add(one);
  if (interpreter.callsData) for (const one of program.functionsAsValues) add(one);
  const safe = objects
    ? [...program.classes.values()].filter((one) => !one.unsafe)
    : [...interpreter.classes];
  return {
    kind: 'free',
    work: {
      points: [{ kind: 'expression', nodes: [], outputs: [], shared, prints: effects.prints }],
      keep: [],
      captures: { locals: [], globals: [...globals].sort() },
      written: { locals: [], globals: [] },
      frozen: false,
      freshIterator: form.items.every((one) => one.kind === 'Call'),
      functions: [...functions.values()],
      classes: safe.map((one) => one.node.name),
    },
  };
}

function reasonAgainst(effects: Effects): Reason | null {
  if (effects.unknown) return { text: effects.unknown.why, line: effects.unknown.line };
  for (const [what, line] of effects.outside)
    return { text: outsideWords[what] ?? `it touches ${what}`, line };
  for (const [name, line] of effects.writesVariables)
    return { text: `it assigns \`${name.split(':').at(-1)}\``, line };
  if (effects.catchesEverything && effects.recursive)
    return { text: 'it may catch the error of a too deep recursion', line: 0 };
  for (const obj of effects.writes)
    if (isShared(obj)) return { text: `it changes \`${obj.root?.split(':').at(-1)}\``, line: 0 };
  return null;
}

function isShared(obj: Obj): boolean {
  return obj.root !== null;
}
