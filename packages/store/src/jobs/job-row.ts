// A job as it lies in the table, and the shape of its spec.
import type { BlobId, ExitStatus, Failure, JobId, JobState, UserId } from '@runsurge/model';

/** What the consumer asked for, paths resolved and checked. Never changes after creation. */
export type JobSpec = {
  readonly workdir: string;
  /** As typed: `examples/x.py`; what CPython gets as its first argument. */
  readonly script: string;
  readonly scriptPath: string;
  readonly args: readonly string[];
  /** Absolute paths as the script sees them. */
  readonly files: readonly {
    readonly path: string;
    readonly blob: BlobId;
    readonly sizeBytes: number;
    readonly mode: number;
  }[];
  readonly extraDirs: readonly string[];
  readonly stdin: 'none' | 'stream' | { readonly blob: BlobId; readonly sizeBytes: number };
  readonly env: Readonly<Record<string, string>>;
  readonly memoryBytes: number | null;
  readonly cores: number;
  readonly timeoutMs: number | null;
  readonly python: string | null;
  readonly parallel: 'auto' | 'always' | 'never';
  /** Slots that it may hold at a time, its driver's included; null: as many as are free. */
  readonly workers: number | null;
};

export type JobRow = {
  id: JobId;
  user_id: UserId;
  kind: 'single';
  state: JobState;
  name: string;
  spec: JobSpec;
  idempotency_key: string | null;
  rerun_of: JobId | null;
  exit_status: ExitStatus | null;
  failure: Failure | null;
  skipped_outputs: { path: string; why: string }[];
  /** Whether its script runs as a driver. */
  spreads: boolean;
  stdin_bytes: number;
  stdin_ended: boolean;
  created_at: Date;
  started_at: Date | null;
  ended_at: Date | null;
};

/** With why it waits, which lives with its task. */
export type JobWithReason = JobRow & { wait_reason: string | null };
