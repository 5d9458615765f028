export { analyzeText } from './analyze-text.ts';
export { type Analyze, type AnalyzeOptions, type Analyzer, openAnalyzer } from './analyzer.ts';
export { describePlan } from './describe.ts';
export type { NodeRef, Plan, PlannedPoint, Region, RegionWork } from './plan.ts';
export { emptyPlan } from './regions/find.ts';
