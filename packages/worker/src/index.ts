export { type WorkerConfig, workerConfig } from './config.ts';
export { callError, type MasterAddress } from './dial.ts';
export { type InspectOptions, inspectMachine } from './inspect.ts';
export { type Machine, startWorker, type Worker, type WorkerOptions } from './main.ts';
export type { ProbeResult } from './sandbox/index.ts';
