// What the analyzer knows of a value: which kinds of immutable atoms it may be, which objects it may
// refer to, which functions it may call. Sets only grow, so that a fixed point exists. Pure data.

import type { Scope } from '../bind/scopes.ts';
import type { ClassDef, FunctionNode, Node } from '../parse/nodes.ts';
import type { Entry } from './table.ts';

export const Atom = {
  int: 1,
  float: 2,
  str: 4,
  bytes: 8,
  bool: 16,
  none: 32,
  complex: 64,
  /** Immutable things of the library: Decimal, date, range, compiled pattern ... */
  other: 128,
} as const;
export const anyAtom = 255;
export const numberAtoms = Atom.int | Atom.float | Atom.complex | Atom.bool | Atom.other;

/** A class statement, as far as it can be reasoned about. */
export type ClassInfo = {
  readonly node: ClassDef;
  readonly scope: Scope;
  readonly bases: readonly ClassInfo[];
  readonly methods: ReadonlyMap<string, Method>;
  /** Names assigned in the class body. */
  readonly attributes: ReadonlySet<string>;
  readonly flavour: 'plain' | 'dataclass' | 'enum' | 'namedtuple' | 'exception';
  /** Why instances of it are not allowed in a region; null when they are. */
  readonly unsafe: string | null;
  /** Its attributes as one object: reading and writing `C.x` reads and writes it. */
  readonly state: Obj;
};
export type Method = {
  readonly node: FunctionNode;
  readonly how: 'method' | 'static' | 'class' | 'property';
};

export type Fn =
  | {
      readonly kind: 'def';
      readonly key: string;
      readonly node: FunctionNode;
      readonly frame: Frame | null;
      readonly self: Value | null;
      readonly cached: boolean;
    }
  | { readonly kind: 'class'; readonly key: string; readonly info: ClassInfo }
  | {
      readonly kind: 'entry';
      readonly key: string;
      readonly entry: Entry;
      readonly self: Value | null;
      /** `list.append`: its first argument is the receiver. */
      readonly unbound?: true;
    }
  | { readonly kind: 'module'; readonly key: string; readonly module: string }
  | { readonly kind: 'unknown'; readonly key: string; readonly why: string };

/** An abstract object: everything allocated at one place, or everything a captured name holds. */
export type Obj = {
  readonly id: number;
  /** `list`, `dict`, `inst`, `counter`, ...; `data` when it may be anything a guard lets through. */
  readonly kind: string;
  /** Captured from outside: the variable it was reached from. Null: allocated in the region. */
  readonly root: string | null;
  readonly cls: ClassInfo | null;
  contents: Value;
  readonly attributes: Map<string, Value>;
  /** The expression of the region's own code during which it was allocated. */
  readonly site: Node | null;
};

export type Value = {
  readonly atoms: number;
  readonly objs: ReadonlySet<Obj>;
  readonly fns: ReadonlyMap<string, Fn>;
};

/** A function's variables while its body is looked at. */
export type Frame = {
  readonly scope: Scope;
  readonly parent: Frame | null;
  readonly values: Map<string, Value>;
  readonly key: string;
};

const noObjs: ReadonlySet<Obj> = new Set();
const noFns: ReadonlyMap<string, Fn> = new Map();

export const nothing: Value = { atoms: 0, objs: noObjs, fns: noFns };
export const atomsOf = (atoms: number): Value => ({ atoms, objs: noObjs, fns: noFns });
export const anyAtomValue: Value = atomsOf(anyAtom);
export const ofObj = (obj: Obj): Value => ({ atoms: 0, objs: new Set([obj]), fns: noFns });
export const ofFn = (fn: Fn): Value => ({ atoms: 0, objs: noObjs, fns: new Map([[fn.key, fn]]) });

export function includes(a: Value, b: Value): boolean {
  if ((a.atoms | b.atoms) !== a.atoms) return false;
  for (const obj of b.objs) if (!a.objs.has(obj)) return false;
  for (const key of b.fns.keys()) if (!a.fns.has(key)) return false;
  return true;
}

export function join(a: Value, b: Value): Value {
  if (includes(a, b)) return a;
  if (includes(b, a)) return b;
  return {
    atoms: a.atoms | b.atoms,
    objs: b.objs.size === 0 ? a.objs : new Set([...a.objs, ...b.objs]),
    fns: b.fns.size === 0 ? a.fns : new Map([...a.fns, ...b.fns]),
  };
}

/** The join of many at once: sets are copied once, not once for each. */
export function joinAll(values: Iterable<Value>): Value {
  let first: Value | null = null;
  let out: { atoms: number; objs: Set<Obj>; fns: Map<string, Fn> } | null = null;
  for (const one of values) {
    if (one.atoms === 0 && one.objs.size === 0 && one.fns.size === 0) continue;
    if (first === null) {
      first = one;
      continue;
    }
    if (out === null) {
      if (includes(first, one)) continue;
      out = { atoms: first.atoms, objs: new Set(first.objs), fns: new Map(first.fns) };
    }
    out.atoms |= one.atoms;
    for (const obj of one.objs) out.objs.add(obj);
    for (const [key, fn] of one.fns) if (!out.fns.has(key)) out.fns.set(key, fn);
  }
  return out ?? first ?? nothing;
}

/** Every object that can be reached from the values. */
export function reachable(...values: readonly Value[]): Set<Obj> {
  const seen = new Set<Obj>();
  const pending: Obj[] = [];
  const take = (value: Value) => {
    for (const obj of value.objs) {
      if (seen.has(obj)) continue;
      seen.add(obj);
      pending.push(obj);
    }
    for (const fn of value.fns.values()) {
      if ((fn.kind === 'def' || fn.kind === 'entry') && fn.self) takeObjs(fn.self);
    }
  };
  // Of a bound method the receiver, not what the receiver's own methods are bound to.
  const takeObjs = ({ objs }: Value) => {
    for (const obj of objs) {
      if (seen.has(obj)) continue;
      seen.add(obj);
      pending.push(obj);
    }
  };
  for (const one of values) take(one);
  for (let obj = pending.pop(); obj; obj = pending.pop()) {
    take(obj.contents);
    for (const one of obj.attributes.values()) take(one);
  }
  return seen;
}

/** Kinds whose objects cannot change, whatever they hold. */
export const frozenKinds: ReadonlySet<string> = new Set(['tuple', 'frozenset']);

export type Unknown = { readonly why: string; readonly line: number };

/** What evaluating something may do, apart from giving a value. Grows only. */
export type Effects = {
  readonly reads: Set<Obj>;
  readonly writes: Set<Obj>;
  /** Variables outside the functions called: `global:x`. */
  readonly readsVariables: Set<string>;
  readonly writesVariables: Map<string, number>;
  prints: boolean;
  heavy: boolean;
  /** May advance or hold an iterator that something else holds as well. */
  catchesEverything: boolean;
  recursive: boolean;
  /** Reads or changes the world: random numbers, files, clock ... with the line. */
  readonly outside: Map<string, number>;
  unknown: Unknown | null;
};

export function noEffects(): Effects {
  return {
    reads: new Set(),
    writes: new Set(),
    readsVariables: new Set(),
    writesVariables: new Map(),
    prints: false,
    heavy: false,
    catchesEverything: false,
    recursive: false,
    outside: new Map(),
    unknown: null,
  };
}

export function addEffects(into: Effects, from: Effects): void {
  for (const one of from.reads) into.reads.add(one);
  for (const one of from.writes) into.writes.add(one);
  for (const one of from.readsVariables) into.readsVariables.add(one);
  for (const [name, line] of from.writesVariables) into.writesVariables.set(name, line);
  for (const [name, line] of from.outside) into.outside.set(name, line);
  into.prints ||= from.prints;
  into.heavy ||= from.heavy;
  into.catchesEverything ||= from.catchesEverything;
  into.recursive ||= from.recursive;
  into.unknown ??= from.unknown;
}

export function sizeOfEffects(e: Effects): number {
  return (
    e.reads.size +
    e.writes.size +
    e.readsVariables.size +
    e.writesVariables.size +
    e.outside.size +
    (e.prints ? 1 : 0) +
    (e.heavy ? 1 : 0) +
    (e.catchesEverything ? 1 : 0) +
    (e.recursive ? 1 : 0) +
    (e.unknown ? 1 : 0)
  );
}
