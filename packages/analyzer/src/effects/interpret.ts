// Abstract interpretation of a region's code and of everything it calls: which objects it may read and
// write, what else it may do, and what its values may be. Variables and objects only collect what they
// may hold, whatever the order of statements; functions are looked at once for each kind of arguments,
// and all is repeated until nothing new is found. What is not known is an effect, never ignored.
import { resolve, type Scope, type Variable } from '../bind/scopes.ts';
import type {
  Call,
  Comprehension,
  Expr,
  FunctionNode,
  Node,
  Operator,
  Stmt,
} from '../parse/nodes.ts';
import { hasAttribute, lastName, methodIn } from './classes.ts';
import {
  arityOf,
  bindParameters,
  catchesDepth,
  fieldsOf,
  isComprehensionOf,
  isLexicallyIn,
  signatureOf,
  variableFor,
} from './frames.ts';
import {
  anyAtomIf,
  binaryMethods,
  compareMethods,
  constantAtoms,
  consumable,
  conversionMethods,
  dictKinds,
  exceptionEntry,
  getterEntry,
  imported,
  isFirstPlain,
  isOneCollection,
  iterationMethods,
  moduleMember,
  openNames,
  openReturns,
  plainReturns,
  selfContained,
  showMethods,
  source,
  standardStreams,
  typeAtoms,
} from './library.ts';
import type { Program } from './program.ts';
import { type Entry, methodOf, table } from './table.ts';
import {
  Atom,
  addEffects,
  anyAtom,
  anyAtomValue,
  atomsOf,
  type ClassInfo,
  type Effects,
  type Fn,
  type Frame,
  frozenKinds,
  join,
  joinAll,
  noEffects,
  nothing,
  numberAtoms,
  type Obj,
  ofFn,
  ofObj,
  reachable,
  sizeOfEffects,
  type Value,
} from './value.ts';

export type Seen = { effects: Effects; value: Value };

type Activation = {
  readonly frame: Frame;
  result: Value;
  effects: Effects;
  running: boolean;
  pass: number;
};

/** The region is larger than we are willing to look at. */
export class TooLarge extends Error {}

const maxSteps = 400_000;
const maxPasses = 30;
const maxActivations = 10;

const cachers = new Set(['lru_cache', 'cache']);

export class Interpreter {
  readonly #program: Program;
  /** Whether captured values may be instances of the script's classes, or its functions. */
  readonly #objects: boolean;
  readonly #activations = new Map<FunctionNode, Activation[]>();
  readonly #roots = new Map<string, Obj>();
  readonly #sites = new Map<string, Obj>();
  readonly #outer = new Map<Variable, Value>();
  readonly #seen = new Map<Node, Seen>();
  /** Variables that the region itself assigns. */
  readonly #own = new Map<Variable, Value>();
  /** Everything the region's analysis relied on: what guards check. */
  readonly functions = new Set<FunctionNode>();
  readonly classes = new Set<ClassInfo>();
  readonly modules = new Set<string>();
  /** Captured values that were called: the guard admits functions used as values. */
  callsData = false;
  #effects: Effects = noEffects();
  #site: Node | null = null;
  #changed = false;
  /** Nothing new was found in the pass before: a value still empty now is one that is not known. */
  #settled = false;
  #pass = 0;
  #steps = 0;
  #nextId = 1_000_000;
  #frames = 0;
  /** What the region has put into captured objects. */
  #escaped: Value = nothing;
  /** Lists that arithmetic with captured values would make, if those were lists and not numbers. */
  readonly #sums = new Set<Obj>();
  readonly #assignedOuter = new Set<Variable>();

  constructor(program: Program, objects: boolean) {
    this.#program = program;
    this.#objects = objects;
  }

  /** Looks at the region until nothing new is found, then returns what each of its nodes may do. */
  run(own: readonly Variable[], look: () => void): ReadonlyMap<Node, Seen> {
    for (const variable of own) this.#own.set(variable, nothing);
    for (this.#pass = 1; this.#pass <= maxPasses; this.#pass++) {
      this.#changed = false;
      this.#effects = noEffects();
      look();
      if (this.#changed) {
        this.#settled = false;
        continue;
      }
      if (this.#settled) return this.#seen;
      this.#settled = true;
    }
    throw new TooLarge('it takes too long to understand');
  }

  /** What a variable that the region assigns may be. */
  ownValue(variable: Variable): Value {
    return this.#own.get(variable) ?? nothing;
  }

  /** Does something as part of the region, and remembers under `node` what it did. */
  watch(node: Node, act: () => Value): Value {
    const outside = this.#effects;
    const site = this.#site;
    this.#effects = noEffects();
    this.#site = node;
    const value = act();
    this.#remember(node, value);
    addEffects(outside, this.#effects);
    this.#effects = outside;
    this.#site = site;
    return value;
  }

  /** What going through a value gives. */
  items(value: Value, node: Node): Value {
    return this.#items(value, node);
  }

  /** A variable of the region that may come in with a value from before it. */
  mayComeIn(variable: Variable): void {
    this.#setOwn(variable, this.rootOf(variable));
  }

  // ---- objects and variables

  keyOf(variable: Variable): string {
    if (variable.scope.kind === 'module') return `global:${variable.name}`;
    const { node } = variable.scope;
    const line = 'line' in node ? node.line : 0;
    return `local:${line}:${variable.name}`;
  }

  rootOf(variable: Variable): Value {
    return this.#rootValue(this.keyOf(variable));
  }

  /** A value given from outside under a name of its own. */
  argument(key: string): Value {
    return this.#rootValue(key);
  }

  #rootValue(key: string): Value {
    let self = this.#roots.get(key);
    if (!self) {
      const inner = this.#newObj('data', key, null);
      inner.contents = { atoms: anyAtom, objs: new Set([inner]), fns: nothing.fns };
      self = this.#newObj('data', key, null);
      self.contents = { atoms: anyAtom, objs: new Set([inner]), fns: nothing.fns };
      this.#roots.set(key, self);
    }
    return { atoms: anyAtom, objs: new Set([self]), fns: nothing.fns };
  }

  #newObj(kind: string, root: string | null, cls: ClassInfo | null): Obj {
    return {
      id: this.#nextId++,
      kind,
      root,
      cls,
      contents: nothing,
      attributes: new Map(),
      site: root ? null : this.#site,
    };
  }

  /** The object allocated by `node` in `frame`: one for each place and way of getting there. */
  #allocate(
    node: Node,
    frame: Frame,
    kind: string,
    contents: Value,
    cls: ClassInfo | null = null,
    part = '',
  ): Value {
    const key = `${part}${frame.key}|${node.kind}${node.ordinal}|${kind}|${cls?.node.ordinal ?? ''}`;
    let obj = this.#sites.get(key);
    if (!obj) {
      obj = this.#newObj(kind, null, cls);
      this.#sites.set(key, obj);
      this.#changed = true;
    }
    this.#hold(obj, contents);
    return ofObj(obj);
  }

  #hold(obj: Obj, value: Value): void {
    const next = join(obj.contents, value);
    if (next !== obj.contents) {
      obj.contents = next;
      this.#changed = true;
    }
  }

  #setAttribute(obj: Obj, name: string, value: Value): void {
    const old = obj.attributes.get(name) ?? nothing;
    const next = join(old, value);
    if (next !== old) {
      obj.attributes.set(name, next);
      this.#changed = true;
    }
  }

  #setOwn(variable: Variable, value: Value): void {
    const old = this.#own.get(variable) ?? nothing;
    const next = join(old, value);
    if (next !== old) {
      this.#own.set(variable, next);
      this.#changed = true;
    }
  }

  #read(variable: Variable, frame: Frame): Value {
    const own = this.#own.get(variable);
    if (own) {
      // A function called from the region that reads what the region assigns sees the driver's copy.
      if (!isLexicallyIn(frame)) this.#effects.readsVariables.add(this.keyOf(variable));
      return own;
    }
    for (let at: Frame | null = frame; at; at = at.parent) {
      if (at.key !== 'region' && at.scope === variable.scope)
        return at.values.get(variable.name) ?? nothing;
    }
    this.#effects.readsVariables.add(this.keyOf(variable));
    const outer = this.outerValue(variable);
    return this.#assignedOuter.has(variable) ? join(outer, this.#escaped) : outer;
  }

  assignVariable(variable: Variable, value: Value, frame: Frame, line: number): void {
    if (this.#own.has(variable)) {
      if (!isComprehensionOf(frame)) {
        this.#effects.writesVariables.set(this.keyOf(variable), line);
      }
      this.#setOwn(variable, value);
      return;
    }
    for (let at: Frame | null = frame; at; at = at.parent) {
      if (at.key === 'region' || at.scope !== variable.scope) continue;
      const old = at.values.get(variable.name) ?? nothing;
      const next = join(old, value);
      if (next !== old) {
        at.values.set(variable.name, next);
        this.#changed = true;
      }
      return;
    }
    this.#effects.writesVariables.set(this.keyOf(variable), line);
    if (!this.#assignedOuter.has(variable)) this.#changed = true;
    this.#assignedOuter.add(variable);
    this.#escape(value);
  }

  /** What a variable that the region does not assign may be. */
  outerValue(variable: Variable): Value {
    const known = this.#outer.get(variable);
    if (known) return known;
    this.#outer.set(variable, this.rootOf(variable));
    let value = nothing;
    for (const one of variable.bindings) {
      if (one.kind === 'def') value = join(value, this.#definition(one.node, variable.scope));
      else if (one.kind === 'class') value = join(value, this.#classValue(one.node));
      else if (one.kind === 'import') value = join(value, ofFn(imported(one.module, one.member)));
      else if (one.kind === 'assign' && one.value.kind === 'Lambda') {
        value = join(value, this.#functionValue(one.value, null));
        value = join(value, this.rootOf(variable));
      } else if (
        one.kind === 'assign' &&
        one.value.kind === 'Constant' &&
        variable.bindings.length === 1 &&
        !variable.boundElsewhere
      ) {
        value = join(value, atomsOf(constantAtoms(one.value.type)));
      } else value = join(value, this.rootOf(variable));
    }
    this.#outer.set(variable, value);
    return value;
  }

  #definition(node: FunctionNode, scope: Scope): Value {
    const decorators = node.kind === 'FunctionDef' ? node.decorators : [];
    let value = this.#functionValue(node, null);
    for (const one of [...decorators].reverse()) {
      const name = lastName(one) ?? '';
      if (cachers.has(name)) {
        value = ofFn({
          kind: 'def',
          key: `cached:${node.ordinal}:${node.kind}`,
          node,
          frame: null,
          self: null,
          cached: true,
        });
        continue;
      }
      const effects = this.#effects;
      this.#effects = noEffects();
      const frame: Frame = {
        scope,
        parent: null,
        values: new Map(),
        key: `decorator:${node.ordinal}`,
      };
      value = this.call(this.eval(one, frame), [value], [], one, frame);
      this.#effects = effects;
    }
    return value;
  }

  #functionValue(node: FunctionNode, frame: Frame | null): Value {
    const key = `def:${node.kind}${node.ordinal}@${frame?.key ?? ''}`;
    return ofFn({ kind: 'def', key, node, frame, self: null, cached: false });
  }

  #classValue(node: Node): Value {
    const info = node.kind === 'ClassDef' ? this.#program.classes.get(node) : undefined;
    if (!info) return ofFn({ kind: 'unknown', key: 'class?', why: 'a class that is not known' });
    return ofFn({ kind: 'class', key: `class:${node.ordinal}`, info });
  }

  #unknown(why: string, line: number): Value {
    this.#effects.unknown ??= { why, line };
    return anyAtomValue;
  }

  // ---- expressions

  eval(node: Expr, frame: Frame): Value {
    this.#spend(1);
    if (this.#frames > 0 || !isComprehensionOf(frame)) return this.#evalNode(node, frame);
    return this.watch(node, () => this.#evalNode(node, frame));
  }

  #remember(node: Node, value: Value): void {
    const old = this.#seen.get(node);
    if (!old) {
      this.#seen.set(node, { effects: this.#effects, value });
      this.#changed = true;
      return;
    }
    const size = sizeOfEffects(old.effects);
    addEffects(old.effects, this.#effects);
    const next = join(old.value, value);
    if (sizeOfEffects(old.effects) !== size || next !== old.value) this.#changed = true;
    old.value = next;
  }

  #evalNode(node: Expr, frame: Frame): Value {
    switch (node.kind) {
      case 'Constant':
        return atomsOf(constantAtoms(node.type));
      case 'Name':
        return this.#asValue(this.#name(node.name, frame, node), node);
      case 'JoinedStr':
        for (const one of node.values) this.#shown(this.eval(one, frame), node);
        return atomsOf(Atom.str);
      case 'NamedExpr': {
        const value = this.eval(node.value, frame);
        this.assign(node.target, value, frame);
        return value;
      }
      case 'BoolOp': {
        const values = node.values.map((one) => this.#tested(one, frame));
        return joinAll(values);
      }
      case 'IfExp':
        this.#tested(node.test, frame);
        return join(this.eval(node.body, frame), this.eval(node.orelse, frame));
      case 'UnaryOp': {
        const value = this.eval(node.operand, frame);
        if (node.op === 'not') {
          this.#readShallow(value);
          this.#implicit(value, ['__bool__', '__len__'], node);
          return atomsOf(Atom.bool);
        }
        const method = { '-': '__neg__', '+': '__pos__', '~': '__invert__' }[node.op];
        const made = this.#implicit(value, [method], node);
        return join(
          atomsOf(
            (value.atoms & numberAtoms) |
              (value.objs.size > 0 ? numberAtoms : 0) |
              (value.atoms & Atom.bool ? Atom.int : 0),
          ),
          made,
        );
      }
      case 'BinOp':
        return this.binary(
          node.op,
          this.eval(node.left, frame),
          this.eval(node.right, frame),
          node,
          frame,
          false,
        );
      case 'Compare': {
        const values = [node.left, ...node.comparators].map((one) => this.eval(one, frame));
        for (const [i, op] of node.ops.entries()) {
          if (op === 'is' || op === 'is not') continue;
          const right = values[i + 1] ?? nothing;
          if (op === 'in' || op === 'not in') {
            this.#implicit(right, ['__contains__'], node);
            this.#iterated(right, node);
            this.#consume(right);
          }
          this.#readDeep(values[i] ?? nothing);
          this.#readDeep(right);
          this.#implicitDeep([values[i] ?? nothing, right], compareMethods, node);
        }
        return atomsOf(Atom.bool);
      }
      case 'Tuple':
      case 'List':
        return this.#allocate(
          node,
          frame,
          node.kind === 'List' ? 'list' : 'tuple',
          joinAll(node.elts.map((one) => this.#element(one, frame))),
        );
      case 'Set': {
        const values = node.elts.map((one) => this.#element(one, frame));
        this.#implicitDeep(values, compareMethods, node);
        return this.#allocate(node, frame, 'set', joinAll(values));
      }
      case 'Dict': {
        const keys = node.keys.map((one) => (one ? this.eval(one, frame) : nothing));
        const values = node.values.map((one, i) => {
          const value = this.eval(one, frame);
          return node.keys[i] ? value : this.#contents(value);
        });
        this.#implicitDeep(keys, compareMethods, node);
        return this.#allocate(node, frame, 'dict', joinAll([...keys, ...values]));
      }
      case 'Starred':
        return this.#items(this.eval(node.value, frame), node);
      case 'Lambda':
        for (const one of node.params) if (one.value) this.eval(one.value, frame);
        return this.#functionValue(node, frame);
      case 'ListComp':
      case 'SetComp':
      case 'DictComp':
      case 'GeneratorExp':
        return this.#comprehension(node, frame);
      case 'Subscript':
        return this.#subscript(node.value, node.slice, frame, node);
      case 'Slice':
        for (const one of [node.lower, node.upper, node.step]) if (one) this.eval(one, frame);
        return atomsOf(Atom.other);
      case 'Attribute':
        return this.#asValue(
          this.#attribute(this.eval(node.value, frame), node.attr, node, frame),
          node,
        );
      case 'Call':
        return this.#callNode(node, frame);
      case 'Yield':
      case 'YieldFrom': {
        const value = node.value ? this.eval(node.value, frame) : atomsOf(Atom.none);
        const items = node.kind === 'Yield' ? value : this.#items(value, node);
        this.#yielded(frame, items);
        return anyAtomValue;
      }
      case 'Await':
        this.eval(node.value, frame);
        return this.#unknown('`await`', node.line);
    }
  }

  /** A member of a module that is not in the table may be anything: a stream, a list that others change. */
  #asValue(value: Value, node: Node): Value {
    for (const fn of value.fns.values()) {
      if (fn.kind === 'entry' && fn.entry.returns === 'unknown')
        this.#unknown(`\`${fn.entry.name}\` is not known`, node.line);
      if (fn.kind === 'unknown' && fn.key.startsWith('unknown:') && !standardStreams.has(fn.key))
        this.#unknown(fn.why, node.line);
    }
    return value;
  }

  #yielded(frame: Frame, value: Value): void {
    for (let at: Frame | null = frame; at; at = at.parent) {
      if (at.scope.kind !== 'function') continue;
      const old = at.values.get('<yield>') ?? nothing;
      const next = join(old, value);
      if (next !== old) {
        at.values.set('<yield>', next);
        this.#changed = true;
      }
      return;
    }
  }

  #element(node: Expr, frame: Frame): Value {
    return this.eval(node, frame);
  }

  #tested(node: Expr, frame: Frame): Value {
    const value = this.eval(node, frame);
    this.#readShallow(value);
    this.#implicit(value, ['__bool__', '__len__'], node);
    return value;
  }

  #name(name: string, frame: Frame, node: Node): Value {
    const variable = resolve(frame.scope, name);
    if (variable) return this.#read(variable, frame);
    const entry = table.functions.get(name);
    if (entry) return ofFn({ kind: 'entry', key: `builtin:${name}`, entry, self: null });
    if (this.#program.scopes.starImports.length > 0) {
      const math = table.modules.get('math')?.get(name);
      if (math) return moduleMember(math, `math.${name}`);
    }
    if (/(Error|Exception|Warning|Interrupt|Iteration|Exit)$/.test(name)) {
      return ofFn({ kind: 'entry', key: `builtin:${name}`, entry: exceptionEntry, self: null });
    }
    if (name === '__name__' || name === '__file__' || name === '__doc__')
      return atomsOf(Atom.str | Atom.none);
    if (name === '__debug__') return atomsOf(Atom.bool);
    if (name === 'NotImplemented' || name === 'Ellipsis') return atomsOf(Atom.other);
    return this.#unknown(`\`${name}\` is not known`, node.line);
  }

  #subscript(valueNode: Expr, slice: Expr, frame: Frame, node: Node): Value {
    const value = this.eval(valueNode, frame);
    const index = this.eval(slice, frame);
    if ([...value.fns.values()].some((one) => one.kind !== 'module')) return value; // `list[int]`
    this.#readShallow(value);
    const made = this.#implicit(value, ['__getitem__', '__len__'], node);
    this.#implicitDeep([index], compareMethods, node);
    if (slice.kind === 'Slice') {
      const kinds = new Set(
        [...value.objs].map((one) =>
          one.kind === 'data' || one.kind === 'inst' ? 'list' : one.kind,
        ),
      );
      const copies = [...kinds].map((kind) =>
        this.#allocate(node, frame, kind, this.#contents(value)),
      );
      return joinAll([
        atomsOf(value.atoms & (Atom.str | Atom.bytes | Atom.other)),
        made,
        ...copies,
      ]);
    }
    for (const obj of value.objs) {
      if (obj.kind === 'defaultdict') this.#effects.writes.add(obj);
      else if (obj.kind === 'data') this.#effects.reads.add(obj);
    }
    return join(this.#contents(value), made);
  }

  /** Something a value holds: an element, an item, a character. */
  #contents(value: Value): Value {
    const { atoms, objs } = value;
    const given = atomsOf(
      (atoms & Atom.str) | (atoms & Atom.bytes ? Atom.int : 0) | (atoms & Atom.other ? anyAtom : 0),
    );
    if (objs.size === 0) return given;
    const parts = [given];
    for (const obj of objs) {
      parts.push(this.#held(obj));
      if (obj.kind === 'inst') parts.push(...obj.attributes.values());
    }
    this.#spend(parts.length);
    return joinAll(parts);
  }

  /** What has been looked at, of this region and of the whole script: a bound on time, the same everywhere. */
  #spend(count: number): void {
    this.#steps += count;
    this.#program.budget.left -= count;
    if (this.#steps > maxSteps) throw new TooLarge('it is too large to understand');
    if (this.#program.budget.left < 0) throw new TooLarge('the script is too large to understand');
  }

  #held(obj: Obj): Value {
    return obj.root ? join(obj.contents, this.#escaped) : obj.contents;
  }

  /** What going through a value gives, one after the other. */
  #items(value: Value, node: Node): Value {
    this.#readShallow(value);
    this.#consume(value);
    return join(this.#contents(value), this.#iterated(value, node));
  }

  /** What instances of the script's classes give when gone through. */
  #iterated(value: Value, node: Node): Value {
    if (this.#program.classes.size === 0) return nothing;
    const iterators = this.#implicit(value, ['__iter__', '__reversed__'], node);
    this.#consume(iterators);
    const given = this.#implicit(join(value, iterators), ['__next__'], node);
    const indexed = this.#implicit(value, ['__getitem__', '__len__'], node);
    return joinAll([this.#contents(iterators), given, indexed]);
  }

  /** Going through an iterator uses it up. */
  #consume(value: Value): void {
    for (const obj of value.objs) if (consumable.has(obj.kind)) this.#write(obj);
  }

  /** Changing an object changes what it draws from or hands on to: a `map` its iterator, a writer its file. */
  #write(obj: Obj): void {
    if (this.#effects.writes.has(obj)) return;
    this.#effects.writes.add(obj);
    for (const one of obj.attributes.get(source)?.objs ?? []) this.#write(one);
  }

  /** Records what going through `made` uses up and does. */
  #drawsFrom(made: Value, arguments_: readonly Value[], writes: Iterable<Obj>): void {
    const objs = new Set(writes);
    for (const value of arguments_) {
      for (const obj of [...value.objs, ...this.#contents(value).objs])
        if (consumable.has(obj.kind)) objs.add(obj);
    }
    for (const obj of made.objs) {
      objs.delete(obj);
      if (objs.size > 0) this.#setAttribute(obj, source, { atoms: 0, objs, fns: nothing.fns });
    }
  }

  /** Made into text: all that is in it. */
  #shown(value: Value, node: Node): void {
    this.#readDeep(value);
    this.#implicitDeep([value], showMethods, node);
  }

  #readShallow(value: Value): void {
    for (const obj of value.objs) this.#effects.reads.add(obj);
  }

  #readDeep(value: Value): void {
    if (value.objs.size === 0 && value.fns.size === 0) return;
    const objs = reachable(value);
    this.#spend(objs.size);
    for (const obj of objs) this.#effects.reads.add(obj);
  }

  binary(
    op: Operator,
    left: Value,
    right: Value,
    node: Node,
    frame: Frame,
    inPlace: boolean,
  ): Value {
    const name = binaryMethods[op];
    this.#readShallow(left);
    this.#readShallow(right);
    const made = join(
      this.#implicit(left, [`__${name}__`, ...(inPlace ? [`__i${name}__`] : [])], node, right),
      this.#implicit(right, [`__r${name}__`], node, left),
    );
    if (op === '%' && left.atoms & (Atom.str | Atom.bytes)) this.#shown(right, node);
    const arithmetic =
      left.atoms & right.atoms & numberAtoms
        ? ((left.atoms | right.atoms) & numberAtoms) |
          (op === '/' || op === '**' ? Atom.float | Atom.complex : 0) |
          Atom.int
        : 0;
    let atoms = arithmetic;
    if ((left.atoms | right.atoms) & (Atom.str | Atom.bytes))
      atoms |= (left.atoms | right.atoms) & (Atom.str | Atom.bytes);
    if ((left.atoms | right.atoms) & Atom.other) atoms |= Atom.other;
    let out = join(atomsOf(atoms), made);
    // Lists, sets, dicts, tuples make new ones that hold what both hold.
    if (op === '+' || op === '*' || op === '|' || op === '&' || op === '-' || op === '^') {
      const containers = [...left.objs, ...right.objs].filter((one) => one.kind !== 'inst');
      const kinds = new Set(containers.map((one) => (one.kind === 'data' ? 'list' : one.kind)));
      const contents = join(
        this.#contents({ ...left, atoms: 0 }),
        this.#contents({ ...right, atoms: 0 }),
      );
      const numbers = left.atoms & right.atoms & numberAtoms;
      for (const kind of kinds) {
        const made = this.#allocate(node, frame, kind, contents);
        if (numbers && containers.every((one) => one.kind === 'data' || this.#sums.has(one)))
          for (const one of made.objs) this.#sums.add(one);
        out = join(out, made);
      }
      if (containers.some((one) => one.kind === 'data')) out = join(out, anyAtomValue);
    } else if (left.objs.size + right.objs.size > 0) out = join(out, anyAtomValue);
    return out;
  }

  // ---- attributes

  #attribute(value: Value, name: string, node: Node, frame: Frame): Value {
    let out = nothing;
    let found = false;
    const add = (one: Value) => {
      found = true;
      out = join(out, one);
    };
    for (const fn of value.fns.values()) add(this.#attributeOfFn(fn, name, node));
    const instances = this.#classesOf(value);
    for (const info of instances) {
      const method = methodIn(info, name);
      if (method) {
        const self = this.#receivers(value, info);
        if (method.method.how === 'property')
          add(this.#callDefinition(method.method.node, null, self, [], [], node));
        else add(this.#methodValue(method.method, info, self));
      }
      if (hasAttribute(info, name)) {
        this.#effects.reads.add(info.state);
        this.classes.add(info);
        add(join(anyAtomValue, this.#held(info.state)));
      }
    }
    for (const obj of value.objs) {
      if (obj.kind === 'inst') {
        this.#effects.reads.add(obj);
        const own = obj.attributes.get(name);
        if (own) add(own);
        else if (obj.cls?.flavour === 'exception') add(anyAtomValue);
      } else if (obj.kind === 'data') {
        this.#effects.reads.add(obj);
        add(this.#held(obj));
        for (const { type, entry } of table.methodsNamed.get(name) ?? []) {
          add(
            ofFn({
              kind: 'entry',
              key: `method:${type}.${name}:${obj.id}`,
              entry,
              self: ofObj(obj),
            }),
          );
        }
      } else if (obj.kind === 'tuple') add(obj.contents); // a named tuple's field
    }
    if (value.atoms && (table.atomAttributes.has(name) || this.#objects)) add(anyAtomValue);
    if (!found) {
      // Not yet known in this pass, or a method of a builtin used as a value.
      if (value.objs.size === 0 && value.fns.size === 0 && value.atoms === 0) return nothing;
      const methods = (table.methodsNamed.get(name) ?? []).map(({ type, entry }) =>
        ofFn({
          kind: 'entry',
          key: `method:${type}.${name}:${[...value.objs].map((o) => o.id).join(',')}`,
          entry,
          self: value,
        }),
      );
      if (methods.length > 0) return joinAll(methods);
      return this.#unknown(`\`.${name}\` is not known`, node.line);
    }
    void frame;
    return out;
  }

  #attributeOfFn(fn: Fn, name: string, node: Node): Value {
    if (fn.kind === 'module') {
      this.modules.add(fn.module);
      const entry = table.modules.get(fn.module)?.get(name);
      if (entry) return moduleMember(entry, `${fn.module}.${name}`);
      if (table.modules.has(`${fn.module}.${name}`)) {
        return ofFn({
          kind: 'module',
          key: `module:${fn.module}.${name}`,
          module: `${fn.module}.${name}`,
        });
      }
      if (/(Error|Exception|Warning)$/.test(name)) {
        return ofFn({ kind: 'entry', key: `exception:${name}`, entry: exceptionEntry, self: null });
      }
      return ofFn({
        kind: 'unknown',
        key: `unknown:${fn.module}.${name}`,
        why: `\`${fn.module}.${name}\` is not in the table of known functions`,
      });
    }
    if (fn.kind === 'class') {
      this.classes.add(fn.info);
      const found = methodIn(fn.info, name);
      if (found) {
        const self = found.method.how === 'class' ? ofFn(fn) : null;
        return this.#boundMethod(
          found.method.node,
          self,
          found.method.how === 'class' ? 'class' : 'static',
        );
      }
      if (name === '__name__' || name === '__qualname__') return atomsOf(Atom.str);
      this.#effects.reads.add(fn.info.state);
      if (fn.info.flavour === 'enum') return this.#enumMember(fn.info);
      return { atoms: anyAtom, objs: fn.info.state.contents.objs, fns: nothing.fns };
    }
    if (fn.kind === 'entry') {
      const unbound = methodOf(fn.entry.name, name);
      const entry = unbound ?? table.modules.get(fn.entry.name)?.get(name);
      if (entry) {
        const key = `unbound:${fn.entry.name}.${name}`;
        return ofFn({ kind: 'entry', key, entry, self: null, ...(unbound && { unbound: true }) });
      }
    }
    if (name === '__name__' || name === '__qualname__' || name === '__doc__')
      return atomsOf(Atom.str | Atom.none);
    return this.#unknown(`\`.${name}\` of a function is not known`, node.line);
  }

  #enumMember(info: ClassInfo): Value {
    return { atoms: anyAtom, objs: new Set([info.state]), fns: nothing.fns };
  }

  #methodValue(method: { node: FunctionNode; how: string }, info: ClassInfo, self: Value): Value {
    if (method.how === 'static') return this.#boundMethod(method.node, null, 'static');
    if (method.how === 'class')
      return this.#boundMethod(method.node, this.#classValue(info.node), 'class');
    return this.#boundMethod(method.node, self, 'method');
  }

  #boundMethod(node: FunctionNode, self: Value | null, how: string): Value {
    const who = self
      ? [...self.objs].map((one) => one.id).join(',') + [...self.fns.keys()].join(',')
      : '';
    return ofFn({
      kind: 'def',
      key: `${how}:${node.kind}${node.ordinal}:${who}`,
      node,
      frame: null,
      self,
      cached: false,
    });
  }

  /** The classes a value may be an instance of. */
  #classesOf(value: Value): Set<ClassInfo> {
    const out = new Set<ClassInfo>();
    for (const obj of value.objs) {
      if (obj.cls) out.add(obj.cls);
      else if (obj.kind === 'data' && this.#objects) {
        for (const info of this.#program.classes.values()) if (!info.unsafe) out.add(info);
      }
    }
    return out;
  }

  #receivers(value: Value, info: ClassInfo): Value {
    const objs = [...value.objs].filter(
      (one) => one.cls === info || (one.kind === 'data' && this.#objects),
    );
    return { atoms: 0, objs: new Set(objs), fns: nothing.fns };
  }

  /** The methods CPython calls by itself for an operation, if any of the script's classes has them. */
  #implicit(
    value: Value,
    names: readonly string[],
    node: Node,
    other: Value = anyAtomValue,
  ): Value {
    let out = nothing;
    for (const info of this.#classesOf(value)) {
      const self = this.#receivers(value, info);
      this.#spend(names.length + self.objs.size);
      for (const name of names) {
        const found = methodIn(info, name);
        if (!found) continue;
        const args = found.method.node.params.length > 1 ? [other] : [];
        out = join(out, this.#callDefinition(found.method.node, null, self, args, [], node));
      }
      // Dataclasses compare and show their fields.
      if (info.flavour === 'dataclass' || info.flavour === 'namedtuple')
        for (const obj of self.objs) this.#effects.reads.add(obj);
    }
    return out;
  }

  #implicitDeep(values: readonly Value[], names: readonly string[], node: Node): Value {
    if (this.#program.classes.size === 0) return nothing;
    const objs = reachable(...values);
    this.#spend(objs.size);
    if (objs.size === 0) return nothing;
    return this.#implicit({ atoms: 0, objs, fns: nothing.fns }, names, node, {
      atoms: anyAtom,
      objs,
      fns: nothing.fns,
    });
  }

  /** Properties that are read by name: `'{0.size}'.format(x)`, `attrgetter('size')`. */
  #properties(values: readonly Value[], node: Node): Value {
    let out = nothing;
    if (this.#program.classes.size === 0) return out;
    const value: Value = { atoms: 0, objs: reachable(...values), fns: nothing.fns };
    for (const info of this.#classesOf(value)) {
      const self = this.#receivers(value, info);
      for (let at: ClassInfo[] = [info]; at.length > 0; at = at.flatMap((one) => one.bases)) {
        for (const one of at) {
          for (const method of one.methods.values()) {
            if (method.how === 'property')
              out = join(out, this.#callDefinition(method.node, null, self, [], [], node));
          }
          this.#effects.reads.add(one.state);
          if (one.attributes.size > 0) out = joinAll([out, anyAtomValue, this.#held(one.state)]);
        }
      }
    }
    return out;
  }

  // ---- calls

  #callNode(node: Call, frame: Frame): Value {
    const args = node.args.map((one) => ({
      value: this.eval(one, frame),
      starred: one.kind === 'Starred',
    }));
    const keywords = node.keywords.map((one) => ({
      name: one.name,
      value: this.eval(one.value, frame),
    }));
    const plain = args.map((one) => one.value);
    const starred = args.some((one) => one.starred) || keywords.some((one) => one.name === null);
    if (node.func.kind === 'Attribute') {
      const receiver = this.eval(node.func.value, frame);
      return this.#methodCall(receiver, node.func.attr, plain, keywords, starred, node, frame);
    }
    return this.call(this.eval(node.func, frame), plain, keywords, node, frame, starred);
  }

  #methodCall(
    receiver: Value,
    name: string,
    args: readonly Value[],
    keywords: readonly { name: string | null; value: Value }[],
    starred: boolean,
    node: Call,
    frame: Frame,
  ): Value {
    let out = nothing;
    let found = false;
    // Methods of builtin types, for the part of the receiver that may be one.
    for (const { type, entry } of table.methodsNamed.get(name) ?? []) {
      const self = this.#partOf(receiver, type);
      if (!self) continue;
      found = true;
      out = join(out, this.#applyEntry(entry, self, args, keywords, node, frame, starred));
    }
    const rest: Value = {
      atoms: 0,
      objs: new Set([...receiver.objs].filter((one) => one.cls || one.kind === 'data')),
      fns: receiver.fns,
    };
    const callee =
      rest.objs.size + rest.fns.size > 0 ? this.#methodsOf(rest, name, node, frame) : nothing;
    if (callee.fns.size > 0) {
      found = true;
      out = join(out, this.call(callee, args, keywords, node, frame, starred));
    } else if (!found && rest.objs.size > 0) {
      // An attribute that holds a function; what has not got that name is a method that is not in the table.
      if (!this.#program.attributeNames.has(name))
        return this.#unknown(`the method \`.${name}()\` is not known`, node.line);
      const held = this.#attribute(rest, name, node, frame);
      if (held.fns.size + held.objs.size > 0) {
        found = true;
        out = join(out, this.call(held, args, keywords, node, frame, starred));
      }
    }
    if (!found && (receiver.atoms !== 0 || receiver.objs.size > 0 || this.#settled)) {
      return this.#unknown(`the method \`.${name}()\` is not known`, node.line);
    }
    return out;
  }

  #methodsOf(value: Value, name: string, node: Node, frame: Frame): Value {
    let out = nothing;
    for (const fn of value.fns.values()) out = join(out, this.#attributeOfFn(fn, name, node));
    for (const info of this.#classesOf(value)) {
      const found = methodIn(info, name);
      if (!found) continue;
      this.classes.add(info);
      const self = this.#receivers(value, info);
      if (found.method.how === 'property') {
        out = join(out, this.#callDefinition(found.method.node, null, self, [], [], node));
      } else out = join(out, this.#methodValue(found.method, info, self));
    }
    for (const obj of value.objs) {
      const held = obj.attributes.get(name);
      if (held) out = join(out, held);
    }
    void frame;
    return out;
  }

  /** The part of a value that may have the methods of a builtin type; null if none. */
  #partOf(value: Value, type: string): Value | null {
    const objs = [...value.objs].filter(
      (one) =>
        one.kind === 'data' || one.kind === type || (type === 'dict' && dictKinds.has(one.kind)),
    );
    const atoms = value.atoms & (typeAtoms[type] ?? (table.atomTypes.has(type) ? Atom.other : 0));
    if (objs.length === 0 && atoms === 0) return null;
    return { atoms, objs: new Set(objs), fns: nothing.fns };
  }

  call(
    callee: Value,
    args: readonly Value[],
    keywords: readonly { name: string | null; value: Value }[],
    node: Expr,
    frame: Frame,
    starred = false,
  ): Value {
    let out = nothing;
    for (const fn of callee.fns.values())
      out = join(out, this.#callFn(fn, args, keywords, node, frame, starred));
    const data = [...callee.objs].some((one) => one.kind === 'data');
    for (const info of this.#classesOf(callee)) {
      const found = methodIn(info, '__call__');
      if (found)
        out = join(
          out,
          this.#callDefinition(
            found.method.node,
            null,
            this.#receivers(callee, info),
            args,
            keywords,
            node,
          ),
        );
    }
    if (data && callee.fns.size === 0) {
      if (!this.#objects) return this.#unknown('which function this calls is not known', node.line);
      this.callsData = true;
      for (const one of this.#program.functionsAsValues) {
        out = join(out, this.#callDefinition(one, null, null, args, keywords, node, starred));
      }
      for (const one of this.#libraryAsValues())
        out = join(out, this.#callFn(one, args, keywords, node, frame, starred));
    } else if (
      callee.fns.size === 0 &&
      callee.objs.size === 0 &&
      (callee.atoms !== 0 || this.#settled)
    ) {
      return this.#unknown('which function this calls is not known', node.line);
    }
    return out;
  }

  /** Functions of the library that the script hands around: `clock = time.time`. */
  #libraryAsValues(): readonly Fn[] {
    this.#library ??= this.#program.membersAsValues.flatMap((one) => {
      const effects = this.#effects;
      this.#effects = noEffects();
      const frame: Frame = {
        scope: this.#program.scopeOf(one),
        parent: null,
        values: new Map(),
        key: 'library',
      };
      const value =
        one.kind === 'Name'
          ? this.#name(one.name, frame, one)
          : one.kind === 'Attribute'
            ? this.#attribute(this.eval(one.value, frame), one.attr, one, frame)
            : nothing;
      this.#effects = effects;
      return [...value.fns.values()].filter(
        (fn) => fn.kind === 'entry' || fn.kind === 'unknown' || fn.kind === 'module',
      );
    });
    return this.#library;
  }
  #library: readonly Fn[] | null = null;

  #callFn(
    fn: Fn,
    args: readonly Value[],
    keywords: readonly { name: string | null; value: Value }[],
    node: Expr,
    frame: Frame,
    starred: boolean,
  ): Value {
    switch (fn.kind) {
      case 'def': {
        const result = this.#callDefinition(
          fn.node,
          fn.frame,
          fn.self,
          args,
          keywords,
          node,
          starred,
        );
        if (!fn.cached) return result;
        // A cache hands out the same object again and again: it is shared, like a captured one.
        const shared = this.#rootValue(`cache:${fn.key}`);
        for (const obj of reachable(result))
          if (!frozenKinds.has(obj.kind))
            return { ...result, objs: new Set([...result.objs, ...shared.objs]) };
        return result;
      }
      case 'class':
        return this.#construct(fn.info, args, keywords, node, frame, starred);
      case 'entry':
        if (fn.unbound && args[0] && !starred)
          return this.#applyEntry(fn.entry, args[0], args.slice(1), keywords, node, frame);
        if (fn.unbound)
          return this.#unknown(
            `which object \`${fn.entry.name}\` is called for is not known`,
            node.line,
          );
        return this.#applyEntry(fn.entry, fn.self, args, keywords, node, frame, starred);
      case 'module':
        return this.#unknown(`\`${fn.module}\` is not a known function`, node.line);
      case 'unknown':
        for (const one of [...args, ...keywords.map((k) => k.value)]) this.#writeDeep(one);
        return this.#unknown(fn.why, node.line);
    }
  }

  #writeDeep(value: Value): void {
    for (const obj of reachable(value)) this.#effects.writes.add(obj);
  }

  #construct(
    info: ClassInfo,
    args: readonly Value[],
    keywords: readonly { name: string | null; value: Value }[],
    node: Expr,
    frame: Frame,
    starred: boolean,
  ): Value {
    this.classes.add(info);
    if (info.unsafe) return this.#unknown(`class ${info.node.name}: ${info.unsafe}`, node.line);
    const all = joinAll([...args, ...keywords.map((one) => one.value)]);
    if (info.flavour === 'enum') {
      this.#effects.reads.add(info.state);
      return this.#enumMember(info);
    }
    const kind = info.flavour === 'namedtuple' ? 'tuple' : 'inst';
    const made = this.#allocate(
      node,
      frame,
      kind,
      kind === 'tuple' || info.flavour === 'exception' ? all : nothing,
      info,
    );
    const init = methodIn(info, '__init__');
    if (init) this.#callDefinition(init.method.node, null, made, args, keywords, node, starred);
    else if (info.flavour === 'dataclass' || info.flavour === 'namedtuple') {
      const fields = fieldsOf(info);
      for (const obj of made.objs) {
        for (const [i, field] of fields.entries()) {
          const given = starred
            ? all
            : (args[i] ?? keywords.find((one) => one.name === field.name)?.value);
          if (given) this.#setAttribute(obj, field.name, given);
          if (field.value)
            this.#setAttribute(obj, field.name, this.#fieldDefault(field.value, info, node, frame));
        }
      }
      const post = methodIn(info, '__post_init__');
      if (post) this.#callDefinition(post.method.node, null, made, [], [], node);
    } else if (info.flavour === 'exception') {
      for (const obj of made.objs) this.#setAttribute(obj, 'args', all);
    }
    return made;
  }

  #fieldDefault(value: Expr, info: ClassInfo, node: Expr, frame: Frame): Value {
    if (value.kind === 'Call' && lastName(value.func) === 'field') {
      const factory = value.keywords.find((one) => one.name === 'default_factory');
      const name = factory ? lastName(factory.value) : null;
      if (factory && name && ['list', 'dict', 'set'].includes(name))
        return this.#allocate(node, frame, name, nothing);
      if (factory) return this.#allocate(node, frame, 'data', anyAtomValue);
    }
    if (value.kind === 'Constant') return atomsOf(constantAtoms(value.type));
    return join(anyAtomValue, this.#held(info.state));
  }

  #callDefinition(
    node: FunctionNode,
    parent: Frame | null,
    self: Value | null,
    args: readonly Value[],
    keywords: readonly { name: string | null; value: Value }[],
    at: Node,
    starred = false,
  ): Value {
    this.functions.add(node);
    this.#effects.heavy = true;
    const scope = this.#program.scopes.of.get(node);
    if (!scope) return this.#unknown('a function that is not known', at.line);
    const bound = bindParameters(node, self, args, keywords, starred);
    const activation = this.#activationFor(node, scope, parent, bound);
    for (const [name, value] of bound) this.#bindIn(activation.frame, name, value);
    for (const param of node.params) {
      if (param.value && !bound.has(param.name))
        this.#bindIn(activation.frame, param.name, this.#default(node, param.name, param.value));
      if (param.how === 'rest')
        this.#bindIn(
          activation.frame,
          param.name,
          this.#allocate(node, activation.frame, 'tuple', bound.get(`*${param.name}`) ?? nothing),
        );
      if (param.how === 'keywords')
        this.#bindIn(
          activation.frame,
          param.name,
          this.#allocate(
            node,
            activation.frame,
            'dict',
            join(atomsOf(Atom.str), bound.get(`*${param.name}`) ?? nothing),
          ),
        );
    }
    if (activation.running) {
      this.#effects.recursive = true;
    } else if (activation.pass !== this.#pass) {
      this.#lookAt(node, scope, activation);
    }
    addEffects(this.#effects, activation.effects);
    if (!scope.isGenerator) return activation.result;
    const made = this.#allocate(
      node,
      activation.frame,
      'iter',
      activation.frame.values.get('<yield>') ?? nothing,
    );
    this.#drawsFrom(made, [], activation.effects.writes);
    return made;
  }

  #lookAt(node: FunctionNode, scope: Scope, activation: Activation): void {
    activation.running = true;
    activation.pass = this.#pass;
    const outside = this.#effects;
    this.#effects = noEffects();
    this.#frames++;
    if (this.#frames > 150) throw new TooLarge('its calls are nested too deeply');
    if (node.kind === 'Lambda') this.#returned(activation, this.eval(node.body, activation.frame));
    else this.block(node.body, activation.frame, activation);
    this.#frames--;
    const size = sizeOfEffects(activation.effects);
    addEffects(activation.effects, this.#effects);
    if (sizeOfEffects(activation.effects) !== size) this.#changed = true;
    this.#effects = outside;
    activation.running = false;
    void scope;
  }

  #returned(activation: Activation | null, value: Value): void {
    if (!activation) return;
    const next = join(activation.result, value);
    if (next !== activation.result) {
      activation.result = next;
      this.#changed = true;
    }
  }

  #bindIn(frame: Frame, name: string, value: Value): void {
    const old = frame.values.get(name) ?? nothing;
    const next = join(old, value);
    if (next !== old) {
      frame.values.set(name, next);
      this.#changed = true;
    }
  }

  #default(node: FunctionNode, name: string, value: Expr): Value {
    if (value.kind === 'Constant') return atomsOf(constantAtoms(value.type));
    if (value.kind === 'Lambda') return this.#functionValue(value, null);
    if (value.kind === 'Name') {
      // `def f(x, op=add)`: a function given by name.
      const variable = resolve(this.#program.scopeOf(value), value.name);
      if (!variable)
        return this.#name(
          value.name,
          { scope: this.#program.scopeOf(value), parent: null, values: new Map(), key: 'default' },
          value,
        );
      const outer = this.outerValue(variable);
      if (outer.fns.size > 0) return outer;
    }
    return this.#rootValue(`default:${node.kind}${node.ordinal}:${name}`);
  }

  #activationFor(
    node: FunctionNode,
    scope: Scope,
    parent: Frame | null,
    bound: ReadonlyMap<string, Value>,
  ): Activation {
    const list = this.#activations.get(node) ?? [];
    for (const value of bound.values()) this.#spend(1 + value.objs.size);
    this.#activations.set(node, list);
    const signature =
      [...bound].map(([name, value]) => `${name}=${signatureOf(value)}`).join(';') +
      `@${parent?.key ?? ''}`;
    const merged = list.length >= maxActivations;
    const key = merged ? '*' : signature;
    const name = `${node.kind}${node.ordinal}(${key})`;
    const known = list.find((one) => one.frame.key === name);
    if (known) return known;
    const frame: Frame = { scope, parent, values: new Map(), key: name };
    const made: Activation = {
      frame,
      result: nothing,
      effects: noEffects(),
      running: false,
      pass: 0,
    };
    list.push(made);
    this.#changed = true;
    return made;
  }

  #applyEntry(
    entry: Entry,
    receiver: Value | null,
    given: readonly Value[],
    keywords: readonly { name: string | null; value: Value }[],
    node: Expr,
    frame: Frame,
    starred = false,
  ): Value {
    const outside = this.#effects;
    const effects = noEffects();
    this.#effects = effects;
    const value = this.#applied(entry, receiver, given, keywords, node, frame, starred);
    // What is made may do later what making it was seen to do.
    const lazy = [...value.objs].filter((one) => !one.root && consumable.has(one.kind));
    if (lazy.length > 0) this.#drawsFrom({ ...value, objs: new Set(lazy) }, given, effects.writes);
    this.#effects = outside;
    addEffects(outside, effects);
    return value;
  }

  #applied(
    entry: Entry,
    receiver: Value | null,
    given: readonly Value[],
    keywords: readonly { name: string | null; value: Value }[],
    node: Expr,
    frame: Frame,
    hasStars: boolean,
  ): Value {
    const effects = this.#effects;
    const written =
      node.kind === 'Call' ? node.args.findIndex((one) => one.kind === 'Starred') : -1;
    const firstStar = hasStars && written < 0 ? 0 : written;
    const starred = firstStar >= 0;
    // `list.append(a, x)`: the receiver is the first argument.
    const unbound = entry.isMethod && receiver === null;
    const self = unbound ? (given[0] ?? null) : receiver;
    const args = unbound && !starred ? given.slice(1) : given;
    const named = new Map(keywords.map((one) => [one.name, one.value]));
    const keywordValues = keywords.map((one) => one.value);
    const all = [...(self ? [self] : []), ...args, ...keywordValues];
    if (entry.returns === 'unknown' || entry.returns === 'dynamic') {
      for (const one of all) this.#writeDeep(one);
      if (entry.ext) effects.outside.set(entry.ext, node.line);
      return this.#unknown(`what \`${entry.name}\` does is not known`, node.line);
    }
    if (keywords.some((one) => one.name === null)) {
      return this.#unknown(`\`${entry.name}\` is called with \`**\``, node.line);
    }
    const refused = keywords.find((one) => one.name && entry.refusedKeywords.includes(one.name));
    if (refused)
      return this.#unknown(`\`${entry.name}\` is called with ${refused.name}=`, node.line);
    if (entry.most !== null && (starred || args.length > entry.most)) {
      return this.#unknown(
        `\`${entry.name}\` is called with more than ${entry.most} arguments`,
        node.line,
      );
    }
    for (const one of all) {
      this.#readDeep(one);
      if (!entry.name.startsWith('str.') || one !== self) {
        this.#consume(one);
        this.#consume(this.#contents(one));
      }
    }
    const callables: Value[] = [];
    for (const where of entry.calls) {
      if (typeof where === 'number' && starred && where >= firstStar) {
        return this.#unknown(`\`${entry.name}\` is called with \`*\``, node.line);
      }
      const found = typeof where === 'number' ? args[where] : named.get(where);
      if (found) callables.push(found);
    }
    const operated = this.#implicitDeep(
      all,
      [...compareMethods, ...showMethods, ...iterationMethods, ...conversionMethods],
      node,
    );
    const properties = entry.readsProperties ? this.#properties(all, node) : nothing;
    if (entry.heavy || entry.returns === 'sum') effects.heavy = true;
    if (entry.prints) this.#print(named, node);
    if (entry.ext) effects.outside.set(entry.ext, node.line);
    // Everything the arguments give when gone through, and what the script's own operators make of them.
    const data = all.filter((one) => !callables.includes(one));
    const contents = joinAll([
      ...data.map((one) => join(this.#contents(one), this.#iterated(one, node))),
      ...keywordValues.filter((one) => !callables.includes(one)),
      operated,
      properties,
      keywords.length > 0 ? atomsOf(Atom.str) : nothing,
    ]);
    const called = this.#callAll(
      entry,
      callables,
      contents,
      joinAll(data.filter((one) => one !== self)),
      node,
      frame,
    );
    for (const where of entry.mutates) {
      const changed =
        where === 'self'
          ? self
            ? [self]
            : []
          : this.#argumentsAt(where, args, keywordValues, firstStar);
      for (const value of changed) this.#changedBy(entry, value, all);
    }
    return this.#returns(
      entry,
      self,
      args,
      all,
      contents,
      called,
      join(operated, properties),
      node,
      frame,
    );
  }

  /** What may be the argument at a place: behind a star any of those, if given by keyword any of those. */
  #argumentsAt(
    where: number,
    args: readonly Value[],
    keywordValues: readonly Value[],
    firstStar: number,
  ): readonly Value[] {
    if (firstStar >= 0 && where >= firstStar) return [...args.slice(firstStar), ...keywordValues];
    const found = args[where];
    return found ? [found] : keywordValues;
  }

  /** Calls what an entry of the table calls back; what it is given, and what it gave before. */
  #callAll(
    entry: Entry,
    callables: readonly Value[],
    contents: Value,
    data: Value,
    node: Expr,
    frame: Frame,
  ): Value {
    let called = nothing;
    const folds = entry.returns === 'reduce' || entry.element === 'sum';
    const match = entry.givesMatch ? this.#allocate(node, frame, 'match', anyAtomValue) : null;
    for (const one of callables) {
      if (one.atoms === Atom.none && one.fns.size === 0 && one.objs.size === 0) continue;
      const arity = entry.name === 'map' || entry.name === 'itertools.starmap' ? 8 : 2;
      for (let before: Value | null = null; before !== called; ) {
        before = called;
        const items =
          match ??
          joinAll([
            contents,
            entry.name === 'itertools.starmap' ? this.#contents(contents) : nothing,
            entry.returns === 'reduce' ? data : nothing,
            folds ? called : nothing,
          ]);
        const result = this.call(
          { ...one, atoms: 0 },
          Array.from({ length: arityOf(one) ?? arity }, () => items),
          [],
          node,
          frame,
        );
        called = join(called, result);
        if (!folds) break;
      }
    }
    return called;
  }

  #changedBy(entry: Entry, changed: Value, all: readonly Value[]): void {
    for (const obj of changed.objs) {
      if (entry.advances && !consumable.has(obj.kind) && obj.kind !== 'data') continue;
      this.#write(obj);
      if (entry.stores === 'none') continue;
      const others = joinAll(all.filter((one) => one !== changed));
      const items = this.#contents(others);
      // A dict may be given pairs: it holds what they hold.
      const deeper =
        dictKinds.has(obj.kind) || obj.kind === 'data' ? this.#contents(items) : nothing;
      this.#store(
        obj,
        entry.stores === 'arguments' ? others : joinAll([items, others, deeper, anyAtomValue]),
      );
    }
  }

  /** Puts a value into an object. What a captured object is given may be found in any other one from then on. */
  #store(obj: Obj, value: Value): void {
    if (obj.root) this.#escape(value);
    else this.#hold(obj, value);
  }

  #escape(value: Value): void {
    const objs = [...value.objs].filter((one) => !one.root && !this.#sums.has(one));
    const next = join(this.#escaped, { atoms: 0, objs: new Set(objs), fns: value.fns });
    if (next === this.#escaped) return;
    this.#escaped = next;
    this.#changed = true;
  }

  #print(named: ReadonlyMap<string | null, Value>, node: Node): void {
    const file = named.get('file');
    if (file && !(file.objs.size === 0 && file.fns.size === 0 && file.atoms === Atom.none)) {
      const streams = [...file.fns.values()].every(
        (one) => one.kind === 'unknown' && /sys\.std(out|err)/.test(one.key),
      );
      if (!streams || file.fns.size === 0) {
        this.#writeDeep(file);
        this.#unknown('it prints to a file', node.line);
        return;
      }
    }
    this.#effects.prints = true;
  }

  #returns(
    entry: Entry,
    self: Value | null,
    args: readonly Value[],
    all: readonly Value[],
    contents: Value,
    called: Value,
    /** What methods of the script's classes made of the arguments. */
    made: Value,
    node: Expr,
    frame: Frame,
  ): Value {
    const plain = plainReturns[entry.returns];
    if (plain !== undefined)
      return openReturns.has(entry.returns) || openNames.has(entry.name)
        ? join(atomsOf(plain), made)
        : atomsOf(plain);
    if (entry.returns.startsWith('='))
      return atomsOf(plainReturns[entry.returns.slice(1)] ?? anyAtom);
    const held = join(contents, called);
    const inner = entry.element
      ? join(this.#elements(entry.element, held, all, node, frame), made)
      : held;
    switch (entry.returns) {
      case 'list':
      case 'set':
      case 'frozenset':
      case 'tuple':
      case 'iter':
      case 'bytearray':
        return this.#allocate(node, frame, entry.returns, inner);
      case 'dict':
        // What is put together from pairs holds what the pairs hold.
        return this.#allocate(
          node,
          frame,
          'dict',
          entry.element ? inner : join(inner, this.#contents(inner)),
        );
      case 'itercall':
        return this.#allocate(node, frame, 'iter', called);
      case 'range':
      case 'slice':
        return atomsOf(Atom.other);
      case 'sum':
        return this.#folded(
          contents,
          join(args[1] ?? atomsOf(Atom.int), joinAll(all.slice(1))),
          node,
          frame,
        );
      case 'op':
        return joinAll([
          this.binary('+', args[0] ?? nothing, args[1] ?? nothing, node, frame, false),
          this.binary('/', args[0] ?? nothing, args[1] ?? nothing, node, frame, false),
          made,
        ]);
      case 'reduce':
        return joinAll([called, contents, args[2] ?? nothing]);
      case 'content':
        return joinAll([
          contents,
          isOneCollection(node, args) ? nothing : joinAll(args),
          anyAtomIf(self ?? args[0]),
        ]);
      case 'item':
        // Of the first argument (or of the receiver), or another argument itself: `next(it, default)`.
        return joinAll([
          contents,
          ...(entry.isMethod || !isFirstPlain(node) ? args : args.slice(1)),
          anyAtomIf(self ?? args[0]),
        ]);
      case 'contentarg':
        return joinAll([contents, ...args, atomsOf(Atom.none)]);
      case 'average':
        return joinAll([contents, atomsOf(numberAtoms), anyAtomIf(args[0])]);
      case 'getter': {
        const deep = [...reachable(...all)].flatMap((one) => [
          this.#held(one),
          ...one.attributes.values(),
        ]);
        const found = joinAll([contents, ...deep, anyAtomValue]);
        return join(found, this.#allocate(node, frame, 'tuple', found));
      }
      case 'dictkeys':
        return this.#allocate(node, frame, 'dict', join(contents, joinAll(args)));
      case 'copy':
        return this.#copies(self ?? args[0] ?? nothing, node, frame);
      case 'deepcopy':
      case 'data': {
        const fresh = this.#allocate(node, frame, 'data', anyAtomValue);
        for (const obj of fresh.objs) this.#hold(obj, fresh);
        return join(fresh, anyAtomValue);
      }
      case 'type':
        return ofFn({ kind: 'unknown', key: 'type()', why: 'a class found by type() is called' });
      case 'partial':
      case 'fn:getter':
      case 'super':
        return this.#special(entry, all, node, frame);
      default:
        if (entry.returns.startsWith('obj:'))
          return this.#objectOf(entry.returns.slice(4), entry, args, all, held, node, frame);
        return this.#unknown(`what \`${entry.name}\` returns is not known`, node.line);
    }
  }

  #objectOf(
    kind: string,
    entry: Entry,
    args: readonly Value[],
    all: readonly Value[],
    held: Value,
    node: Expr,
    frame: Frame,
  ): Value {
    if (kind === 'match')
      return join(this.#allocate(node, frame, kind, anyAtomValue), atomsOf(Atom.none));
    if (selfContained.has(kind)) {
      const made = this.#allocate(node, frame, kind, anyAtomValue);
      if (kind === 'csvwriter') this.#drawsFrom(made, [], joinAll(all).objs);
      return made;
    }
    let holds = entry.element
      ? this.#elements(entry.element, held, all, node, frame)
      : join(held, this.#contents(held));
    if (kind === 'counter') holds = join(holds, atomsOf(Atom.int));
    if (kind === 'defaultdict') {
      const before = new Set(this.#effects.writes);
      holds = join(holds, this.#factory(args[0], node, frame));
      const made = this.#allocate(node, frame, kind, holds);
      this.#drawsFrom(
        made,
        [],
        [...this.#effects.writes].filter((one) => !before.has(one)),
      );
      return made;
    }
    return this.#allocate(node, frame, kind, holds);
  }

  /** What stands in brackets in the table: what a new collection consists of. */
  #elements(element: string, held: Value, all: readonly Value[], node: Expr, frame: Frame): Value {
    const plain = plainReturns[element];
    if (plain !== undefined) return atomsOf(plain);
    const tuple = (of: Value) => this.#allocate(node, frame, 'tuple', of, null, 'in ');
    switch (element) {
      case 'liststr':
        return this.#allocate(node, frame, 'list', atomsOf(Atom.str), null, 'in ');
      case 'dictstr':
        return this.#allocate(
          node,
          frame,
          'dict',
          join(
            atomsOf(Atom.str | Atom.none),
            this.#allocate(node, frame, 'list', atomsOf(Atom.str), null, 'in '),
          ),
          null,
          'in ',
        );
      case 'match':
        return this.#allocate(node, frame, 'match', anyAtomValue, null, 'in ');
      case 'tupleatom':
        return tuple(anyAtomValue);
      case 'held':
        return held;
      case 'deep':
        return join(held, this.#contents(held));
      case 'bytearray':
        return this.#allocate(node, frame, 'bytearray', atomsOf(Atom.int), null, 'in ');
      case 'list':
        return this.#allocate(node, frame, 'list', held, null, 'in ');
      case 'pair':
        return tuple(join(held, atomsOf(Atom.int | Atom.none)));
      case 'arg':
        return join(held, joinAll(all));
      case 'iter': {
        const made = this.#allocate(node, frame, 'iter', held, null, 'in ');
        this.#drawsFrom(made, all, []);
        return made;
      }
      case 'group': {
        const made = this.#allocate(node, frame, 'iter', held, null, 'in ');
        this.#drawsFrom(made, all, []);
        return tuple(join(held, made));
      }
      case 'sum':
        return join(held, this.#folded(held, held, node, frame));
      default:
        return anyAtomValue;
    }
  }

  /** `start + one + another ...`, whatever the script's classes make of that. */
  #folded(items: Value, start: Value, node: Expr, frame: Frame): Value {
    let sum = joinAll([start, items, atomsOf(numberAtoms)]);
    for (let before: Value | null = null; before !== sum; ) {
      before = sum;
      sum = join(sum, this.binary('+', sum, items, node, frame, false));
    }
    return sum;
  }

  #copies(value: Value, node: Expr, frame: Frame): Value {
    return joinAll([
      atomsOf(value.atoms),
      ...[...value.objs].map((one) => this.#copyOf(one, node, frame)),
    ]);
  }

  #copyOf(obj: Obj, node: Expr, frame: Frame): Value {
    const made = this.#allocate(node, frame, obj.kind, this.#held(obj), obj.cls);
    for (const copy of made.objs)
      for (const [name, value] of obj.attributes) this.#setAttribute(copy, name, value);
    return made;
  }

  #factory(factory: Value | undefined, node: Expr, frame: Frame): Value {
    return factory ? this.call({ ...factory, atoms: 0 }, [], [], node, frame) : nothing;
  }

  #special(entry: Entry, all: readonly Value[], node: Expr, frame: Frame): Value {
    if (entry.returns === 'fn:getter') {
      return ofFn({ kind: 'entry', key: `getter:${node.ordinal}`, entry: getterEntry, self: null });
    }
    if (entry.returns === 'super') {
      // `super().method()`: any base's; the receiver is the frame's first parameter.
      for (let at: Frame | null = frame; at; at = at.parent) {
        const first = 'params' in at.scope.node ? at.scope.node.params[0] : undefined;
        const info =
          at.scope.parent?.kind === 'class'
            ? this.#program.classes.get(at.scope.parent.node as never)
            : undefined;
        if (!first || !info) continue;
        const self = at.values.get(first.name) ?? nothing;
        return this.#superOf(info, self);
      }
    }
    void all;
    return this.#unknown(`what \`${entry.name}\` makes is not known`, node.line);
  }

  #superOf(info: ClassInfo, self: Value): Value {
    const objs = info.bases.flatMap((base) => [...self.objs].map((one) => this.#asBase(one, base)));
    if (objs.length > 0) return { atoms: 0, objs: new Set(objs), fns: nothing.fns };
    return ofFn({
      kind: 'unknown',
      key: 'super()',
      why: '`super()` of a class whose base is not known',
    });
  }

  /** The same object seen as an instance of a base class: it shares attributes and contents. */
  #asBase(obj: Obj, base: ClassInfo): Obj {
    const key = `super:${obj.id}:${base.node.ordinal}`;
    let made = this.#sites.get(key);
    if (!made) {
      made = {
        ...obj,
        id: this.#nextId++,
        kind: obj.root ? obj.kind : 'inst',
        cls: base,
        attributes: obj.attributes,
      };
      this.#sites.set(key, made);
    }
    return made;
  }

  #comprehension(node: Comprehension, frame: Frame): Value {
    const scope = this.#program.scopes.of.get(node);
    if (!scope) return this.#unknown('a comprehension', node.line);
    const inner: Frame = {
      scope,
      parent: frame,
      values: new Map(),
      key: `${frame.key}/${node.kind}${node.ordinal}`,
    };
    // Values stay between passes in a frame of their own.
    const kept = this.#comprehensionFrames.get(inner.key) ?? inner;
    this.#comprehensionFrames.set(inner.key, kept);
    this.#effects.heavy = true;
    const outside = this.#effects;
    const inside = noEffects();
    this.#effects = inside;
    for (const [index, one] of node.generators.entries()) {
      if (one.isAsync) this.#unknown('`async for`', node.line);
      const iter = this.eval(one.iter, index === 0 ? frame : kept);
      this.assign(one.target, this.#items(iter, one.iter), kept);
      for (const test of one.ifs) this.#tested(test, kept);
    }
    const elt = this.eval(node.elt, kept);
    const value = node.value ? this.eval(node.value, kept) : nothing;
    const kind = { ListComp: 'list', SetComp: 'set', DictComp: 'dict', GeneratorExp: 'iter' }[
      node.kind
    ];
    if (kind === 'set' || kind === 'dict') this.#implicitDeep([elt], compareMethods, node);
    this.#effects = outside;
    addEffects(outside, inside);
    const made = this.#allocate(node, frame, kind, join(elt, value));
    if (kind === 'iter') this.#drawsFrom(made, [], inside.writes);
    return made;
  }
  readonly #comprehensionFrames = new Map<string, Frame>();

  // ---- statements

  block(stmts: readonly Stmt[], frame: Frame, activation: Activation | null = null): void {
    for (const stmt of stmts) this.exec(stmt, frame, activation);
  }

  exec(stmt: Stmt, frame: Frame, activation: Activation | null = null): void {
    if (frame.key !== 'region' || this.#frames > 0) {
      this.#execNode(stmt, frame, activation);
      return;
    }
    const outside = this.#effects;
    const site = this.#site;
    this.#effects = noEffects();
    this.#site = stmt;
    this.#execNode(stmt, frame, activation);
    this.#remember(stmt, nothing);
    addEffects(outside, this.#effects);
    this.#effects = outside;
    this.#site = site;
  }

  #execNode(stmt: Stmt, frame: Frame, activation: Activation | null): void {
    switch (stmt.kind) {
      case 'Expr':
        this.eval(stmt.value, frame);
        return;
      case 'Assign': {
        const value = this.eval(stmt.value, frame);
        for (const one of stmt.targets) this.assign(one, value, frame);
        return;
      }
      case 'AnnAssign':
        if (stmt.value) this.assign(stmt.target, this.eval(stmt.value, frame), frame);
        return;
      case 'AugAssign': {
        const left = this.eval(stmt.target, frame);
        const right = this.eval(stmt.value, frame);
        // In place for lists, sets and whatever else changes itself.
        for (const obj of left.objs) {
          if (obj.kind === 'tuple' || obj.kind === 'frozenset') continue;
          this.#write(obj);
          const items = this.#contents(right);
          this.#store(
            obj,
            dictKinds.has(obj.kind) || obj.kind === 'data'
              ? join(items, this.#contents(items))
              : items,
          );
        }
        this.#consume(right);
        const result = this.binary(stmt.op, left, right, stmt, frame, true);
        this.assign(stmt.target, join(result, { ...left, atoms: 0 }), frame);
        return;
      }
      case 'Return':
        this.#returned(activation, stmt.value ? this.eval(stmt.value, frame) : atomsOf(Atom.none));
        return;
      case 'If':
      case 'While':
        this.#tested(stmt.test, frame);
        if (stmt.kind === 'While') this.#effects.heavy = true;
        this.block(stmt.body, frame, activation);
        this.block(stmt.orelse, frame, activation);
        return;
      case 'For':
        this.#effects.heavy = true;
        this.assign(stmt.target, this.#items(this.eval(stmt.iter, frame), stmt.iter), frame);
        this.block(stmt.body, frame, activation);
        this.block(stmt.orelse, frame, activation);
        return;
      case 'Try':
      case 'TryStar':
        this.block(stmt.body, frame, activation);
        for (const one of stmt.handlers) {
          if (one.type) this.eval(one.type, frame);
          if (catchesDepth(one.type)) this.#effects.catchesEverything = true;
          if (one.name)
            this.#assignName(
              one.name,
              this.#allocate(stmt, frame, 'data', anyAtomValue),
              frame,
              stmt.line,
            );
          this.block(one.body, frame, activation);
        }
        this.block(stmt.orelse, frame, activation);
        this.block(stmt.finalbody, frame, activation);
        return;
      case 'With':
        for (const one of stmt.items) {
          const value = this.eval(one.context, frame);
          const made = this.#implicit(value, ['__enter__', '__exit__'], stmt);
          const known = [...value.objs].every(
            (each) =>
              each.kind === 'file' ||
              each.kind === 'stringio' ||
              (each.cls !== null && methodIn(each.cls, '__enter__')),
          );
          if (!known || value.objs.size === 0 || value.atoms !== 0)
            this.#unknown('what this `with` does is not known', stmt.line);
          if (one.target) this.assign(one.target, join(value, made), frame);
        }
        this.block(stmt.body, frame, activation);
        return;
      case 'FunctionDef':
        for (const one of stmt.params) if (one.value) this.eval(one.value, frame);
        if (stmt.decorators.length > 0)
          this.#unknown(`the decorator of ${stmt.name} is not known here`, stmt.line);
        this.#assignName(stmt.name, this.#functionValue(stmt, frame), frame, stmt.line);
        return;
      case 'Raise':
        if (stmt.exc) this.eval(stmt.exc, frame);
        if (stmt.cause) this.eval(stmt.cause, frame);
        return;
      case 'Assert':
        this.#tested(stmt.test, frame);
        if (stmt.msg) this.eval(stmt.msg, frame);
        return;
      case 'Delete':
        for (const one of stmt.targets) this.#delete(one, frame);
        return;
      case 'Match': {
        const subject = this.eval(stmt.subject, frame);
        this.#readDeep(subject);
        this.#implicitDeep([subject], [...compareMethods, ...iterationMethods], stmt);
        for (const one of stmt.cases) {
          for (const value of one.values) this.eval(value, frame);
          const parts = joinAll([
            subject,
            this.#contents(subject),
            ...[...reachable(subject)].map((o) => joinAll([o.contents, ...o.attributes.values()])),
          ]);
          for (const name of one.captures)
            this.#assignName(
              name,
              join(parts, this.#allocate(stmt, frame, 'list', parts)),
              frame,
              stmt.line,
            );
          if (one.guard) this.#tested(one.guard, frame);
          this.block(one.body, frame, activation);
        }
        return;
      }
      case 'Import':
        for (const one of stmt.names) {
          const name = one.as ?? one.module.split('.')[0] ?? '';
          if (!table.modules.has(one.module)) this.#unknown(`it imports ${one.module}`, stmt.line);
          this.#assignName(
            name,
            ofFn(imported(one.as ? one.module : name, null)),
            frame,
            stmt.line,
          );
        }
        return;
      case 'ImportFrom':
        for (const one of stmt.names) {
          if (!table.modules.has(stmt.module))
            this.#unknown(`it imports ${stmt.module}`, stmt.line);
          this.#assignName(
            one.as ?? one.name,
            ofFn(imported(stmt.module, one.name)),
            frame,
            stmt.line,
          );
        }
        return;
      case 'Pass':
      case 'Break':
      case 'Continue':
      case 'Global':
      case 'Nonlocal':
        return;
      default:
        this.#unknown(
          stmt.kind === 'ClassDef' ? 'it defines a class' : `it contains ${stmt.kind}`,
          stmt.line,
        );
    }
  }

  #delete(node: Expr, frame: Frame): void {
    if (node.kind === 'Subscript') {
      const value = this.eval(node.value, frame);
      this.eval(node.slice, frame);
      for (const obj of value.objs) this.#effects.writes.add(obj);
      this.#implicit(value, ['__delitem__'], node);
    } else if (node.kind === 'Name') {
      this.#unknown('it deletes a name', node.line);
    } else {
      this.#unknown('it deletes an attribute', node.line);
    }
  }

  #assignName(name: string, value: Value, frame: Frame, line: number): void {
    const variable = variableFor(frame.scope, name);
    if (variable) this.assignVariable(variable, value, frame, line);
  }

  assign(target: Expr, value: Value, frame: Frame): void {
    switch (target.kind) {
      case 'Name':
        this.#assignName(target.name, value, frame, target.line);
        return;
      case 'Tuple':
      case 'List': {
        const items = this.#items(value, target);
        for (const one of target.elts) {
          if (one.kind === 'Starred')
            this.assign(one.value, this.#allocate(one, frame, 'list', items), frame);
          else this.assign(one, items, frame);
        }
        return;
      }
      case 'Subscript': {
        const holder = this.eval(target.value, frame);
        const index = this.eval(target.slice, frame);
        this.#implicit(holder, ['__setitem__', '__len__'], target, join(index, value));
        this.#implicitDeep([index], compareMethods, target);
        for (const obj of holder.objs) {
          this.#write(obj);
          this.#store(
            obj,
            join(
              target.slice.kind === 'Slice' ? this.#contents(value) : value,
              dictKinds.has(obj.kind) ? index : nothing,
            ),
          );
        }
        for (const fn of holder.fns.values())
          if (fn.kind !== 'module')
            this.#unknown('it stores into a class or function', target.line);
        return;
      }
      case 'Attribute': {
        const holder = this.eval(target.value, frame);
        for (const info of this.#classesOf(holder)) {
          const method = methodIn(info, target.attr);
          if (method?.method.how === 'property') this.#unknown('it sets a property', target.line);
        }
        for (const obj of holder.objs) {
          this.#write(obj);
          if (obj.root) this.#escape(value);
          else this.#setAttribute(obj, target.attr, value);
        }
        for (const fn of holder.fns.values()) {
          if (fn.kind === 'class') {
            this.#effects.writes.add(fn.info.state);
            this.#escape(value);
          } else this.#unknown(`it sets .${target.attr} of a function or module`, target.line);
        }
        return;
      }
      case 'Starred':
        this.assign(target.value, value, frame);
        return;
      default:
        this.#unknown('an assignment of a kind that is not known', target.line);
    }
  }
}
