// What statements and expressions look like, whatever their values: what they assign, evaluate, leave.
import { resolve, type Scope, type Variable } from '../bind/scopes.ts';
import type { Program } from '../effects/program.ts';
import type { Obj } from '../effects/value.ts';
import { children, opensScope, walk } from '../parse/children.ts';
import type { Comprehension, Expr, For, Name, Node, Stmt } from '../parse/nodes.ts';
import type { LoopShape } from './split.ts';

export const outsideWords: Record<string, string> = {
  rng: 'it draws from the shared random numbers',
  stdin: 'it reads standard input',
  files: 'it works on files',
  clock: 'it reads the clock',
  exit: 'it may end the program',
  interpreter: 'it changes settings of the interpreter',
  decimal: 'it changes the decimal context',
};

/** Objects that travel and come back the same. */
export const sendable: ReadonlySet<string> = new Set([
  'list',
  'dict',
  'set',
  'frozenset',
  'tuple',
  'inst',
  'deque',
  'counter',
  'ordereddict',
  'defaultdict',
  'bytearray',
  'data',
]);

export const pointKinds: ReadonlySet<string> = new Set([
  'Call',
  'BinOp',
  'UnaryOp',
  'BoolOp',
  'Compare',
  'IfExp',
  'ListComp',
  'SetComp',
  'DictComp',
  'Subscript',
  'Tuple',
  'List',
  'Dict',
  'Attribute',
]);

/** Something is computed, however little. */
export function isWork(node: Node): boolean {
  for (const one of walk(node)) {
    if (
      [
        'BinOp',
        'Call',
        'Compare',
        'BoolOp',
        'IfExp',
        'AugAssign',
        'ListComp',
        'For',
        'While',
      ].includes(one.kind)
    )
      return true;
  }
  return false;
}

/** The parts of an expression that are evaluated whenever it is, each once. */
export function evaluatedAlways(node: Expr): Expr[] {
  switch (node.kind) {
    case 'Lambda':
      return [];
    case 'BoolOp':
      return node.values.slice(0, 1);
    case 'IfExp':
      return [node.test];
    case 'Compare':
      return [node.left, ...node.comparators.slice(0, 1)];
    case 'ListComp':
    case 'SetComp':
    case 'DictComp':
    case 'GeneratorExp':
      return node.generators.slice(0, 1).map((one) => one.iter);
    default:
      return children(node) as Expr[];
  }
}

export function isComprehension(node: Node): node is Comprehension {
  return node.kind.endsWith('Comp') || node.kind === 'GeneratorExp';
}

export function isSameName(a: Expr, b: Expr): boolean {
  return a.kind === 'Name' && b.kind === 'Name' && a.name === b.name;
}

export function nameOf(obj: Obj): string {
  return obj.root ? shortName(obj.root) : 'an object';
}

export function shortName(key: string): string {
  return key.split(':').at(-1) ?? key;
}

export const stmtKinds: ReadonlySet<string> = new Set([
  'FunctionDef',
  'AsyncFunctionDef',
  'ClassDef',
  'Return',
  'Delete',
  'Assign',
  'AugAssign',
  'AnnAssign',
  'For',
  'AsyncFor',
  'While',
  'If',
  'With',
  'AsyncWith',
  'Match',
  'Raise',
  'Try',
  'TryStar',
  'Assert',
  'Import',
  'ImportFrom',
  'Global',
  'Nonlocal',
  'Expr',
  'Pass',
  'Break',
  'Continue',
  'TypeAlias',
]);
export function isStmt(node: Node): node is Stmt {
  return stmtKinds.has(node.kind);
}

/** Every target a statement assigns, with those of the statements in it. */
export function assignedNames(stmt: Stmt): Expr[] {
  const out: Expr[] = [];
  const visit = (node: Node): void => {
    if (node.kind === 'Assign') out.push(...node.targets);
    if (node.kind === 'AugAssign' || node.kind === 'AnnAssign' || node.kind === 'For')
      out.push(node.target);
    if (node.kind === 'NamedExpr') out.push(node.target);
    if (node.kind === 'With') for (const one of node.items) if (one.target) out.push(one.target);
    if (node.kind === 'Delete') out.push(...node.targets);
    if (node !== stmt && opensScope(node)) return;
    if (opensScope(node)) return;
    for (const child of children(node)) visit(child);
  };
  visit(stmt);
  return out;
}

/** Whether the name is what is bound, not something its place is computed from. */
export function isBoundBy(target: Expr, name: Name): boolean {
  switch (target.kind) {
    case 'Name':
      return target === name;
    case 'Tuple':
    case 'List':
      return target.elts.some((one) => isBoundBy(one, name));
    case 'Starred':
      return isBoundBy(target.value, name);
    default:
      return false;
  }
}

/** A loop that may be left, or cut short, for reasons only the driver knows. */
export function leavesByOrder(loop: For, isFree: (test: Expr) => boolean): boolean {
  const visit = (stmts: readonly Stmt[], free: boolean, depth: number): boolean =>
    stmts.some((stmt) => {
      if (stmt.kind === 'Return' || stmt.kind === 'Raise') return !free || stmt.kind === 'Return';
      if (stmt.kind === 'Break' || stmt.kind === 'Continue') return depth === 0 && !free;
      if (stmt.kind === 'If') {
        const inner = free && isFree(stmt.test);
        return visit(stmt.body, inner, depth) || visit(stmt.orelse, inner, depth);
      }
      if (stmt.kind === 'For' || stmt.kind === 'While')
        return visit(stmt.body, free, depth + 1) || visit(stmt.orelse, free, depth);
      if (
        stmt.kind === 'Try' ||
        stmt.kind === 'With' ||
        stmt.kind === 'TryStar' ||
        stmt.kind === 'Match'
      )
        return true;
      return false;
    });
  return visit(loop.body, true, 0) || loop.orelse.length > 0;
}

export function isOutside(scope: Scope, shape: LoopShape): boolean {
  for (let at: Scope | null = shape.scope; at; at = at.parent) if (at === scope) return true;
  return false;
}

/** The tests and iterables of the body's own compound statements: tasks follow them too. */
export function* controlTests(stmts: readonly Stmt[]): Generator<Expr> {
  for (const stmt of stmts) {
    if (stmt.kind === 'If') {
      yield stmt.test;
      yield* controlTests(stmt.body);
      yield* controlTests(stmt.orelse);
    } else if (stmt.kind === 'For') {
      yield stmt.iter;
      yield* controlTests(stmt.body);
    }
  }
}

/** Variables that are assigned whatever way the statements take. */
export function definiteAfter(
  run: readonly Stmt[],
  variableOf: (name: Name) => Variable | undefined,
): Set<Variable> {
  const out = new Set<Variable>();
  const take = (target: Expr) => {
    for (const one of walk(target)) {
      if (one.kind !== 'Name' || !isBoundBy(target, one)) continue;
      const variable = variableOf(one);
      if (variable) out.add(variable);
    }
  };
  for (const stmt of run) {
    if (stmt.kind === 'Assign') stmt.targets.forEach(take);
    if (stmt.kind === 'AnnAssign' || stmt.kind === 'AugAssign') take(stmt.target);
    if (stmt.kind === 'If') {
      const [a, b] = [definiteAfter(stmt.body, variableOf), definiteAfter(stmt.orelse, variableOf)];
      for (const one of a) if (b.has(one)) out.add(one);
    }
    if (stmt.kind === 'Try' && stmt.handlers.length > 0) {
      const sets = [
        definiteAfter([...stmt.body, ...stmt.orelse], variableOf),
        ...stmt.handlers.map((one) => definiteAfter(one.body, variableOf)),
      ];
      for (const one of sets[0] ?? []) if (sets.every((each) => each.has(one))) out.add(one);
    }
    if (stmt.kind === 'Try')
      for (const one of definiteAfter(stmt.finalbody, variableOf)) out.add(one);
  }
  return out;
}

export function innerTargets(shape: LoopShape): Expr[] {
  if (!isComprehension(shape.node)) return [];
  return shape.node.generators.slice(1).map((one) => one.target);
}

/** The variables a loop assigns, of whatever scope they are. */
export function ownVariables(program: Program, shape: LoopShape): Set<Variable> {
  const own = new Set<Variable>();
  const bindNames = (target: Expr) => {
    for (const one of walk(target)) {
      if (one.kind !== 'Name' || !isBoundBy(target, one)) continue;
      const variable = resolve(program.scopeOf(one), one.name);
      if (variable) own.add(variable);
    }
  };
  bindNames(shape.target);
  for (const one of innerTargets(shape)) bindNames(one);
  const visit = (node: Node): void => {
    if (node.kind === 'FunctionDef' || node.kind === 'ClassDef') {
      const variable = resolve(program.scopeOf(node), node.name);
      if (variable) own.add(variable);
      return;
    }
    if (node.kind === 'Lambda') return;
    if (node.kind === 'NamedExpr') bindNames(node.target);
    if (node.kind === 'Assign') node.targets.forEach(bindNames);
    if (node.kind === 'AugAssign' || node.kind === 'AnnAssign' || node.kind === 'For')
      bindNames(node.target);
    if (node.kind === 'Delete') node.targets.forEach(bindNames);
    if (node.kind === 'With') for (const one of node.items) if (one.target) bindNames(one.target);
    const named =
      node.kind === 'Try' || node.kind === 'TryStar' ? node.handlers.map((one) => one.name) : [];
    const matched = node.kind === 'Match' ? node.cases.flatMap((one) => one.captures) : [];
    const imports =
      node.kind === 'Import'
        ? node.names.map((one) => one.as ?? one.module.split('.')[0] ?? '')
        : node.kind === 'ImportFrom'
          ? node.names.map((one) => one.as ?? one.name)
          : [];
    for (const name of [...named, ...matched, ...imports]) {
      const variable = name ? resolve(program.scopeOf(node), name) : undefined;
      if (variable) own.add(variable);
    }
    for (const child of children(node)) visit(child);
  };
  for (const one of [...shape.body, ...shape.parts]) visit(one);
  return own;
}
