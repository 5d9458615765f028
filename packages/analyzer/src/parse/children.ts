// The children of a node in the order of CPython's `_fields`, and the numbering that rests on it.
// Annotations, type parameters and match patterns are left out, here and on the Python side alike.
import type { Expr, Module, Node, Params, Stmt } from './nodes.ts';

function defaults(params: Params): Expr[] {
  const of = (keyword: boolean) =>
    params.flatMap((one) => (one.value && (one.how === 'keyword') === keyword ? [one.value] : []));
  return [...of(true), ...of(false)];
}

const present = (...list: (Expr | null)[]): Expr[] => list.filter((one) => one !== null);

export function children(node: Node): readonly Node[] {
  switch (node.kind) {
    case 'Name':
    case 'Constant':
    case 'Pass':
    case 'Break':
    case 'Continue':
    case 'Global':
    case 'Nonlocal':
    case 'Import':
    case 'ImportFrom':
    case 'TypeAlias':
      return none;
    case 'JoinedStr':
      return node.values;
    case 'BoolOp':
      return node.values;
    case 'NamedExpr':
      return [node.target, node.value];
    case 'BinOp':
      return [node.left, node.right];
    case 'UnaryOp':
      return [node.operand];
    case 'Lambda':
      return [...defaults(node.params), node.body];
    case 'IfExp':
      return [node.test, node.body, node.orelse];
    case 'Dict':
      return [...present(...node.keys), ...node.values];
    case 'Set':
    case 'List':
    case 'Tuple':
      return node.elts;
    case 'ListComp':
    case 'SetComp':
    case 'GeneratorExp':
    case 'DictComp':
      return [
        node.elt,
        ...present(node.value),
        ...node.generators.flatMap((one) => [one.target, one.iter, ...one.ifs]),
      ];
    case 'Await':
    case 'Starred':
      return [node.value];
    case 'Yield':
    case 'YieldFrom':
    case 'Return':
      return present(node.value);
    case 'Compare':
      return [node.left, ...node.comparators];
    case 'Call':
      return [node.func, ...node.args, ...node.keywords.map((one) => one.value)];
    case 'Attribute':
      return [node.value];
    case 'Subscript':
      return [node.value, node.slice];
    case 'Slice':
      return present(node.lower, node.upper, node.step);
    case 'FunctionDef':
    case 'AsyncFunctionDef':
      return [...defaults(node.params), ...node.body, ...node.decorators];
    case 'ClassDef':
      return [
        ...node.bases,
        ...node.keywords.map((one) => one.value),
        ...node.body,
        ...node.decorators,
      ];
    case 'Delete':
      return node.targets;
    case 'Assign':
      return [...node.targets, node.value];
    case 'AugAssign':
      return [node.target, node.value];
    case 'AnnAssign':
      return [node.target, ...present(node.value)];
    case 'For':
    case 'AsyncFor':
      return [node.target, node.iter, ...node.body, ...node.orelse];
    case 'While':
    case 'If':
      return [node.test, ...node.body, ...node.orelse];
    case 'With':
    case 'AsyncWith':
      return [...node.items.flatMap((one) => [one.context, ...present(one.target)]), ...node.body];
    case 'Match':
      return [node.subject, ...node.cases.flatMap((one) => [...present(one.guard), ...one.body])];
    case 'Raise':
      return present(node.exc, node.cause);
    case 'Try':
    case 'TryStar':
      return [
        ...node.body,
        ...node.handlers.flatMap((one) => [...present(one.type), ...one.body]),
        ...node.orelse,
        ...node.finalbody,
      ];
    case 'Assert':
      return present(node.test, node.msg);
    case 'Expr':
      return [node.value];
  }
}

/** Of a whole script, which many passes go through. */
const preorder = new WeakMap<object, readonly Node[]>();
const none: readonly Node[] = [];

/** Every node below `root` in preorder. With an explicit stack: scripts nest deeper than our own. */
export function* walk(root: Node | Module | readonly Stmt[]): Generator<Node> {
  const from = Array.isArray(root)
    ? (root as readonly Stmt[])
    : (root as Node | Module).kind === 'Module'
      ? (root as Module).body
      : [root as Node];
  const known = preorder.get(root);
  if (known) {
    yield* known;
    return;
  }
  const stack: Node[] = [...from].reverse();
  for (let node = stack.pop(); node; node = stack.pop()) {
    yield node;
    const below = children(node);
    for (let i = below.length - 1; i >= 0; i--) stack.push(below[i] as Node);
  }
}

export function numberNodes(module: Module): void {
  const counts = new Map<string, number>();
  const order = [...walk(module)];
  preorder.set(module, order);
  for (const node of order) {
    const next = counts.get(node.kind) ?? 0;
    node.ordinal = next;
    counts.set(node.kind, next + 1);
  }
}

/** Code in it runs in variables of its own (a comprehension's are its own too, but it runs at once). */
export function opensScope(node: Node): boolean {
  return (
    node.kind === 'FunctionDef' ||
    node.kind === 'AsyncFunctionDef' ||
    node.kind === 'Lambda' ||
    node.kind === 'ClassDef'
  );
}
