// Splits what a loop does in one iteration: what depends on nothing but the item and on things that do
// not change (it may run elsewhere, at any time), and what must happen in order, in the driver. The
// driver runs the original body; only the expressions and statements named here as *points* are
// replaced by their results. So folds, prints and stores need no rules: they are the script's own.
import { resolve, type Scope, type Variable } from '../bind/scopes.ts';
import { Interpreter, type Seen } from '../effects/interpret.ts';
import type { Program } from '../effects/program.ts';
import { type Frame, type Obj, reachable, type Value } from '../effects/value.ts';
import { children, walk } from '../parse/children.ts';
import type { Comprehension, Expr, For, Name, Node, Stmt } from '../parse/nodes.ts';
import { type Definite, definitelyAssigned } from './definite.ts';
import {
  assignedNames,
  controlTests,
  definiteAfter,
  evaluatedAlways,
  innerTargets,
  isBoundBy,
  isComprehension,
  isOutside,
  isSameName,
  isStmt,
  isWork,
  leavesByOrder,
  nameOf,
  outsideWords,
  ownVariables,
  pointKinds,
  sendable,
  shortName,
} from './shapes.ts';
import type { Uses } from './uses.ts';

export type Reason = { readonly text: string; readonly line: number };

export type Point = {
  readonly kind: 'expression' | 'run';
  /** The expression, or the statements of the run in order. */
  readonly nodes: readonly Node[];
  /** Variables a run leaves behind. */
  readonly outputs: readonly string[];
  /** Its result may hold objects that others hold too: looked at when it is there. */
  readonly shared: boolean;
  readonly prints: boolean;
  readonly heavy: boolean;
};

export type Split = {
  readonly points: readonly Point[];
  /** Statements that both sides execute. */
  readonly keep: readonly Stmt[];
  readonly captures: { readonly locals: readonly string[]; readonly globals: readonly string[] };
  /** Names whose objects the driver's part changes while tasks read others: they must share nothing. */
  readonly written: { readonly locals: readonly string[]; readonly globals: readonly string[] };
  /** The driver's part does things that are not known: everything tasks read must be immutable. */
  readonly frozen: boolean;
  readonly objects: boolean;
  readonly callsData: boolean;
  readonly interpreter: Interpreter;
  readonly carried: readonly string[];
  readonly earlyExit: boolean;
};

export type SplitResult =
  | { readonly kind: 'split'; readonly split: Split }
  /** Independent but for folds and stores, with nothing in it that is worth sending. */
  | { readonly kind: 'fold'; readonly folds: readonly string[] }
  | { readonly kind: 'refused'; readonly reason: Reason };

/** What a loop or comprehension consists of, seen alike. */
export type LoopShape = {
  readonly node: For | Comprehension;
  readonly scope: Scope;
  readonly target: Expr;
  readonly iter: Expr;
  /** Of a comprehension: conditions, further generators and the element, in order of evaluation. */
  readonly parts: readonly Expr[];
  readonly body: readonly Stmt[];
};

export function splitLoop(
  program: Program,
  uses: Uses,
  shape: LoopShape,
  objects: boolean,
): SplitResult {
  return new Splitter(program, uses, shape, objects).split();
}

class Splitter {
  readonly #program: Program;
  readonly #uses: Uses;
  readonly #shape: LoopShape;
  readonly #own: ReadonlySet<Variable>;
  readonly #definite: Definite;
  readonly #interpreter: Interpreter;
  readonly #seen: ReadonlyMap<Node, Seen>;
  // What the driver's part does; grows until nothing more has to move there.
  readonly #ordered = new Set<Stmt>();
  readonly #orderedVariables = new Set<Variable>();
  readonly #orderedWrites = new Set<Obj>();
  readonly #orderedNames = new Map<string, number>();
  #frozen = false;
  #changed = false;
  #reason: Reason | null = null;
  #lightReason: Reason | null = null;
  #earlyExit = false;

  constructor(program: Program, uses: Uses, shape: LoopShape, objects: boolean) {
    this.#program = program;
    this.#uses = uses;
    this.#shape = shape;
    this.#own = ownVariables(program, shape);
    this.#definite = definitelyAssigned(
      this.#own,
      program.scopeOf,
      [shape.target, ...innerTargets(shape)],
      shape.body,
    );
    this.#interpreter = new Interpreter(program, objects);
    const frame: Frame = { scope: shape.scope, parent: null, values: new Map(), key: 'region' };
    this.#seen = this.#interpreter.run([...this.#own], () => {
      for (const one of this.#definite.exposedVariables) this.#interpreter.mayComeIn(one);
      const items = this.#interpreter.items(this.#interpreter.eval(shape.iter, frame), shape.iter);
      this.#interpreter.assign(shape.target, items, frame);
      if (isComprehension(shape.node)) this.#comprehension(shape.node, frame);
      else this.#interpreter.block(shape.body, frame);
    });
    this.objects = objects;
  }
  readonly objects: boolean;

  #comprehension(node: Comprehension, frame: Frame): void {
    for (const [i, one] of node.generators.entries()) {
      if (i > 0) {
        const items = this.#interpreter.items(this.#interpreter.eval(one.iter, frame), one.iter);
        this.#interpreter.assign(one.target, items, frame);
      }
      for (const test of one.ifs) this.#interpreter.eval(test, frame);
    }
    this.#interpreter.eval(node.elt, frame);
    if (node.value) this.#interpreter.eval(node.value, frame);
  }

  split(): SplitResult {
    for (const one of this.#shape.body) {
      for (const node of walk(one)) {
        if (node.kind === 'Yield' || node.kind === 'YieldFrom' || node.kind === 'Await') {
          return refused('the loop yields: others run between its iterations', node.line);
        }
      }
    }
    const parts = this.#shape.node.kind === 'For' ? [] : this.#shape.parts;
    do {
      this.#changed = false;
      this.#classify(this.#shape.body, true);
      for (const one of parts) if (!this.#isFree(one)) this.#order(one);
    } while (this.#changed);

    const points: Point[] = [];
    const keep: Stmt[] = [];
    if (this.#shape.node.kind === 'For') this.#collect(this.#shape.body, points, keep, true);
    else for (const one of parts) this.#pointsIn(one, points);
    const heavy = points.filter((one) => one.heavy);
    if (heavy.length > 0) return this.#finish(heavy, keep);
    const independent = isComprehension(this.#shape.node)
      ? parts.every((one) => this.#isFree(one))
      : this.#onlyFolds(this.#shape.body);
    if (!independent) {
      const reason = this.#reason ?? this.#lightReason;
      return {
        kind: 'refused',
        reason: reason ?? {
          text: 'its iterations depend on each other',
          line: this.#shape.node.line,
        },
      };
    }
    if (points.length === 0) return { kind: 'fold', folds: this.#folds() };
    return this.#finish(points, keep);
  }

  /** Whether all that stays in order is folding into accumulators and storing what is free. */
  #onlyFolds(stmts: readonly Stmt[]): boolean {
    return stmts.every((stmt) => {
      if (this.#isFreeStmt(stmt)) return true;
      switch (stmt.kind) {
        case 'Pass':
        case 'Continue':
        case 'Break':
          return true;
        case 'AugAssign':
          return this.#isFreeValue(stmt.value) && this.#isPlace(stmt.target);
        case 'Assign':
          return (
            (this.#isFreeValue(stmt.value) || this.#isFolded(stmt.targets, stmt.value)) &&
            stmt.targets.every((one) => this.#isPlace(one))
          );
        case 'Expr':
          return (
            stmt.value.kind === 'Call' &&
            [...stmt.value.args, ...stmt.value.keywords.map((one) => one.value)].every((one) =>
              this.#isFreeValue(one),
            )
          );
        case 'If':
          return (
            [...stmt.body, ...stmt.orelse].every((one) => this.#onlyFolds([one])) &&
            (this.#isFreeValue(stmt.test) || this.#isExtreme(stmt.test))
          );
        case 'For':
          return this.#isFreeValue(stmt.iter) && this.#onlyFolds(stmt.body);
        default:
          return false;
      }
    });
  }

  #isFreeValue(node: Expr): boolean {
    return this.#isFree(node);
  }

  /** `best = max(best, x)` and `d[k] = d.get(k, 0) + x`. */
  #isFolded(targets: readonly Expr[], value: Expr): boolean {
    const [target] = targets;
    if (targets.length !== 1 || !target) return false;
    if (target.kind === 'Name') {
      const picks =
        value.kind === 'Call' &&
        value.func.kind === 'Name' &&
        ['min', 'max'].includes(value.func.name);
      return picks && value.args.every((one) => isSameName(one, target) || this.#isFree(one));
    }
    if (target.kind !== 'Subscript' || value.kind !== 'BinOp' || value.left.kind !== 'Call')
      return false;
    const { func, args } = value.left;
    return (
      func.kind === 'Attribute' &&
      func.attr === 'get' &&
      isSameName(func.value, target.value) &&
      args.every((one) => this.#isFree(one)) &&
      this.#isFree(value.right)
    );
  }

  /** `value < best`, `best is None or value < best`: how minima and maxima are found. */
  #isExtreme(test: Expr): boolean {
    if (test.kind === 'BoolOp')
      return test.values.every((one) => this.#isExtreme(one) || this.#isFree(one));
    if (test.kind !== 'Compare') return false;
    if (test.ops.every((op) => op === 'is' || op === 'is not')) return true;
    return (
      test.ops.every((op) => ['<', '<=', '>', '>='].includes(op)) &&
      [test.left, ...test.comparators].some((one) => this.#isFree(one))
    );
  }

  #isPlace(target: Expr): boolean {
    if (target.kind === 'Name') return true;
    if (target.kind === 'Tuple') return target.elts.every((one) => one.kind === 'Name');
    return (
      target.kind === 'Subscript' &&
      this.#isFreeValue(target.slice) &&
      (target.value.kind === 'Name' || this.#isPlace(target.value))
    );
  }

  /** Accumulators: variables that come from the iteration before, and what is augmented in place. */
  #folds(): string[] {
    const names = new Set([...this.#definite.exposedVariables].map((one) => one.name));
    for (const stmt of this.#shape.body) {
      for (const node of walk(stmt)) {
        if (node.kind !== 'AugAssign' || !this.#ordered.has(node)) continue;
        let base = node.target;
        while (base.kind === 'Subscript' || base.kind === 'Attribute') base = base.value;
        if (base.kind === 'Name') names.add(base.name);
      }
    }
    return [...names].sort();
  }

  // ---- what may leave

  #seenOf(node: Node): Seen | undefined {
    return this.#seen.get(node);
  }

  #refuse(text: string, line: number, heavy: boolean): false {
    if (heavy) this.#reason ??= { text, line };
    this.#lightReason ??= { text, line };
    return false;
  }

  /** Whether an expression gives the same wherever and whenever in the loop it is evaluated. */
  #isFree(node: Expr): boolean {
    const seen = this.#seenOf(node);
    if (!seen) return false;
    const { effects } = seen;
    const no = (text: string, line = node.line) => this.#refuse(text, line, effects.heavy);
    if (effects.unknown) return no(effects.unknown.why, effects.unknown.line);
    for (const [what, line] of effects.outside)
      return no(outsideWords[what] ?? `it touches ${what}`, line);
    for (const [name, line] of effects.writesVariables)
      return no(`it assigns \`${shortName(name)}\``, line);
    if (effects.catchesEverything && effects.recursive)
      return no('it may catch the error of a too deep recursion');
    for (const one of walk(node)) {
      if (one.kind === 'NamedExpr' && this.#own.has(this.#variable(one.target) as Variable))
        return no('it assigns with `:=`');
      if (one.kind !== 'Name') continue;
      const variable = this.#variable(one);
      if (!variable || !this.#own.has(variable)) continue;
      if (this.#orderedVariables.has(variable))
        return no(`\`${one.name}\` is computed in order`, one.line);
      if (this.#definite.exposed.has(one))
        return no(`\`${one.name}\` may come from the iteration before`, one.line);
    }
    for (const key of effects.readsVariables) {
      const line = this.#orderedNames.get(key);
      if (line !== undefined)
        return no(`it reads \`${shortName(key)}\`, which line ${line} assigns`, node.line);
      if (this.#ownKeys.has(key))
        return no(`a function it calls reads \`${shortName(key)}\`, which the loop assigns`);
    }
    for (const obj of effects.reads) {
      if (this.#orderedWrites.has(obj))
        return no(`it reads \`${nameOf(obj)}\`, which the loop changes`);
    }
    for (const obj of effects.writes) {
      if (obj.root) return no(`it changes \`${nameOf(obj)}\``);
      if (this.#orderedWrites.has(obj))
        return no('it changes something that the loop changes in order');
    }
    return true;
  }

  #ownKeysMemo: Set<string> | undefined;
  get #ownKeys(): Set<string> {
    this.#ownKeysMemo ??= new Set([...this.#own].map((one) => this.#interpreter.keyOf(one)));
    return this.#ownKeysMemo;
  }

  #variable(name: Name): Variable | undefined {
    return resolve(this.#program.scopeOf(name), name.name);
  }

  /** Whether a statement, with all in it, may run elsewhere. */
  #isFreeStmt(stmt: Stmt): boolean {
    if (this.#ordered.has(stmt)) return false;
    const seen = this.#seenOf(stmt);
    if (!seen) return false;
    switch (stmt.kind) {
      case 'Pass':
        return true;
      case 'Assign':
        return (
          this.#isFree(stmt.value) && stmt.targets.every((one) => this.#isFreeTarget(one, seen))
        );
      case 'AnnAssign':
        return (
          stmt.value !== null && this.#isFree(stmt.value) && this.#isFreeTarget(stmt.target, seen)
        );
      case 'AugAssign':
        return (
          this.#isFree(stmt.value) &&
          this.#isFree(stmt.target) &&
          this.#isFreeTarget(stmt.target, seen)
        );
      case 'Expr':
        return this.#isFree(stmt.value);
      case 'If':
        return (
          this.#isFree(stmt.test) &&
          [...stmt.body, ...stmt.orelse].every((one) => this.#isFreeStmt(one))
        );
      case 'While':
        return this.#isFree(stmt.test) && this.#inLoop([...stmt.body, ...stmt.orelse]);
      case 'For':
        return (
          this.#isFree(stmt.iter) &&
          this.#isFreeTarget(stmt.target, seen) &&
          this.#inLoop([...stmt.body, ...stmt.orelse])
        );
      case 'Try':
        return (
          [
            ...stmt.body,
            ...stmt.handlers.flatMap((one) => one.body),
            ...stmt.orelse,
            ...stmt.finalbody,
          ].every((one) => this.#isFreeStmt(one)) &&
          stmt.handlers.every((one) => one.name === null || !this.#isGlobalScope())
        );
      case 'FunctionDef':
        return stmt.decorators.length === 0 && !seen.effects.unknown && this.#namesAreFree(stmt);
      case 'Raise':
        return (
          stmt.exc !== null &&
          this.#isFree(stmt.exc) &&
          (stmt.cause === null || this.#isFree(stmt.cause))
        );
      case 'Assert':
        return this.#isFree(stmt.test) && (stmt.msg === null || this.#isFree(stmt.msg));
      case 'Break':
      case 'Continue':
        return this.#innerLoops > 0;
      default:
        return false;
    }
  }
  #innerLoops = 0;

  #isGlobalScope(): boolean {
    return this.#shape.scope.kind === 'module';
  }

  #inLoop(stmts: readonly Stmt[]): boolean {
    this.#innerLoops++;
    const free = stmts.every((one) => this.#isFreeStmt(one));
    this.#innerLoops--;
    return free;
  }

  #namesAreFree(node: Node): boolean {
    for (const one of walk(node)) {
      if (one.kind !== 'Name') continue;
      const variable = this.#variable(one);
      if (
        variable &&
        this.#own.has(variable) &&
        (this.#orderedVariables.has(variable) || this.#definite.exposed.has(one))
      )
        return false;
    }
    return true;
  }

  #isFreeTarget(target: Expr, seen: Seen): boolean {
    switch (target.kind) {
      case 'Name': {
        const variable = this.#variable(target);
        return (
          variable !== undefined &&
          this.#own.has(variable) &&
          !variable.boundElsewhere &&
          !this.#orderedVariables.has(variable)
        );
      }
      case 'Tuple':
      case 'List':
        return target.elts.every((one) => this.#isFreeTarget(one, seen));
      case 'Starred':
        return this.#isFreeTarget(target.value, seen);
      case 'Subscript':
      case 'Attribute': {
        const { effects } = seen;
        const heavy = effects.heavy;
        if (effects.unknown) return this.#refuse(effects.unknown.why, effects.unknown.line, heavy);
        for (const [what, line] of effects.outside)
          return this.#refuse(outsideWords[what] ?? `it touches ${what}`, line, heavy);
        for (const obj of effects.writes) {
          if (obj.root || this.#orderedWrites.has(obj))
            return this.#refuse(`it changes \`${nameOf(obj)}\``, target.line, heavy);
        }
        if (effects.writesVariables.size > 0) return false;
        const uses = target.kind === 'Subscript' ? [target.value, target.slice] : [target.value];
        return uses.every((one) => this.#isFree(one));
      }
      default:
        return false;
    }
  }

  // ---- what must stay in order

  #classify(stmts: readonly Stmt[], controlled: boolean): void {
    for (const stmt of stmts) {
      if (controlled && this.#isFreeStmt(stmt)) continue;
      this.#ordered.add(stmt);
      switch (stmt.kind) {
        case 'If': {
          const free = controlled && this.#isFree(stmt.test);
          if (!free) this.#order(stmt.test);
          this.#classify(stmt.body, free);
          this.#classify(stmt.orelse, free);
          break;
        }
        case 'For': {
          const free = controlled && this.#isFree(stmt.iter);
          const steady = free && !leavesByOrder(stmt, (test) => this.#isFree(test));
          if (!free) this.#order(stmt.iter);
          if (!steady) this.#assigns(stmt.target);
          this.#innerLoops++;
          this.#classify(stmt.body, steady);
          this.#innerLoops--;
          this.#classify(stmt.orelse, false);
          break;
        }
        case 'While':
          this.#order(stmt.test);
          this.#innerLoops++;
          this.#classify(stmt.body, false);
          this.#innerLoops--;
          this.#classify(stmt.orelse, false);
          break;
        case 'Try':
        case 'TryStar':
        case 'Match':
        case 'With':
          this.#orderWhole(stmt);
          break;
        default:
          this.#orderWhole(stmt);
      }
    }
  }

  /** Everything a statement does, the driver does, in order. */
  #orderWhole(stmt: Stmt): void {
    for (const node of walk(stmt)) {
      if (node.kind === 'Return' || (node.kind === 'Break' && this.#innerLoops === 0))
        this.#earlyExit = true;
      if (isStmt(node)) this.#ordered.add(node);
    }
    const seen = this.#seenOf(stmt);
    if (seen) this.#takeOver(seen, stmt);
    for (const one of assignedNames(stmt)) this.#assigns(one);
  }

  #order(node: Expr): void {
    const seen = this.#seenOf(node);
    if (seen) this.#takeOver(seen, node);
    for (const one of walk(node)) if (one.kind === 'NamedExpr') this.#assigns(one.target);
  }

  /** Objects it makes itself are not counted: what may leave cannot have reached them. */
  #takeOver({ effects }: Seen, node: Node): void {
    const inside = new Set<Node>(walk(node));
    if (effects.unknown && !this.#frozen) {
      this.#frozen = true;
      this.#changed = true;
    }
    for (const obj of effects.writes) {
      if (this.#orderedWrites.has(obj) || (obj.site && inside.has(obj.site))) continue;
      this.#orderedWrites.add(obj);
      this.#changed = true;
    }
    for (const [key, line] of effects.writesVariables) {
      if (this.#orderedNames.has(key)) continue;
      this.#orderedNames.set(key, line);
      this.#changed = true;
    }
  }

  #assigns(target: Expr): void {
    for (const one of walk(target)) {
      if (one.kind !== 'Name') continue;
      const variable = this.#variable(one);
      if (!variable || !this.#own.has(variable) || this.#orderedVariables.has(variable)) continue;
      if (target.kind !== 'Name' && !isBoundBy(target, one)) continue;
      this.#orderedVariables.add(variable);
      this.#changed = true;
    }
  }

  // ---- points

  #collect(stmts: readonly Stmt[], points: Point[], keep: Stmt[], controlled: boolean): void {
    let run: Stmt[] = [];
    const flush = () => {
      if (run.length > 0) this.#takeRun(run, points, keep);
      run = [];
    };
    for (const stmt of stmts) {
      if (controlled && this.#isFreeStmt(stmt)) {
        run.push(stmt);
        continue;
      }
      flush();
      this.#collectOrdered(stmt, points, keep, controlled);
    }
    flush();
  }

  #collectOrdered(stmt: Stmt, points: Point[], keep: Stmt[], controlled: boolean): void {
    if (!controlled) return;
    switch (stmt.kind) {
      case 'If': {
        const free = this.#isFree(stmt.test);
        this.#pointsIn(stmt.test, points);
        this.#collect(stmt.body, points, keep, free);
        this.#collect(stmt.orelse, points, keep, free);
        return;
      }
      case 'For': {
        const free = this.#isFree(stmt.iter);
        this.#pointsIn(stmt.iter, points);
        this.#collect(
          stmt.body,
          points,
          keep,
          free && !leavesByOrder(stmt, (test) => this.#isFree(test)),
        );
        return;
      }
      case 'Break':
      case 'Continue':
        keep.push(stmt);
        return;
      default:
        for (const one of children(stmt)) if (!isStmt(one)) this.#pointsIn(one as Expr, points);
    }
  }

  #takeRun(run: readonly Stmt[], points: Point[], keep: Stmt[]): void {
    keep.push(...run);
    const heavy = run.some((one) => this.#seenOf(one)?.effects.heavy && one.kind !== 'FunctionDef');
    const point = this.#runPoint(run, heavy);
    if (point) {
      points.push(point);
      return;
    }
    // Not as a whole: what is in its statements.
    for (const stmt of run) {
      if (stmt.kind === 'FunctionDef') continue;
      if (stmt.kind === 'If') {
        this.#pointsIn(stmt.test, points);
        this.#takeParts(stmt.body, points);
        this.#takeParts(stmt.orelse, points);
      } else if (stmt.kind === 'For') {
        this.#pointsIn(stmt.iter, points);
        this.#takeParts(stmt.body, points);
      } else if (stmt.kind !== 'While' && stmt.kind !== 'Try') {
        for (const one of children(stmt)) if (!isStmt(one)) this.#pointsIn(one as Expr, points);
      }
    }
  }

  #takeParts(stmts: readonly Stmt[], points: Point[]): void {
    if (stmts.length > 0) this.#takeRun(stmts, points, []);
  }

  #runPoint(run: readonly Stmt[], heavy: boolean): Point | null {
    const inside = new Set<Node>(run.flatMap((one) => [...walk(one)]));
    let prints = false;
    for (const stmt of run) {
      const effects = this.#seenOf(stmt)?.effects;
      if (!effects) return null;
      prints ||= effects.prints;
      for (const obj of effects.writes) if (!obj.site || !inside.has(obj.site)) return null;
    }
    const assigned = new Set<Variable>();
    for (const stmt of run) {
      for (const target of assignedNames(stmt)) {
        for (const name of walk(target)) {
          const variable = name.kind === 'Name' ? this.#variable(name) : undefined;
          if (variable && this.#own.has(variable) && isBoundBy(target, name as Name))
            assigned.add(variable);
        }
      }
      if (stmt.kind === 'FunctionDef') return null;
    }
    const always = definiteAfter(run, (name) => this.#variable(name));
    const outputs: string[] = [];
    let shared = false;
    for (const variable of assigned) {
      const used = (this.#uses.get(variable) ?? []).some((one) => !inside.has(one));
      if (!used) continue;
      if (!always.has(variable)) return null;
      const state = this.#transport(this.#interpreter.ownValue(variable), inside);
      if (state === 'no') return null;
      shared ||= state === 'shared';
      outputs.push(variable.name);
    }
    if (outputs.length === 0 && !prints) return null;
    if (!heavy && !run.some(isWork)) return null;
    return { kind: 'run', nodes: run, outputs, shared, prints, heavy };
  }

  /** Whether a value can be sent: made there, or made of things that are looked at when they are there. */
  #transport(value: Value, inside: ReadonlySet<Node>): 'yes' | 'shared' | 'no' {
    if (value.fns.size > 0) return 'no';
    let shared = false;
    for (const obj of reachable(value)) {
      if (obj.root) shared = true;
      else if (!sendable.has(obj.kind)) return 'no';
      else if (obj.site && !inside.has(obj.site)) {
        if (obj.kind !== 'tuple' && obj.kind !== 'frozenset') return 'no';
      }
      if (obj.contents.fns.size > 0) return 'no';
      for (const one of obj.attributes.values()) if (one.fns.size > 0) return 'no';
    }
    return shared ? 'shared' : 'yes';
  }

  #pointsIn(node: Expr, points: Point[]): void {
    const seen = this.#seenOf(node);
    if (
      seen &&
      pointKinds.has(node.kind) &&
      this.#isFree(node) &&
      (seen.effects.heavy || isWork(node))
    ) {
      const inside = new Set<Node>(walk(node));
      const state = this.#transport(seen.value, inside);
      const foreign = [...seen.effects.writes].some((obj) => !obj.site || !inside.has(obj.site));
      const assigns = [...inside].some((one) => one.kind === 'NamedExpr');
      if (state !== 'no' && !foreign && !assigns) {
        points.push({
          kind: 'expression',
          nodes: [node],
          outputs: [],
          shared: state === 'shared',
          prints: seen.effects.prints,
          heavy: seen.effects.heavy,
        });
        return;
      }
    }
    for (const one of evaluatedAlways(node)) this.#pointsIn(one, points);
  }

  // ---- the rest

  #finish(points: readonly Point[], keep: readonly Stmt[]): SplitResult {
    const locals = new Set<string>();
    const globals = new Set<string>();
    const take = (key: string): void => {
      if (key.startsWith('global:')) globals.add(key.slice(7));
    };
    const read = new Set<Obj>();
    const needed: Node[] = [...points.flatMap((one) => one.nodes), ...keep];
    for (const node of needed) {
      const effects = this.#seenOf(node)?.effects;
      for (const key of effects?.readsVariables ?? []) take(key);
      for (const obj of effects?.reads ?? []) read.add(obj);
      for (const one of walk(node)) {
        if (one.kind !== 'Name') continue;
        const variable = this.#variable(one);
        if (!variable || this.#own.has(variable)) continue;
        if (variable.scope.kind === 'module') globals.add(variable.name);
        else if (isOutside(variable.scope, this.#shape)) locals.add(variable.name);
      }
    }
    for (const test of controlTests(this.#shape.body)) {
      for (const one of walk(test)) {
        const variable = one.kind === 'Name' ? this.#variable(one) : undefined;
        if (!variable || this.#own.has(variable)) continue;
        if (variable.scope.kind === 'module') globals.add(variable.name);
        else if (isOutside(variable.scope, this.#shape)) locals.add(variable.name);
      }
      for (const key of this.#seenOf(test)?.effects.readsVariables ?? []) take(key);
    }
    const written = { locals: new Set<string>(), globals: new Set<string>() };
    let frozen = this.#frozen;
    for (const obj of this.#orderedWrites) {
      if (!obj.root) continue;
      const [where, , name] = obj.root.split(':');
      if (where === 'global') written.globals.add(obj.root.slice(7));
      else if (where === 'local' && name !== undefined) written.locals.add(name);
      else if (where !== 'class') frozen = true;
    }
    return {
      kind: 'split',
      split: {
        points,
        keep,
        captures: { locals: [...locals].sort(), globals: [...globals].sort() },
        written: { locals: [...written.locals].sort(), globals: [...written.globals].sort() },
        frozen,
        objects: this.objects,
        callsData: this.#interpreter.callsData,
        interpreter: this.#interpreter,
        carried: this.#folds(),
        earlyExit: this.#earlyExit,
      },
    };
  }
}

function refused(text: string, line: number): SplitResult {
  return { kind: 'refused', reason: { text, line } };
}
