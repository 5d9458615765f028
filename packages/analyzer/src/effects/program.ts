// One script as the analysis sees it: tree, scopes, classes, which functions are used as values, and
// what in it forbids any parallel region at all (reflection, identity, patched modules ...).
import { bind, resolve, type Scope, type Scopes, type Variable } from '../bind/scopes.ts';
import { children, walk } from '../parse/children.ts';
import type { ClassDef, Compare, Expr, FunctionNode, Module, Node } from '../parse/nodes.ts';
import { collectClasses, lastName } from './classes.ts';
import { table } from './table.ts';
import { anyAtom, type ClassInfo, type Obj } from './value.ts';

export type Ban = { readonly why: string; readonly line: number };

export type Program = {
  readonly module: Module;
  readonly scopes: Scopes;
  readonly classes: ReadonlyMap<ClassDef, ClassInfo>;
  /** The scope a node's code runs in. */
  readonly scopeOf: (node: Node) => Scope;
  /** Functions and lambdas that are used other than by calling their name. */
  readonly functionsAsValues: ReadonlySet<FunctionNode>;
  /** Names of builtins and members of modules that are used other than by calling them. */
  readonly membersAsValues: readonly Expr[];
  /** Every attribute that the script itself gives to something. */
  readonly attributeNames: ReadonlySet<string>;
  readonly functions: readonly FunctionNode[];
  readonly ban: Ban | null;
  /** It imports a pool library: its own parallel calls are what is spread, if nothing else forbids it. */
  readonly pools: Ban | null;
  readonly newState: (name: string) => Obj;
};

const reflective = new Set([
  'exec',
  'eval',
  'globals',
  'locals',
  'vars',
  'dir',
  'compile',
  '__import__',
  'id',
  'setattr',
  'delattr',
  'breakpoint',
  'memoryview',
  'help',
]);
const reflectiveModules = new Set([
  'inspect',
  'gc',
  'weakref',
  'ctypes',
  'importlib',
  'builtins',
  '__main__',
  'tracemalloc',
  'threading',
  '_thread',
  'asyncio',
  'signal',
  'code',
  'codeop',
  'pdb',
  'bdb',
  'trace',
  'cProfile',
  'profile',
  'faulthandler',
  'imp',
  'runpy',
  'pkgutil',
  'ast',
  'dis',
  'symtable',
  'marshal',
  'pickle',
  'shelve',
  'contextvars',
  'queue',
  'subprocess',
  'resource',
  'mmap',
  'multiprocessing',
  'concurrent',
  'joblib',
  'dask',
  'ray',
  'atexit',
  'sched',
  'socket',
  'select',
  'selectors',
  'unittest',
  'doctest',
  'pytest',
  'tkinter',
  'turtle',
  'readline',
  'cmd',
  'curses',
  'sysconfig',
  'site',
  'zipimport',
  'warnings',
  'logging',
]);
const reflectiveAttributes = new Set([
  '_getframe',
  'settrace',
  'setprofile',
  'getrefcount',
  'getsizeof',
  'modules',
  'displayhook',
  'excepthook',
  'unraisablehook',
  'cache_info',
  'cache_clear',
  'cache_parameters',
  'print_stack',
  'extract_stack',
  'format_stack',
  'walk_stack',
  'fork',
  'register_at_fork',
  'addaudithook',
  'setlocale',
  'register_error',
  'register_dialect',
  'field_size_limit',
  'tzset',
  '_current_frames',
  'setswitchinterval',
  'getallocatedblocks',
  'call_tracing',
]);
const fineDunders = new Set([
  '__name__',
  '__doc__',
  '__init__',
  '__post_init__',
  '__file__',
  '__version__',
  '__len__',
  '__str__',
  '__repr__',
  '__class__',
  '__eq__',
  '__lt__',
  '__le__',
  '__gt__',
  '__ge__',
  '__ne__',
  '__hash__',
  '__add__',
  '__sub__',
  '__mul__',
  '__iter__',
  '__next__',
  '__contains__',
  '__getitem__',
  '__setitem__',
  '__qualname__',
  '__annotations__',
  '__wrapped__',
  '__enter__',
  '__exit__',
  '__call__',
  '__bool__',
  '__abs__',
  '__neg__',
  '__slots__',
  '__all__',
]);

export function describeProgram(module: Module): Program {
  const scopes = bind(module);
  let nextId = 1;
  const newState = (name: string): Obj => {
    const obj: Obj = {
      id: nextId++,
      kind: 'data',
      root: `class:${name}`,
      cls: null,
      contents: { atoms: anyAtom, objs: new Set(), fns: new Map() },
      attributes: new Map(),
      site: null,
    };
    obj.contents = { atoms: anyAtom, objs: new Set([obj]), fns: new Map() };
    return obj;
  };
  const owner = new Map<Node, Scope>();
  const functions: FunctionNode[] = [];
  assignScopes(module.body, scopes.module, scopes, owner, functions);
  const scopeOf = (node: Node) => owner.get(node) ?? scopes.module;
  const classes = collectClasses(module, scopes, newState);
  const ban = findBan(module, scopes, scopeOf, classes);
  const pools = findPools(module);
  return {
    module,
    scopes,
    classes,
    scopeOf,
    functions,
    newState,
    functionsAsValues: usedAsValues(module, scopeOf),
    membersAsValues: membersAsValues(module, scopeOf),
    attributeNames: attributeNames(module, classes),
    ban: ban ?? pools,
    pools: ban ? null : pools,
  };
}

function assignScopes(
  nodes: readonly Node[],
  scope: Scope,
  scopes: Scopes,
  owner: Map<Node, Scope>,
  functions: FunctionNode[],
): void {
  for (const node of nodes) {
    owner.set(node, scope);
    const inner = scopes.of.get(node);
    if (!inner) {
      assignScopes(children(node), scope, scopes, owner, functions);
    } else if (
      node.kind === 'ListComp' ||
      node.kind === 'SetComp' ||
      node.kind === 'DictComp' ||
      node.kind === 'GeneratorExp'
    ) {
      node.generators.forEach((one, index) => {
        assignScopes([one.iter], index === 0 ? scope : inner, scopes, owner, functions);
        assignScopes([one.target, ...one.ifs], inner, scopes, owner, functions);
      });
      assignScopes(
        node.value ? [node.elt, node.value] : [node.elt],
        inner,
        scopes,
        owner,
        functions,
      );
    } else if (node.kind === 'ClassDef') {
      assignScopes(
        [...node.bases, ...node.keywords.map((k) => k.value), ...node.decorators],
        scope,
        scopes,
        owner,
        functions,
      );
      assignScopes(node.body, inner, scopes, owner, functions);
    } else if (
      node.kind === 'Lambda' ||
      node.kind === 'FunctionDef' ||
      node.kind === 'AsyncFunctionDef'
    ) {
      functions.push(node);
      const defaults = node.params.flatMap((one) => (one.value ? [one.value] : []));
      assignScopes(defaults, scope, scopes, owner, functions);
      if (node.kind !== 'Lambda') assignScopes(node.decorators, scope, scopes, owner, functions);
      assignScopes(
        node.kind === 'Lambda' ? [node.body] : node.body,
        inner,
        scopes,
        owner,
        functions,
      );
    }
  }
}

/** A value handed over from somewhere may be any of these. */
function usedAsValues(module: Module, scopeOf: (node: Node) => Scope): Set<FunctionNode> {
  const called = new Set<Expr>();
  const done = new Set<Variable>();
  const out = new Set<FunctionNode>();
  for (const node of walk(module)) {
    if (node.kind === 'Call') called.add(node.func);
    if (node.kind === 'Lambda') out.add(node);
    if (node.kind === 'FunctionDef' && node.decorators.length > 0) out.add(node);
    if (node.kind !== 'Name' || called.has(node)) continue;
    const variable = resolve(scopeOf(node), node.name);
    if (!variable || done.has(variable)) continue;
    done.add(variable);
    for (const one of variable.bindings) if (one.kind === 'def') out.add(one.node);
  }
  return out;
}

/** `clock = time.time`, `read = input`: what a value that is called may be, besides the script's functions. */
function membersAsValues(module: Module, scopeOf: (node: Node) => Scope): Expr[] {
  const apart = new Set<Node>();
  const fromModules = new Map<Variable, boolean>();
  const out = new Map<string, Expr>();
  for (const node of walk(module)) {
    if (node.kind === 'Call') apart.add(node.func);
    if (node.kind === 'Attribute') apart.add(node.value);
    if (node.kind === 'ClassDef') for (const one of node.bases) apart.add(one);
    if (node.kind === 'FunctionDef' || node.kind === 'ClassDef')
      for (const one of node.decorators) apart.add(one);
    if (node.kind === 'Try') for (const one of node.handlers) if (one.type) apart.add(one.type);
    if (apart.has(node)) continue;
    const base = node.kind === 'Attribute' ? node.value : node;
    if (base.kind !== 'Name') continue;
    const variable = resolve(scopeOf(base), base.name);
    if (variable && !fromModules.has(variable)) {
      fromModules.set(
        variable,
        variable.bindings.some((one) => one.kind === 'import'),
      );
    }
    const imports = variable !== undefined && fromModules.get(variable) === true;
    if (
      node.kind === 'Attribute' ? imports : imports || (!variable && table.functions.has(base.name))
    ) {
      out.set(node.kind === 'Attribute' ? `${base.name}.${node.attr}` : base.name, node as Expr);
    }
  }
  return [...out.values()];
}

function attributeNames(module: Module, classes: ReadonlyMap<ClassDef, ClassInfo>): Set<string> {
  const out = new Set<string>();
  for (const node of walk(module)) {
    const targets =
      node.kind === 'Assign'
        ? node.targets
        : node.kind === 'AugAssign' || node.kind === 'AnnAssign' || node.kind === 'For'
          ? [node.target]
          : [];
    for (const target of targets)
      for (const one of walk(target)) if (one.kind === 'Attribute') out.add(one.attr);
    if (node.kind === 'With')
      for (const { target } of node.items) if (target?.kind === 'Attribute') out.add(target.attr);
  }
  for (const one of classes.values()) for (const name of one.attributes) out.add(name);
  return out;
}

const poolModules = new Set([
  'multiprocessing',
  'concurrent',
  'concurrent.futures',
  'multiprocessing.pool',
]);

function findPools(module: Module): Ban | null {
  for (const node of walk(module)) {
    const names =
      node.kind === 'Import'
        ? node.names.map((one) => one.module)
        : node.kind === 'ImportFrom'
          ? [node.module]
          : [];
    if (names.some((one) => poolModules.has(one))) {
      return { why: 'it has a pool of its own: that is what is spread', line: node.line };
    }
  }
  return null;
}

function findBan(
  module: Module,
  scopes: Scopes,
  scopeOf: (node: Node) => Scope,
  classes: ReadonlyMap<ClassDef, ClassInfo>,
): Ban | null {
  for (const star of scopes.starImports) {
    if (star.level > 0 || star.module !== 'math') {
      return { why: `\`from ${star.module} import *\` may replace any name`, line: star.line };
    }
  }
  const methodNames = new Set([...classes.values()].flatMap((one) => [...one.methods.keys()]));
  for (const node of walk(module)) {
    const why = banOf(node, scopeOf, methodNames);
    if (why) return { why, line: node.line };
  }
  return findDecimalFlags(module);
}

/**
 * Decimal arithmetic leaves flags in the context, and tasks have a context of their own: so nobody may
 * look at flags. `getcontext().prec = 50` does not; a context handed on to anything may be printed.
 */
function findDecimalFlags(module: Module): Ban | null {
  const nodes = [...walk(module)];
  const isImported = nodes.some(
    (one) =>
      (one.kind === 'Import' && one.names.some((name) => name.module === 'decimal')) ||
      (one.kind === 'ImportFrom' && one.module === 'decimal'),
  );
  if (!isImported) return null;
  const fine = new Set<Node>();
  const names = new Set<string>();
  for (const one of nodes) {
    if (one.kind === 'Attribute') fine.add(one.value);
    if (one.kind === 'With') for (const item of one.items) hold(item.context, item.target);
    if (one.kind === 'Assign' && one.targets.length === 1) hold(one.value, one.targets[0] ?? null);
    if (one.kind === 'Call' && lastName(one.func) === 'setcontext')
      for (const each of one.args) fine.add(each);
    if (one.kind === 'Call' && lastName(one.func) === 'localcontext')
      for (const each of one.args) fine.add(each);
  }
  function hold(value: Expr, target: Expr | null): void {
    if (value.kind !== 'Call' || !contextMakers.has(lastName(value.func) ?? '')) return;
    if (target && target.kind !== 'Name') return;
    fine.add(value);
    if (target?.kind === 'Name') names.add(target.name);
  }
  const targets = new Set<Node>(
    nodes.flatMap((one) =>
      one.kind === 'Assign'
        ? one.targets
        : one.kind === 'With'
          ? one.items.flatMap((item) => item.target ?? [])
          : [],
    ),
  );
  for (const one of nodes) {
    const looks =
      (one.kind === 'Attribute' && (one.attr === 'flags' || one.attr === 'clear_flags')) ||
      (one.kind === 'Call' && contextMakers.has(lastName(one.func) ?? '') && !fine.has(one)) ||
      (one.kind === 'Name' && names.has(one.name) && !fine.has(one) && !targets.has(one));
    if (looks) return { why: 'it may look at the flags of a decimal context', line: one.line };
  }
  return null;
}
const contextMakers = new Set(['getcontext', 'localcontext', 'Context']);

function banOf(
  node: Node,
  scopeOf: (node: Node) => Scope,
  methodNames: ReadonlySet<string>,
): string | null {
  switch (node.kind) {
    case 'Name':
      if (reflective.has(node.name) && !resolve(scopeOf(node), node.name))
        return `it uses ${node.name}()`;
      if (node.name === '__builtins__') return 'it uses __builtins__';
      return null;
    case 'Import':
      for (const { module } of node.names) {
        if (reflectiveModules.has(module.split('.')[0] ?? '') && !poolModules.has(module))
          return `it imports ${module}`;
      }
      return null;
    case 'ImportFrom':
      if (
        reflectiveModules.has(node.module.split('.')[0] ?? '') &&
        node.level === 0 &&
        !poolModules.has(node.module)
      )
        return `it imports ${node.module}`;
      for (const one of node.names)
        if (reflectiveAttributes.has(one.name)) return `it uses ${one.name}`;
      return null;
    case 'Attribute':
      if (reflectiveAttributes.has(node.attr)) return `it uses .${node.attr}`;
      if (/^__\w+__$/.test(node.attr) && !fineDunders.has(node.attr))
        return `it uses .${node.attr}`;
      return null;
    case 'Assign':
    case 'AugAssign':
    case 'AnnAssign':
    case 'Delete': {
      const targets =
        node.kind === 'Assign' || node.kind === 'Delete' ? node.targets : [node.target];
      for (const one of targets) {
        const why = patches(one, scopeOf, methodNames);
        if (why) return why;
      }
      return null;
    }
    case 'Compare':
      return comparesIdentity(node, scopeOf) ? 'it compares identities with `is`' : null;
    case 'AsyncFunctionDef':
    case 'Await':
      return 'it is asynchronous';
    default:
      return null;
  }
}

/** Replacing a module's member, a method or a class's function from outside. */
function patches(
  node: Expr,
  scopeOf: (node: Node) => Scope,
  methodNames: ReadonlySet<string>,
): string | null {
  if (node.kind === 'Tuple' || node.kind === 'List') {
    for (const one of node.elts) {
      const why = patches(one, scopeOf, methodNames);
      if (why) return why;
    }
  }
  if (node.kind !== 'Attribute') return null;
  if (methodNames.has(node.attr)) return `it replaces the method ${node.attr}`;
  if (node.attr.startsWith('__')) return `it assigns .${node.attr}`;
  if (node.value.kind !== 'Name') return null;
  const bindings = resolve(scopeOf(node), node.value.name)?.bindings ?? [];
  return bindings.some((one) => one.kind === 'import')
    ? `it replaces ${node.value.name}.${node.attr}`
    : null;
}

function comparesIdentity(node: Compare, scopeOf: (node: Node) => Scope): boolean {
  const sides = [node.left, ...node.comparators];
  return node.ops.some((op, i) => {
    if (op !== 'is' && op !== 'is not') return false;
    return ![sides[i], sides[i + 1]].some((one) => one && isSingleton(one, scopeOf));
  });
}

/** None, True, a class, a member of something named by a class: the same object everywhere. */
function isSingleton(node: Expr, scopeOf: (node: Node) => Scope): boolean {
  if (node.kind === 'Constant') return ['none', 'bool', 'ellipsis'].includes(node.type);
  if (node.kind === 'Call') return node.func.kind === 'Name' && node.func.name === 'type';
  if (node.kind === 'Attribute')
    return node.value.kind === 'Name' && isClassName(node.value, scopeOf);
  return node.kind === 'Name' && isClassName(node, scopeOf);
}

function isClassName(node: Expr & { kind: 'Name' }, scopeOf: (node: Node) => Scope): boolean {
  const variable = resolve(scopeOf(node), node.name);
  if (!variable) return table.functions.has(node.name);
  return variable.bindings.length > 0 && variable.bindings.every((one) => one.kind === 'class');
}
