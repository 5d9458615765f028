// Scopes and variables as CPython defines them: which variable a name means, and everything that
// binds it. Knows nothing of values. A comprehension has a scope of its own; `:=` in it binds outside.
import { children, opensScope } from '../parse/children.ts';
import type {
  ClassDef,
  Comprehension,
  Expr,
  FunctionNode,
  Import,
  ImportFrom,
  Module,
  Name,
  Node,
  Stmt,
} from '../parse/nodes.ts';

export type Binding =
  | { readonly kind: 'def'; readonly node: FunctionNode }
  | { readonly kind: 'class'; readonly node: ClassDef }
  | {
      readonly kind: 'import';
      readonly node: Import | ImportFrom;
      readonly module: string;
      readonly member: string | null;
    }
  /** `x = <value>` with nothing unpacked. */
  | { readonly kind: 'assign'; readonly node: Stmt; readonly value: Expr }
  | { readonly kind: 'param' }
  /** Loop targets, unpacking, `with`, `except`, `del`, augmented, ...: anything else. */
  | { readonly kind: 'other'; readonly node: Node };

export type Variable = {
  readonly name: string;
  readonly scope: Scope;
  readonly bindings: Binding[];
  /** Bound by a function other than the one it belongs to (`global`, `nonlocal`). */
  boundElsewhere: boolean;
};

export type Scope = {
  readonly kind: 'module' | 'function' | 'class' | 'comprehension';
  readonly node: Module | FunctionNode | ClassDef | Comprehension;
  readonly parent: Scope | null;
  readonly variables: Map<string, Variable>;
  readonly globals: Set<string>;
  readonly nonlocals: Set<string>;
  /** A function with `yield` in it. */
  isGenerator: boolean;
};

export type Scopes = {
  readonly module: Scope;
  readonly of: ReadonlyMap<object, Scope>;
  /** Modules of star imports: names that come from nobody knows where. */
  readonly starImports: readonly ImportFrom[];
};

function newScope(kind: Scope['kind'], node: Scope['node'], parent: Scope | null): Scope {
  return {
    kind,
    node,
    parent,
    variables: new Map(),
    globals: new Set(),
    nonlocals: new Set(),
    isGenerator: false,
  };
}

/** The function, module or class whose variable a plain assignment in `scope` makes. */
export function ownerOf(scope: Scope): Scope {
  let owner = scope;
  while (owner.kind === 'comprehension' && owner.parent) owner = owner.parent;
  return owner;
}

function moduleOf(scope: Scope): Scope {
  let top = scope;
  while (top.parent) top = top.parent;
  return top;
}

function own(scope: Scope, name: string): Variable {
  let variable = scope.variables.get(name);
  if (!variable) {
    variable = { name, scope, bindings: [], boundElsewhere: false };
    scope.variables.set(name, variable);
  }
  return variable;
}

/** The variable that an assignment to `name` in this scope binds. */
function target(scope: Scope, name: string): Variable {
  if (scope.globals.has(name)) {
    const variable = own(moduleOf(scope), name);
    if (scope.kind !== 'module') variable.boundElsewhere = true;
    return variable;
  }
  if (scope.nonlocals.has(name)) {
    for (let up = scope.parent; up; up = up.parent) {
      const found = up.kind === 'function' ? up.variables.get(name) : undefined;
      if (found) {
        found.boundElsewhere = true;
        return found;
      }
    }
  }
  return own(scope, name);
}

/** The variable a use of `name` in `scope` reads; undefined for a builtin (or nothing at all). */
export function resolve(scope: Scope, name: string): Variable | undefined {
  if (scope.globals.has(name)) return moduleOf(scope).variables.get(name);
  for (let at: Scope | null = scope; at; at = at.parent) {
    if (at.kind === 'class' && at !== scope) continue;
    if (at !== scope && at.globals.has(name)) return moduleOf(at).variables.get(name);
    const found = at.variables.get(name);
    if (found) return found;
  }
  return undefined;
}

export function bind(module: Module): Scopes {
  const scopes = new Map<object, Scope>();
  const starImports: ImportFrom[] = [];
  const top = newScope('module', module, null);
  scopes.set(module, top);
  new Binder(scopes, starImports).body(module.body, top);
  return { module: top, of: scopes, starImports };
}

/** Declares in a scope before it goes into the functions of it: they may use names bound later. */
class Binder {
  readonly #scopes: Map<object, Scope>;
  readonly #starImports: ImportFrom[];
  readonly #later: (() => void)[] = [];

  constructor(scopes: Map<object, Scope>, starImports: ImportFrom[]) {
    this.#scopes = scopes;
    this.#starImports = starImports;
  }

  body(stmts: readonly Stmt[], scope: Scope): void {
    for (const stmt of stmts) this.#declarations(stmt, scope);
    for (const stmt of stmts) this.#visit(stmt, scope);
    for (let next = this.#later.shift(); next; next = this.#later.shift()) next();
  }

  /** `global` and `nonlocal` hold for the whole function, wherever they stand in it. */
  #declarations(node: Node, scope: Scope): void {
    if (node.kind === 'Global') for (const name of node.names) scope.globals.add(name);
    if (node.kind === 'Nonlocal') for (const name of node.names) scope.nonlocals.add(name);
    if (opensScope(node)) return;
    for (const child of children(node)) this.#declarations(child, scope);
  }

  #visit(node: Node, scope: Scope): void {
    switch (node.kind) {
      case 'FunctionDef':
      case 'AsyncFunctionDef':
        target(ownerOf(scope), node.name).bindings.push({ kind: 'def', node });
        for (const one of node.decorators) this.#visit(one, scope);
        this.#function(node, scope);
        return;
      case 'Lambda':
        this.#function(node, scope);
        return;
      case 'ClassDef':
        this.#class(node, scope);
        return;
      case 'ListComp':
      case 'SetComp':
      case 'DictComp':
      case 'GeneratorExp':
        this.#comprehension(node, scope);
        return;
      case 'Import':
        for (const one of node.names) {
          const name = one.as ?? one.module.split('.')[0] ?? '';
          const module = one.as ? one.module : name;
          target(scope, name).bindings.push({ kind: 'import', node, module, member: null });
        }
        return;
      case 'ImportFrom':
        for (const one of node.names) {
          if (one.name === '*') this.#starImports.push(node);
          else {
            const module = '.'.repeat(node.level) + node.module;
            target(scope, one.as ?? one.name).bindings.push({
              kind: 'import',
              node,
              module,
              member: one.name,
            });
          }
        }
        return;
      case 'Assign':
        this.#visit(node.value, scope);
        for (const one of node.targets) {
          if (one.kind === 'Name')
            target(scope, one.name).bindings.push({ kind: 'assign', node, value: node.value });
          else this.#bindTargets(one, scope, node);
        }
        return;
      case 'AnnAssign':
        if (node.value) this.#visit(node.value, scope);
        if (node.target.kind === 'Name') {
          const variable = target(scope, node.target.name);
          if (node.value) variable.bindings.push({ kind: 'assign', node, value: node.value });
        } else {
          this.#bindTargets(node.target, scope, node);
        }
        return;
      case 'AugAssign':
        this.#bindTargets(node.target, scope, node);
        this.#visit(node.value, scope);
        return;
      case 'NamedExpr':
        target(ownerOf(scope), node.target.name).bindings.push({ kind: 'other', node });
        this.#visit(node.value, scope);
        return;
      case 'For':
      case 'AsyncFor':
        this.#bindTargets(node.target, scope, node);
        this.#each([node.iter, ...node.body, ...node.orelse], scope);
        return;
      case 'With':
      case 'AsyncWith':
        for (const { context, target: into } of node.items) {
          this.#visit(context, scope);
          if (into) this.#bindTargets(into, scope, node);
        }
        this.#each(node.body, scope);
        return;
      case 'Delete':
        for (const one of node.targets) this.#bindTargets(one, scope, node);
        return;
      case 'Try':
      case 'TryStar':
        for (const one of node.handlers) {
          if (one.name) target(scope, one.name).bindings.push({ kind: 'other', node });
        }
        this.#each(children(node), scope);
        return;
      case 'Match':
        for (const one of node.cases) {
          for (const name of one.captures)
            target(scope, name).bindings.push({ kind: 'other', node });
        }
        this.#each(children(node), scope);
        return;
      case 'TypeAlias':
        target(scope, node.name).bindings.push({ kind: 'other', node });
        return;
      case 'Yield':
      case 'YieldFrom':
        ownerOf(scope).isGenerator = true;
        this.#each(children(node), scope);
        return;
      default:
        this.#each(children(node), scope);
    }
  }

  #each(nodes: readonly Node[], scope: Scope): void {
    for (const one of nodes) this.#visit(one, scope);
  }

  #bindTargets(node: Expr, scope: Scope, at: Node): void {
    for (const name of targetNames(node))
      target(scope, name.name).bindings.push({ kind: 'other', node: at });
    for (const use of targetUses(node)) this.#visit(use, scope);
  }

  #function(node: FunctionNode, scope: Scope): void {
    const inner = newScope('function', node, scope);
    this.#scopes.set(node, inner);
    for (const param of node.params) {
      if (param.value) this.#visit(param.value, scope);
      own(inner, param.name).bindings.push({ kind: 'param' });
    }
    const body = node.kind === 'Lambda' ? [node.body] : node.body;
    for (const one of body) this.#declarations(one, inner);
    this.#later.push(() => this.#each(body, inner));
  }

  #class(node: ClassDef, scope: Scope): void {
    target(scope, node.name).bindings.push({ kind: 'class', node });
    this.#each(
      [...node.bases, ...node.keywords.map((one) => one.value), ...node.decorators],
      scope,
    );
    const inner = newScope('class', node, scope);
    this.#scopes.set(node, inner);
    for (const one of node.body) this.#declarations(one, inner);
    this.#each(node.body, inner);
  }

  #comprehension(node: Comprehension, scope: Scope): void {
    const inner = newScope('comprehension', node, scope);
    this.#scopes.set(node, inner);
    node.generators.forEach((one, index) => {
      this.#visit(one.iter, index === 0 ? scope : inner);
      this.#bindTargets(one.target, inner, node);
      this.#each(one.ifs, inner);
    });
    this.#visit(node.elt, inner);
    if (node.value) this.#visit(node.value, inner);
  }
}

/** The names that an assignment target binds. */
export function targetNames(node: Expr): Name[] {
  switch (node.kind) {
    case 'Name':
      return [node];
    case 'Tuple':
    case 'List':
      return node.elts.flatMap(targetNames);
    case 'Starred':
      return targetNames(node.value);
    default:
      return [];
  }
}

/** The expressions that an assignment target evaluates: `a[i]` reads `a` and `i`. */
export function targetUses(node: Expr): Expr[] {
  switch (node.kind) {
    case 'Tuple':
    case 'List':
      return node.elts.flatMap(targetUses);
    case 'Starred':
      return targetUses(node.value);
    case 'Attribute':
      return [node.value];
    case 'Subscript':
      return [node.value, node.slice];
    default:
      return [];
  }
}
