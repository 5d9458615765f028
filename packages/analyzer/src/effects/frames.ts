// Variables of the code that is looked at: where a name belongs, which parameter gets which argument.
import { ownerOf, resolve, type Scope, type Variable } from '../bind/scopes.ts';
import type { Expr, FunctionNode } from '../parse/nodes.ts';
import { lastName } from './classes.ts';
import { type ClassInfo, type Frame, join, joinAll, nothing, type Value } from './value.ts';

/** RuntimeError and wider: whether it is raised for depth depends on where the code runs. */
export function catchesDepth(type: Expr | null): boolean {
  if (!type) return true;
  if (type.kind === 'Tuple') return type.elts.some(catchesDepth);
  return ['Exception', 'BaseException', 'RuntimeError', 'RecursionError'].includes(
    lastName(type) ?? '',
  );
}

export function signatureOf(value: Value): string {
  return `${value.atoms}:${[...value.objs]
    .map((one) => one.id)
    .sort()
    .join(',')}:${[...value.fns.keys()].sort().join(',')}`;
}

/** Code of the region itself, or a function written inside it. */
export function isLexicallyIn(frame: Frame): boolean {
  for (let at: Frame | null = frame; at; at = at.parent) if (at.key === 'region') return true;
  return false;
}

export function isComprehensionOf(frame: Frame): boolean {
  for (let at: Frame | null = frame; at; at = at.parent) {
    if (at.key === 'region') return true;
    if (at.scope.kind !== 'comprehension') return false;
  }
  return false;
}

export function variableFor(scope: Scope, name: string): Variable | undefined {
  const own = scope.variables.get(name);
  if (own && !scope.globals.has(name) && !scope.nonlocals.has(name)) return own;
  if (scope.kind === 'comprehension') return resolve(ownerOf(scope), name);
  return resolve(scope, name);
}

export function arityOf(value: Value): number | null {
  const sizes = [...value.fns.values()].flatMap((fn) =>
    fn.kind === 'def' ? [fn.node.params.length - (fn.self ? 1 : 0)] : [],
  );
  return sizes.length > 0 ? Math.max(...sizes) : null;
}

export function fieldsOf(info: ClassInfo): { name: string; value: Expr | null }[] {
  const own = info.node.body.flatMap((one) =>
    one.kind === 'AnnAssign' && one.target.kind === 'Name'
      ? [{ name: one.target.name, value: one.value }]
      : [],
  );
  return [...info.bases.flatMap(fieldsOf), ...own];
}

/** Which parameter gets which argument; with a star anything may be anywhere. */
export function bindParameters(
  node: FunctionNode,
  self: Value | null,
  args: readonly Value[],
  keywords: readonly { name: string | null; value: Value }[],
  starred: boolean,
): Map<string, Value> {
  const all = self ? [self, ...args] : args;
  const bound = new Map<string, Value>();
  const put = (name: string, value: Value) =>
    bound.set(name, join(bound.get(name) ?? nothing, value));
  const positional = node.params.filter((one) => one.how === 'positional');
  const rest = node.params.find((one) => one.how === 'rest');
  const more = node.params.find((one) => one.how === 'keywords');
  if (starred) {
    const mixed = joinAll([...args, ...keywords.map((one) => one.value)]);
    const deep = joinAll([mixed, ...[...mixed.objs].map((one) => one.contents)]);
    if (self && positional[0]) put(positional[0].name, self);
    for (const one of node.params) {
      if (one.how === 'rest' || one.how === 'keywords') put(`*${one.name}`, deep);
      else if (!(self && one === positional[0])) put(one.name, deep);
    }
    return bound;
  }
  for (const [i, value] of all.entries()) {
    const param = positional[i];
    if (param) put(param.name, value);
    else if (rest) put(`*${rest.name}`, value);
  }
  for (const one of keywords) {
    const param = node.params.find((each) => each.name === one.name);
    if (param && param.how !== 'rest' && param.how !== 'keywords') put(param.name, one.value);
    else if (more) put(`*${more.name}`, one.value);
  }
  return bound;
}
