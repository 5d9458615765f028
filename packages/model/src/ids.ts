// Branded identifiers: text that was checked once and cannot be mixed up afterwards.
// Made only by `create` (uuid version 7, so that they sort by time) or `parse`.
import { v7 } from 'uuid';

declare const brand: unique symbol;
type Brand<Name extends string> = string & { readonly [brand]: Name };

export type UserId = Brand<'user'>;
export type SessionId = Brand<'session'>;
export type ApiTokenId = Brand<'api-token'>;
export type UploadId = Brand<'upload'>;
export type JobId = Brand<'job'>;
export type TaskId = Brand<'task'>;
export type StageId = Brand<'stage'>;
/** Also the fencing token: everything a worker sends about a run names its attempt, and an attempt that was given up takes nothing more. */
export type AttemptId = Brand<'attempt'>;
export type NodeId = Brand<'node'>;
/** SHA-256 of the bytes, 64 lower-case hexadecimal digits. */
export type BlobId = Brand<'blob'>;

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-9a-f][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const sha256 = /^[0-9a-f]{64}$/;

function uuidKind<Id extends string>() {
  return {
    create: (): Id => v7() as Id, // the only place where a plain string becomes an id unchecked
    parse(text: string): Id | undefined {
      return uuid.test(text) ? (text as Id) : undefined;
    },
  };
}

export const userId = uuidKind<UserId>();
export const sessionId = uuidKind<SessionId>();
export const apiTokenId = uuidKind<ApiTokenId>();
export const uploadId = uuidKind<UploadId>();
export const jobId = uuidKind<JobId>();
export const taskId = uuidKind<TaskId>();
export const stageId = uuidKind<StageId>();
export const attemptId = uuidKind<AttemptId>();
export const nodeId = uuidKind<NodeId>();

export const blobId = {
  parse(text: string): BlobId | undefined {
    return sha256.test(text) ? (text as BlobId) : undefined;
  },
};
