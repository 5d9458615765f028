// Source text in, Plan out. Pure and total: what cannot be understood is a plan without regions.
import { describeProgram } from './effects/program.ts';
import { table } from './effects/table.ts';
import { walk } from './parse/children.ts';
import { NotUnderstood, parseWithPyright } from './parse/pyright.ts';
import { emptyPlan, type Plan } from './plan.ts';
import { findRegions } from './regions/find.ts';
import { findPoolFunctions } from './regions/pools.ts';

/** Longer scripts run in order: a bound on time and memory, generous for what people write. */
const maxBytes = 700_000;

export function analyzeText(text: string): Plan {
  if (text.length > maxBytes)
    return emptyPlan({ text: 'the script is longer than 700 kB', line: 1 });
  try {
    const module = parseWithPyright(text);
    const program = describeProgram(module);
    const counts: Record<string, number> = {};
    for (const node of walk(module)) counts[node.kind] = (counts[node.kind] ?? 0) + 1;
    const regions = findRegions(program);
    const pools = findPoolFunctions(program);
    const refused = program.ban ? { text: program.ban.why, line: program.ban.line } : null;
    return { version: 1, counts, modules: [...table.modules.keys()], regions, pools, refused };
  } catch (thrown) {
    if (thrown instanceof NotUnderstood)
      return emptyPlan({ text: `not understood: ${thrown.message}`, line: 1 });
    if (thrown instanceof RangeError)
      return emptyPlan({ text: 'the script is nested too deeply', line: 1 });
    throw thrown;
  }
}
