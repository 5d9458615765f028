// What the words of the table mean, and which methods CPython calls where no call is written.
import type { Expr, Operator } from '../parse/nodes.ts';
import { type Entry, table } from './table.ts';
import {
  Atom,
  anyAtom,
  anyAtomValue,
  atomsOf,
  type Fn,
  nothing,
  numberAtoms,
  ofFn,
  type Value,
} from './value.ts';

export const binaryMethods: Record<Operator, string> = {
  '+': 'add',
  '-': 'sub',
  '*': 'mul',
  '/': 'truediv',
  '//': 'floordiv',
  '%': 'mod',
  '**': 'pow',
  '@': 'matmul',
  '&': 'and',
  '|': 'or',
  '^': 'xor',
  '<<': 'lshift',
  '>>': 'rshift',
};
export const compareMethods = [
  '__eq__',
  '__ne__',
  '__lt__',
  '__le__',
  '__gt__',
  '__ge__',
  '__hash__',
];
export const showMethods = ['__str__', '__repr__', '__format__'];

export const dictKinds: ReadonlySet<string> = new Set([
  'dict',
  'counter',
  'defaultdict',
  'ordereddict',
]);
/** Kinds that are used up by going through them. */
export const consumable: ReadonlySet<string> = new Set(['iter', 'file', 'stringio', 'csvwriter']);
/** Allowed as `print(file=...)`; whatever else is done with them is unknown. */
export const standardStreams: ReadonlySet<string> = new Set([
  'unknown:sys.stdout',
  'unknown:sys.stderr',
]);
/** Attribute of an object under which stands what is used up or changed along with it. */
export const source = '<source>';

export const iterationMethods = ['__iter__', '__next__', '__getitem__', '__len__', '__contains__'];
export const conversionMethods = [
  '__bool__',
  '__int__',
  '__float__',
  '__index__',
  '__abs__',
  '__round__',
  '__call__',
  '__reversed__',
  '__complex__',
  '__neg__',
  '__pos__',
  '__invert__',
  '__floor__',
  '__ceil__',
  '__trunc__',
  '__bytes__',
  '__divmod__',
  '__rdivmod__',
  '__missing__',
  '__fspath__',
  '__length_hint__',
  ...Object.values(binaryMethods).flatMap((one) => [`__${one}__`, `__r${one}__`, `__i${one}__`]),
];

export const plainReturns: Record<string, number> = {
  int: Atom.int,
  float: Atom.float,
  str: Atom.str,
  bytes: Atom.bytes,
  bool: Atom.bool,
  none: Atom.none,
  complex: Atom.complex,
  number: numberAtoms,
  atom: anyAtom,
  text: Atom.str | Atom.bytes,
};

export const typeAtoms: Record<string, number> = {
  str: Atom.str,
  bytes: Atom.bytes,
  int: Atom.int | Atom.bool,
  float: Atom.float,
  complex: Atom.complex,
};

export const exceptionEntry: Entry = {
  name: 'Exception',
  returns: 'obj:exception',
  element: null,
  heavy: false,
  prints: false,
  advances: false,
  mutates: [],
  stores: 'none',
  calls: [],
  ext: null,
  refusedKeywords: [],
  isMethod: false,
  givesMatch: false,
  readsProperties: false,
  most: null,
};
export const getterEntry: Entry = {
  ...exceptionEntry,
  name: 'getter',
  returns: 'getter',
  readsProperties: true,
};

export function anyAtomIf(value: Value | undefined): Value {
  return value && (value.atoms & Atom.other || [...value.objs].some((one) => one.kind === 'data'))
    ? anyAtomValue
    : nothing;
}

/** One argument that is gone through, nothing else: `max(xs)`, not `max(a, b)` nor `max(*xs)`. */
export function isFirstPlain(node: Expr): boolean {
  return node.kind === 'Call' && !node.args.some((one) => one.kind === 'Starred');
}

export function isOneCollection(node: Expr, args: readonly Value[]): boolean {
  return (
    args.length <= 1 && !(node.kind === 'Call' && node.args.some((one) => one.kind === 'Starred'))
  );
}

/** Words for atoms that a method of the script's own may replace by anything. */
export const openReturns: ReadonlySet<string> = new Set(['number', 'atom']);
export const openNames: ReadonlySet<string> = new Set(['math.floor', 'math.ceil', 'math.trunc']);
/** Objects that hold nothing of what they are made from. */
export const selfContained: ReadonlySet<string> = new Set([
  'pattern',
  'hash',
  'random',
  'stringio',
  'csvwriter',
  'file',
  'array',
  'template',
]);

export function constantAtoms(type: string): number {
  return (
    {
      int: Atom.int,
      float: Atom.float,
      complex: Atom.complex,
      str: Atom.str,
      bytes: Atom.bytes,
      bool: Atom.bool,
      none: Atom.none,
      ellipsis: Atom.other,
    }[type] ?? anyAtom
  );
}

export function imported(module: string, member: string | null): Fn {
  if (member === null) return { kind: 'module', key: `module:${module}`, module };
  const entry = table.modules.get(module)?.get(member);
  if (entry) {
    const value = moduleMember(entry, `${module}.${member}`);
    const [fn] = value.fns.values();
    if (fn) return fn;
    return {
      kind: 'entry',
      key: `constant:${module}.${member}`,
      entry: { ...entry, name: `${module}.${member}` },
      self: null,
    };
  }
  if (table.modules.has(`${module}.${member}`))
    return { kind: 'module', key: `module:${module}.${member}`, module: `${module}.${member}` };
  if (/(Error|Exception|Warning)$/.test(member))
    return { kind: 'entry', key: `exception:${member}`, entry: exceptionEntry, self: null };
  return {
    kind: 'unknown',
    key: `unknown:${module}.${member}`,
    why: `\`${module}.${member}\` is not in the table of known functions`,
  };
}

export function moduleMember(entry: Entry, name: string): Value {
  if (entry.returns.startsWith('='))
    return atomsOf(plainReturns[entry.returns.slice(1)] ?? anyAtom);
  return ofFn({ kind: 'entry', key: `entry:${name}`, entry, self: null });
}
