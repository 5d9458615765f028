export * as grpc from './gen/runsurge/v1/master.ts';
export * as rest from './rest/index.ts';
