// What each class statement is: its bases, methods and whether its instances can be reasoned about.
import { resolve, type Scope, type Scopes } from '../bind/scopes.ts';
import { walk } from '../parse/children.ts';
import type { ClassDef, Expr, Module, Stmt } from '../parse/nodes.ts';
import { type ClassInfo, type Method, nothing, type Obj } from './value.ts';

/** Methods that CPython calls where no call is written, or that decide what an attribute is. */
const treacherous = new Set([
  '__getattr__',
  '__getattribute__',
  '__setattr__',
  '__delattr__',
  '__del__',
  '__new__',
  '__init_subclass__',
  '__set_name__',
  '__get__',
  '__set__',
  '__delete__',
  '__class_getitem__',
  '__reduce__',
  '__reduce_ex__',
  '__getstate__',
  '__setstate__',
  '__getnewargs__',
  '__getnewargs_ex__',
  '__copy__',
  '__deepcopy__',
  '__prepare__',
  '__instancecheck__',
  '__subclasscheck__',
  '__missing__',
  '__slots__',
  '__sizeof__',
  '__dir__',
]);

const plainBases = new Set(['object', 'ABC', 'Protocol', 'Generic']);
const enumBases = new Set(['Enum', 'IntEnum', 'Flag', 'IntFlag', 'StrEnum']);
const exceptionName = /(Error|Exception|Warning|Interrupt|StopIteration|Exit)$/;
const knownDecorators = new Set([
  'dataclass',
  'total_ordering',
  'unique',
  'final',
  'runtime_checkable',
]);

const methodDecorators: Record<string, Method['how']> = {
  staticmethod: 'static',
  classmethod: 'class',
  property: 'property',
  abstractmethod: 'method',
  override: 'method',
};

/** `dataclasses.dataclass(frozen=True)` -> `dataclass`. */
export function lastName(expr: Expr): string | null {
  if (expr.kind === 'Call') return lastName(expr.func);
  if (expr.kind === 'Subscript') return lastName(expr.value);
  if (expr.kind === 'Attribute') return expr.attr;
  return expr.kind === 'Name' ? expr.name : null;
}

export function collectClasses(module: Module, scopes: Scopes, newState: (name: string) => Obj) {
  const infos = new Map<ClassDef, ClassInfo>();
  const find = (scope: Scope, base: Expr): ClassInfo | null => {
    const name = base.kind === 'Name' ? base.name : null;
    const variable = name ? resolve(scope, name) : undefined;
    const [only] = variable?.bindings ?? [];
    if (variable?.bindings.length !== 1 || only?.kind !== 'class') return null;
    return infos.get(only.node) ?? null;
  };
  for (const node of walk(module)) {
    if (node.kind !== 'ClassDef') continue;
    const scope = scopes.of.get(node);
    if (scope?.parent) infos.set(node, describe(node, scope, scope.parent, find, newState));
  }
  return infos;
}

function describe(
  node: ClassDef,
  scope: Scope,
  outer: Scope,
  find: (scope: Scope, base: Expr) => ClassInfo | null,
  newState: (name: string) => Obj,
): ClassInfo {
  let unsafe: string | null = null;
  let flavour: ClassInfo['flavour'] = 'plain';
  const refuse = (why: string) => {
    unsafe ??= why;
  };
  const bases: ClassInfo[] = [];
  for (const base of node.bases) {
    const info = find(outer, base);
    const name = lastName(base) ?? '';
    if (info) {
      bases.push(info);
      if (info.unsafe) refuse(info.unsafe);
      flavour = info.flavour;
    } else if (enumBases.has(name)) flavour = 'enum';
    else if (name === 'NamedTuple') flavour = 'namedtuple';
    else if (exceptionName.test(name)) flavour = 'exception';
    else if (!plainBases.has(name)) refuse(`its base ${name || 'class'} is not known`);
  }
  if (outer.kind !== 'module') refuse('it is not at the top of the script');
  for (const one of node.keywords) refuse(`it has the class argument ${one.name ?? '**'}`);
  for (const one of node.decorators) {
    const name = lastName(one) ?? '';
    if (name === 'dataclass') flavour = 'dataclass';
    else if (!knownDecorators.has(name)) refuse(`its decorator ${name} is not known`);
  }
  const methods = new Map<string, Method>();
  const attributes = new Set<string>();
  for (const stmt of node.body) {
    const why = member(stmt, methods, attributes);
    if (why) refuse(why);
  }
  for (const name of [...methods.keys(), ...attributes]) {
    if (treacherous.has(name)) refuse(`it defines ${name}`);
  }
  return { node, scope, bases, methods, attributes, flavour, unsafe, state: newState(node.name) };
}

/** Takes one statement of a class body in; a sentence if it is more than a definition. */
function member(stmt: Stmt, methods: Map<string, Method>, attributes: Set<string>): string | null {
  switch (stmt.kind) {
    case 'Pass':
      return null;
    case 'Expr':
      return stmt.value.kind === 'Constant' ? null : 'its body does more than define';
    case 'FunctionDef': {
      const [only] = stmt.decorators;
      const name = only ? (lastName(only) ?? '') : '';
      const how = only ? methodDecorators[name] : 'method';
      if (stmt.decorators.length > 1 || !how) {
        methods.delete(stmt.name);
        attributes.add(stmt.name);
        return `the decorator of its ${stmt.name} is not known`;
      }
      if (methods.has(stmt.name) || attributes.has(stmt.name))
        return `it defines ${stmt.name} twice`;
      methods.set(stmt.name, { node: stmt, how });
      return null;
    }
    case 'AnnAssign':
    case 'Assign': {
      const targets = stmt.kind === 'Assign' ? stmt.targets : [stmt.target];
      for (const one of targets) {
        if (one.kind !== 'Name') return 'its body does more than define';
        if (methods.has(one.name)) return `it defines ${one.name} twice`;
        attributes.add(one.name);
      }
      return stmt.value && !isHarmless(stmt.value) ? 'its body computes' : null;
    }
    default:
      return 'its body does more than define';
  }
}

/** A value that a class body may compute without anybody noticing. */
function isHarmless(expr: Expr): boolean {
  switch (expr.kind) {
    case 'Constant':
    case 'Name':
      return true;
    case 'Tuple':
    case 'List':
    case 'Set':
      return expr.elts.every(isHarmless);
    case 'Dict':
      return (
        expr.keys.every((one) => one !== null && isHarmless(one)) && expr.values.every(isHarmless)
      );
    case 'UnaryOp':
      return isHarmless(expr.operand);
    case 'BinOp':
      return isHarmless(expr.left) && isHarmless(expr.right);
    case 'Attribute':
      return isHarmless(expr.value);
    case 'Call':
      return (
        ['field', 'auto'].includes(lastName(expr.func) ?? '') &&
        expr.args.every(isHarmless) &&
        expr.keywords.every((one) => isHarmless(one.value) || one.value.kind === 'Lambda')
      );
    default:
      return false;
  }
}

export function methodIn(
  info: ClassInfo,
  name: string,
): { method: Method; owner: ClassInfo } | null {
  const own = info.methods.get(name);
  if (own) return { method: own, owner: info };
  for (const base of info.bases) {
    const found = methodIn(base, name);
    if (found) return found;
  }
  return null;
}

export function isSubclass(info: ClassInfo, of: ClassInfo): boolean {
  return info === of || info.bases.some((base) => isSubclass(base, of));
}

export function hasAttribute(info: ClassInfo, name: string): boolean {
  return info.attributes.has(name) || info.bases.some((base) => hasAttribute(base, name));
}

export const emptyState = (id: number, name: string): Obj => ({
  id,
  kind: 'data',
  root: `class:${name}`,
  cls: null,
  contents: nothing,
  attributes: new Map(),
  site: null,
});
