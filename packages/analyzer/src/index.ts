// The public door. analyze-text.ts, which loads the parser and the table, is the thread's alone.
export { type Analyze, type AnalyzeOptions, type Analyzer, openAnalyzer } from './analyzer.ts';
export { describePlan } from './describe.ts';
export {
  emptyPlan,
  type NodeRef,
  type Plan,
  type PlannedPoint,
  type Region,
  type RegionWork,
} from './plan.ts';
