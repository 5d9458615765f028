// Functions that a script may give to a pool of its own (multiprocessing.Pool, concurrent.futures):
// which of them do nothing that another process, on another machine, would not do as well.
import { Interpreter, TooLarge } from '../effects/interpret.ts';
import type { Program } from '../effects/program.ts';
import { type Frame, ofFn, type Value } from '../effects/value.ts';
import { walk } from '../parse/children.ts';
import type { FunctionNode } from '../parse/nodes.ts';
import type { PoolFunction } from '../plan.ts';

export function findPoolFunctions(program: Program): PoolFunction[] {
  if (!program.pools) return [];
  const out: PoolFunction[] = [];
  for (const node of program.functionsAsValues) {
    if (node.kind === 'AsyncFunctionDef') continue;
    const found = describe(program, node);
    if (found) out.push(found);
  }
  return out;
}

/** Null: it is left to the library. */
function describe(program: Program, node: FunctionNode): PoolFunction | null {
  const interpreter = new Interpreter(program, true);
  const frame: Frame = {
    scope: program.scopeOf(node),
    parent: null,
    values: new Map(),
    key: 'region',
  };
  const callee = ofFn({ kind: 'def', key: 'pool', node, frame: null, self: null, cached: false });
  try {
    const seen = interpreter.run([], () => {
      const args: Value[] = node.params.map((one) => interpreter.argument(`argument:${one.name}`));
      interpreter.watch(node, () => interpreter.call(callee, args, [], node as never, frame));
    });
    const effects = seen.get(node)?.effects;
    if (
      !effects ||
      effects.unknown ||
      effects.outside.size > 0 ||
      effects.writesVariables.size > 0 ||
      effects.prints
    )
      return null;
    if (effects.catchesEverything && effects.recursive) return null;
    const written = [...effects.writes].filter((one) => one.root);
    // A process works on a copy of its arguments; a thread on the arguments themselves.
    if (written.some((one) => !one.root?.startsWith('argument:'))) return null;
    const globals = new Set<string>();
    for (const key of effects.readsVariables) {
      if (!key.startsWith('global:')) return null;
      globals.add(key.slice(7));
    }
    const functions = [
      ...interpreter.functions,
      ...(interpreter.callsData ? program.functionsAsValues : []),
    ];
    return {
      name: keyOf(node),
      threads: written.length === 0,
      work: {
        points: [],
        keep: [],
        captures: { locals: [], globals: [...globals].sort() },
        written: { locals: [], globals: [] },
        frozen: true,
        freshIterator: false,
        functions: unique(
          functions.flatMap((one) => [...walk(one)].flatMap(keysIn)).concat([keyOf(node)]),
        ),
        classes: [...program.classes.values()]
          .filter((one) => !one.unsafe)
          .map((one) => one.node.name),
      },
    };
  } catch (thrown) {
    if (thrown instanceof TooLarge || thrown instanceof RangeError) return null;
    throw thrown;
  }
}

type Key = readonly [number, string];

function keyOf(node: FunctionNode): Key {
  return node.kind === 'Lambda' ? [node.line, '<lambda>'] : [node.firstLine, node.name];
}

function keysIn(node: { readonly kind: string }): Key[] {
  return node.kind === 'Lambda' || node.kind === 'FunctionDef' ? [keyOf(node as FunctionNode)] : [];
}

function unique(keys: readonly Key[]): Key[] {
  return [...new Map(keys.map((one) => [one.join(':'), one])).values()];
}
