// Jobs, attempts and outputs as the consumer sees them: rows in, contracts out. Pure.
import type { AttemptView, Job, JobReport, JobSummary, Output } from '@runsurge/protocol/rest';
import type { AttemptRow, JobWithReason, OutputRow } from '@runsurge/store';

const itsTurn = 'the machines that could run it are busy; it waits for its turn';

const timeOf = (date: Date | null) => date?.toISOString() ?? null;

export function summaryView(row: JobWithReason): JobSummary {
  return {
    id: row.id,
    name: row.name,
    kind: row.kind,
    state: row.state,
    exit: row.exit_status,
    failure: row.failure,
    waitReason: row.wait_reason ?? (row.state === 'queued' ? itsTurn : null),
    waitsFor: row.wait_reason !== null ? 'machine' : row.state === 'queued' ? 'turn' : null,
    createdAt: row.created_at.toISOString(),
    startedAt: timeOf(row.started_at),
    endedAt: timeOf(row.ended_at),
  };
}

export function attemptView(row: AttemptRow): AttemptView {
  return {
    id: row.id,
    number: row.number,
    state: row.state,
    nodeId: row.node_id,
    nodeName: row.node_name,
    sandbox: row.sandbox,
    environment: row.environment,
    memoryBytes: row.memory_bytes,
    assignedAt: row.assigned_at.toISOString(),
    startedAt: timeOf(row.started_at),
    endedAt: timeOf(row.ended_at),
    failure: row.failure,
    usage: row.usage,
  };
}

export function jobView(row: JobWithReason, attempts: readonly AttemptRow[]): Job {
  return {
    ...summaryView(row),
    script: row.spec.script,
    args: [...row.spec.args],
    parallel: row.spec.parallel,
    memoryBytes: row.spec.memoryBytes,
    cores: row.spec.cores,
    attempts: attempts.map(attemptView),
    skippedOutputs: row.skipped_outputs,
    rerunOf: row.rerun_of,
  };
}

export function reportView(row: JobWithReason, attempts: readonly AttemptRow[]): JobReport {
  const between = (from: Date | null, to: Date | null) =>
    from && to ? to.getTime() - from.getTime() : null;
  return {
    job: jobView(row, attempts),
    attempts: attempts.map(attemptView),
    regions: [],
    stages: [],
    times: {
      waitMs: between(row.created_at, row.started_at),
      runMs: between(row.started_at, row.ended_at),
      totalMs: between(row.created_at, row.ended_at),
    },
  };
}

export function outputView(row: OutputRow): Output {
  return {
    path: row.path,
    kind: row.kind,
    sizeBytes: row.size_bytes,
    mode: row.mode,
    blob: row.blob_id,
  };
}
