// Within one iteration of a loop: which uses of its variables are certain to see a value assigned
// earlier in that same iteration. A use that is not may see the iteration before: carried state.
import { resolve, type Scope, targetNames, targetUses, type Variable } from '../bind/scopes.ts';
import { children, opensScope, walk } from '../parse/children.ts';
import type { Expr, Name, Node, Stmt } from '../parse/nodes.ts';

export type Definite = {
  /** Uses that may see a value from before the iteration. */
  readonly exposed: ReadonlySet<Name>;
  readonly exposedVariables: ReadonlySet<Variable>;
};

type Sure = ReadonlySet<Variable>;
/** Null: this point is not reached. */
type State = Sure | null;

export function definitelyAssigned(
  own: ReadonlySet<Variable>,
  scopeOf: (node: Node) => Scope,
  before: readonly Expr[],
  body: readonly Stmt[],
): Definite {
  const exposed = new Set<Name>();
  const exposedVariables = new Set<Variable>();
  const variableOf = (name: Name) => resolve(scopeOf(name), name.name);

  const use = (node: Node, sure: Sure): void => {
    const targets = new Set<Node>();
    for (const one of walk(node)) {
      if (one.kind === 'NamedExpr') targets.add(one.target);
      if (one.kind !== 'Name' || targets.has(one)) continue;
      const variable = variableOf(one);
      if (variable && own.has(variable) && !sure.has(variable)) {
        exposed.add(one);
        exposedVariables.add(variable);
      }
    }
  };
  const bindNames = (target: Expr, sure: Sure): Sure => {
    for (const one of targetUses(target)) use(one, sure);
    return added(sure, targetNames(target).map(variableOf));
  };
  const walrus = (node: Node, sure: Sure): Sure => {
    const names = [...walk(node)]
      .filter((one) => one.kind === 'NamedExpr')
      .map((one) => variableOf(one.target));
    return names.length === 0 ? sure : added(sure, names);
  };
  /** `:=` counts only when nothing in the expression is conditional, and only after the expression. */
  const evaluate = (node: Expr, sure: Sure): Sure => {
    use(node, sure);
    return isStraight(node) ? walrus(node, sure) : sure;
  };
  const block = (stmts: readonly Stmt[], start: State): State => {
    let state = start;
    for (const stmt of stmts) {
      // What is not reached in this way is still looked at, as if everything were assigned.
      const after = step(stmt, state ?? own);
      if (state !== null) state = after;
    }
    return state;
  };
  const step = (stmt: Stmt, sure: Sure): State => {
    switch (stmt.kind) {
      case 'Assign': {
        let after = evaluate(stmt.value, sure);
        for (const one of stmt.targets) after = bindNames(one, after);
        return after;
      }
      case 'AnnAssign':
        return stmt.value ? bindNames(stmt.target, evaluate(stmt.value, sure)) : sure;
      case 'AugAssign':
        use(stmt.target, sure);
        return bindNames(stmt.target, evaluate(stmt.value, sure));
      case 'Expr':
        return evaluate(stmt.value, sure);
      case 'If': {
        const after = evaluate(stmt.test, sure);
        return meet(block(stmt.body, after), block(stmt.orelse, after));
      }
      case 'For': {
        const after = evaluate(stmt.iter, sure);
        block(stmt.body, bindNames(stmt.target, after));
        block(stmt.orelse, after);
        return after;
      }
      case 'While': {
        const after = evaluate(stmt.test, sure);
        block(stmt.body, after);
        block(stmt.orelse, after);
        return after;
      }
      case 'Try':
      case 'TryStar': {
        const whole = block(stmt.orelse, block(stmt.body, sure));
        const handlers = stmt.handlers.map((one) => {
          if (one.type) use(one.type, sure);
          const bound = [...own].filter((each) => each.name === one.name);
          return block(one.body, added(sure, bound));
        });
        const end = [whole, ...handlers].reduce(meet);
        const last = block(stmt.finalbody, sure);
        return end === null || last === null ? null : added(end, [...last]);
      }
      case 'With': {
        let after = sure;
        for (const one of stmt.items) {
          after = evaluate(one.context, after);
          if (one.target) after = bindNames(one.target, after);
        }
        block(stmt.body, after);
        return after;
      }
      case 'Match': {
        const after = evaluate(stmt.subject, sure);
        let end: State = after;
        for (const one of stmt.cases) {
          for (const value of one.values) use(value, after);
          const bound = added(
            after,
            [...own].filter((each) => one.captures.includes(each.name)),
          );
          if (one.guard) use(one.guard, bound);
          end = meet(end, block(one.body, bound));
        }
        return end;
      }
      case 'FunctionDef':
        for (const child of children(stmt))
          use(
            child,
            added(
              sure,
              [...own].filter((one) => one.name === stmt.name),
            ),
          );
        return added(
          sure,
          [...own].filter((one) => one.name === stmt.name),
        );
      case 'Import':
      case 'ImportFrom': {
        const names =
          stmt.kind === 'Import'
            ? stmt.names.map((one) => one.as ?? one.module.split('.')[0])
            : stmt.names.map((one) => one.as ?? one.name);
        return added(
          sure,
          [...own].filter((one) => names.includes(one.name)),
        );
      }
      case 'Delete': {
        for (const one of stmt.targets) for (const each of targetUses(one)) use(each, sure);
        const gone = new Set(stmt.targets.flatMap(targetNames).map(variableOf));
        return new Set([...sure].filter((one) => !gone.has(one)));
      }
      case 'Return':
      case 'Raise':
        for (const child of children(stmt)) use(child, sure);
        return null;
      case 'Break':
      case 'Continue':
        return null;
      default:
        for (const child of children(stmt)) if (!opensScope(child)) use(child, sure);
        return sure;
    }
  };

  let sure: Sure = new Set();
  for (const one of before) sure = bindNames(one, sure);
  block(body, sure);
  return { exposed, exposedVariables };
}

function added(sure: Sure, more: Iterable<Variable | undefined>): Sure {
  const out = new Set(sure);
  for (const one of more) if (one) out.add(one);
  return out;
}

function meet(a: State, b: State): State {
  if (a === null) return b;
  if (b === null) return a;
  return new Set([...a].filter((one) => b.has(one)));
}

/** Everything in it is evaluated, from left to right. */
function isStraight(node: Node): boolean {
  if (node.kind === 'BoolOp' || node.kind === 'IfExp' || node.kind === 'Lambda') return false;
  if (node.kind.endsWith('Comp') || node.kind === 'GeneratorExp') return false;
  return children(node).every(isStraight);
}
