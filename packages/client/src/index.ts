export { type Client, type ClientOptions, type JobsInput, makeClient } from './client.ts';
export { type FirstContact, fetchPool } from './first-contact.ts';
export type { LogPiece } from './log-records.ts';
