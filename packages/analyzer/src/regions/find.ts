// All loops and comprehensions of a script, each with the verdict: split, or refused with the reason.
import type { Scope } from '../bind/scopes.ts';
import { TooLarge } from '../effects/interpret.ts';
import type { Program } from '../effects/program.ts';
import { children, opensScope, walk } from '../parse/children.ts';
import type { Comprehension, Expr, For, Node } from '../parse/nodes.ts';
import type { NodeRef, Region, RegionWork } from '../plan.ts';
import { findCalls } from './calls.ts';
import { isComprehension, isStmt } from './shapes.ts';
import { type LoopShape, type Reason, type Split, splitLoop } from './split.ts';
import { findUses, type Uses } from './uses.ts';

type Verdict = {
  readonly split: Split | null;
  readonly reason: Reason | null;
  readonly folds: readonly string[] | null;
};
type Found = Verdict & { readonly candidate: Candidate };

type Candidate = {
  readonly shape: LoopShape;
  readonly inside: Node | null;
  readonly why: string | null;
  /** Whoever takes its items may stop before the last. */
  readonly mayStop: boolean;
};

/** Consumers that take a generator's items at once or stop by themselves, and touch nothing else. */
const consumers = new Set([
  'sum',
  'min',
  'max',
  'any',
  'all',
  'sorted',
  'list',
  'tuple',
  'set',
  'frozenset',
  'dict',
  'next',
  'join',
  'Counter',
  'fsum',
  'prod',
  'fmean',
  'mean',
  'median',
  'stdev',
  'pstdev',
  'variance',
  'pvariance',
  'deque',
  'bytes',
  'bytearray',
  'extend',
  'update',
]);

/** Those that need not take all. */
const stoppers = new Set(['any', 'all', 'next']);

export function findRegions(program: Program): Region[] {
  const uses = findUses(program);
  const found: Found[] = [];
  for (const candidate of candidates(program)) {
    found.push({ candidate, ...judge(program, uses, candidate) });
  }
  return [...number(found, program), ...findCalls(program, found.length)];
}

function judge(program: Program, uses: Uses, { shape, why }: Candidate): Verdict {
  const { line } = shape.node;
  if (program.ban) return refusal(program.ban.why, program.ban.line);
  if (why) return refusal(why, line);
  try {
    const first = splitLoop(program, uses, shape, true);
    const isHeavy = first.kind === 'split' && first.split.points.some((one) => one.heavy);
    if (isHeavy || (program.classes.size === 0 && program.functionsAsValues.size === 0))
      return verdict(first);
    // With captured values of builtin types only, less can happen.
    const second = splitLoop(program, uses, shape, false);
    const secondHeavy = second.kind === 'split' && second.split.points.some((one) => one.heavy);
    return verdict(secondHeavy || first.kind === 'refused' ? second : first);
  } catch (thrown) {
    if (thrown instanceof TooLarge || thrown instanceof RangeError) {
      return refusal(thrown instanceof TooLarge ? thrown.message : 'it is nested too deeply', line);
    }
    throw thrown;
  }
}

function refusal(text: string, line: number): Verdict {
  return { split: null, reason: { text, line }, folds: null };
}

function verdict(result: ReturnType<typeof splitLoop>): Verdict {
  switch (result.kind) {
    case 'split':
      return { split: result.split, reason: null, folds: null };
    case 'fold':
      return { split: null, reason: null, folds: result.folds };
    case 'refused':
      return { split: null, reason: result.reason, folds: null };
  }
}

function* candidates(program: Program): Generator<Candidate> {
  const consumed = new Set<Node>();
  const stopped = new Set<Node>();
  for (const node of walk(program.module)) {
    if (node.kind !== 'Call') continue;
    const name =
      node.func.kind === 'Name'
        ? node.func.name
        : node.func.kind === 'Attribute'
          ? node.func.attr
          : '';
    if (consumers.has(name) && node.args[0]) consumed.add(node.args[0]);
    if (stoppers.has(name) && node.args[0]) stopped.add(node.args[0]);
  }
  const visit = function* (
    node: Node,
    scope: Scope,
    inside: Node | null,
    blocked: string | null,
  ): Generator<Candidate> {
    const inner = program.scopes.of.get(node);
    const here = program.scopeOf(node);
    let next = inside;
    let why = blocked;
    if (node.kind === 'For') {
      yield {
        shape: loopShape(node, here),
        inside,
        why: why ?? reasonAgainst(here),
        mayStop: false,
      };
      next = node;
    } else if (isComprehension(node) && inner) {
      const lazy = node.kind === 'GeneratorExp' && !consumed.has(node);
      const against = lazy
        ? 'a generator whose items are taken elsewhere'
        : node.generators.some((one) => one.isAsync)
          ? 'it is asynchronous'
          : null;
      yield {
        shape: comprehensionShape(node, inner),
        inside,
        why: why ?? against ?? reasonAgainst(here),
        mayStop: stopped.has(node),
      };
      next = node;
    }
    if (node.kind === 'Lambda') why = 'it is inside a lambda';
    if (node.kind === 'ClassDef') why = 'it is in the body of a class';
    if (node.kind === 'FunctionDef') {
      why = null;
      next = null;
      for (const one of [
        ...node.params.flatMap((p) => (p.value ? [p.value] : [])),
        ...node.decorators,
      ])
        yield* visit(one, scope, null, 'it is evaluated when the function is defined');
      for (const one of node.body) yield* visit(one, scope, null, null);
      return;
    }
    for (const child of children(node))
      yield* visit(
        child,
        scope,
        next,
        opensScope(node) && node.kind === 'AsyncFunctionDef' ? 'it is asynchronous' : why,
      );
  };
  for (const one of program.module.body) yield* visit(one, program.scopes.module, null, null);
}

function reasonAgainst(scope: Scope): string | null {
  for (let at: Scope | null = scope; at; at = at.parent) {
    if (at.kind === 'function')
      return at.isGenerator ? 'it is in a generator: others run between its steps' : null;
    if (at.kind === 'class') return 'it is in the body of a class';
  }
  return null;
}

function loopShape(node: For, scope: Scope): LoopShape {
  return { node, scope, target: node.target, iter: node.iter, parts: [], body: node.body };
}

function comprehensionShape(node: Comprehension, scope: Scope): LoopShape {
  const [first, ...rest] = node.generators;
  const parts: Expr[] = [
    ...(first?.ifs ?? []),
    ...rest.flatMap((one) => [one.iter, ...one.ifs]),
    node.elt,
    ...(node.value ? [node.value] : []),
  ];
  return { node, scope, target: first?.target as Expr, iter: first?.iter as Expr, parts, body: [] };
}

/** Ids in the order of the source; of nested regions the outermost that is worth it does the work. */
function number(found: readonly Found[], program: Program): Region[] {
  const chosen = new Map<Node, number>();
  const claimed = new Map<Node, number>();
  const ids = new Map(found.map((one, i) => [one.candidate.shape.node as Node, i + 1]));
  const heavyFirst = [...found].sort((a, b) => Number(isHeavy(b.split)) - Number(isHeavy(a.split)));
  for (const { candidate, split } of heavyFirst) {
    const { node } = candidate.shape;
    const id = ids.get(node) ?? 0;
    if (!split || claimed.has(node)) continue;
    if ([...walk(node)].some((one) => one !== node && chosen.has(one))) continue;
    chosen.set(node, id);
    const points = new Set<Node>(split.points.flatMap((one) => one.nodes));
    const holds = (one: Node): boolean => points.has(one) || children(one).some(holds);
    for (const one of walk(node)) {
      if (one === node || !(one.kind === 'For' || isComprehension(one))) continue;
      const within = isWithin(points, one, node);
      if (within || holds(one)) claimed.set(one, id);
    }
  }
  return found.map(({ candidate, split, reason, folds }, i) => {
    const { node } = candidate.shape;
    const partOf = claimed.get(node) ?? null;
    return {
      id: i + 1,
      line: node.line,
      endLine: node.endLine,
      node: ref(node),
      pattern: patternOf(candidate.shape, split),
      call: null,
      parallel: split ? 'guarded' : folds ? 'yes' : 'no',
      light: folds !== null || (split !== null && !isHeavy(split)),
      folds: split?.carried ?? folds ?? [],
      earlyExit: (split?.earlyExit ?? false) || candidate.mayStop,
      reason,
      work: split && chosen.has(node) ? workOf(split, candidate.shape.iter, program) : null,
      partOf,
    };
  });
}

function isHeavy(split: Split | null): boolean {
  return split?.points.some((one) => one.heavy) ?? false;
}

function isWithin(points: ReadonlySet<Node>, target: Node, root: Node): boolean {
  const visit = (node: Node, within: boolean): boolean => {
    if (node === target) return within;
    return children(node).some((one) => visit(one, within || points.has(one)));
  };
  return visit(root, false);
}

function patternOf(shape: LoopShape, split: Split | null): string {
  if (isComprehension(shape.node)) return 'map';
  if (!split) return 'loop';
  return split.carried.length > 0 ? 'map, then ordered fold' : 'map';
}

function ref(node: Node): NodeRef {
  return [node.kind, node.ordinal];
}

function workOf(split: Split, iter: Expr, program: Program): RegionWork {
  const functions = new Map<string, [number, string]>();
  const add = (one: Node) => {
    if (one.kind === 'Lambda') functions.set(`${one.line}:<lambda>`, [one.line, '<lambda>']);
    if (one.kind === 'FunctionDef')
      functions.set(`${one.firstLine}:${one.name}`, [one.firstLine, one.name]);
  };
  for (const one of split.interpreter.functions) add(one);
  if (split.callsData) for (const one of program.functionsAsValues) add(one);
  for (const one of split.points)
    for (const each of one.nodes) for (const node of walk(each)) add(node);
  const safe = split.objects
    ? [...program.classes.values()].filter((one) => !one.unsafe)
    : [...split.interpreter.classes];
  return {
    points: split.points.map((one) => ({
      kind: one.kind,
      nodes: one.nodes.map(ref),
      outputs: one.outputs,
      shared: one.shared,
      prints: one.prints,
    })),
    keep: split.keep.filter(isStmt).map(ref),
    freshIterator: iter.kind === 'Call',
    captures: split.captures,
    written: split.written,
    frozen: split.frozen,
    functions: [...functions.values()],
    classes: safe.map((one) => one.node.name),
  };
}
