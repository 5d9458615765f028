export * from './auth.ts';
export * from './common.ts';
export * from './jobs.ts';
export * from './nodes.ts';
export * from './uploads.ts';
