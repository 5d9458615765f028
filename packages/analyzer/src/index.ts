export { analyzeText } from './analyze.ts';
export type { NodeRef, Plan, PlannedPoint, Region, RegionWork } from './plan.ts';
