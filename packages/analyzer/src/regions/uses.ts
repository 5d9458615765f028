// Where each variable of a script is read: what has to be kept after a loop, and what nobody looks at.
import { resolve, type Variable } from '../bind/scopes.ts';
import type { Program } from '../effects/program.ts';
import { walk } from '../parse/children.ts';
import type { Name, Node } from '../parse/nodes.ts';

export type Uses = ReadonlyMap<Variable, readonly Name[]>;

export function findUses(program: Program): Uses {
  const uses = new Map<Variable, Name[]>();
  const targets = new Set<Node>();
  for (const node of walk(program.module)) {
    if (node.kind === 'Assign') for (const one of node.targets) targets.add(one);
    if (node.kind === 'AnnAssign') targets.add(node.target);
    if (node.kind === 'For') targets.add(node.target);
    if (targets.has(node) && (node.kind === 'Tuple' || node.kind === 'List'))
      for (const one of node.elts) targets.add(one);
    if (node.kind !== 'Name' || targets.has(node)) continue;
    const variable = resolve(program.scopeOf(node), node.name);
    if (!variable) continue;
    const list = uses.get(variable);
    if (list) list.push(node);
    else uses.set(variable, [node]);
  }
  return uses;
}
