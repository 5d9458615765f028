export * from './errors.ts';
export * from './ids.ts';
export * from './run.ts';
export * from './state-docs.ts';
export * from './states.ts';
export * from './version.ts';
