// A plan as people read it: the source with marks in the margin, and below each loop that stays in
// order the reason with its line.
//   ▶ parallel   ◇ parallel if its guards hold   · in order
import type { Plan, Region } from './plan.ts';

const marks = { yes: '▶', guarded: '◇', no: '·' } as const;

/** One line of text for each line of the source, with notes between them. */
export function describePlan(source: string, plan: Plan): string {
  const lines = source.split(/\r\n|\n|\r/);
  if (lines.at(-1) === '') lines.pop();
  const width = String(lines.length).length;
  const starts = new Map<number, Region[]>();
  for (const one of plan.regions) starts.set(one.line, [...(starts.get(one.line) ?? []), one]);
  const out: string[] = [];
  for (const [i, text] of lines.entries()) {
    const here = starts.get(i + 1) ?? [];
    const best = here.find((one) => one.parallel !== 'no') ?? here[0];
    const inside = plan.regions.some((one) => one.work && one.line < i + 1 && i + 1 <= one.endLine);
    const mark = best ? marks[best.parallel] : inside ? '│' : ' ';
    out.push(`${mark} ${String(i + 1).padStart(width)}  ${text}`.trimEnd());
    for (const one of here) out.push(`${' '.repeat(width + 4)}${noteOn(one, text)}`);
  }
  return [...out, '', summary(plan)].join('\n');
}

function noteOn(region: Region, text: string): string {
  const indent = /^\s*/.exec(text)?.[0] ?? '';
  return `${indent}# ${sentence(region)}`;
}

function sentence(region: Region): string {
  const name =
    {
      For: 'loop',
      ListComp: 'list',
      SetComp: 'set',
      DictComp: 'dict',
      GeneratorExp: 'generator',
      Call: 'call',
    }[region.node[0]] ?? 'region';
  const what = `${name} ${region.id}`;
  if (region.reason)
    return `${what}: in order; ${region.reason.text}${region.reason.line && region.reason.line !== region.line ? ` (line ${region.reason.line})` : ''}`;
  if (region.partOf !== null) return `${what}: part of ${region.partOf}`;
  const fold = region.folds.length > 0 ? `; folded in order: ${region.folds.join(', ')}` : '';
  const guard = region.parallel === 'guarded' ? ', if the values are what they look like' : '';
  const light = region.light ? '; each step does so little that it is run in place' : '';
  return `${what}: parallel${guard}${fold}${light}`;
}

function summary(plan: Plan): string {
  if (plan.refused)
    return `The whole script runs in order: ${plan.refused.text} (line ${plan.refused.line}).`;
  const parallel = plan.regions.filter((one) => one.parallel !== 'no').length;
  return `${plan.regions.length} loops and calls looked at, ${parallel} can run in parallel.`;
}
