// Jobs, attempts and outputs as the consumer sees them: rows in, contracts out. Pure.
import type {
  AttemptView,
  Job,
  JobReport,
  JobSummary,
  Output,
  Stage,
} from '@runsurge/protocol/rest';
import type { AttemptRow, JobWithReason, OutputRow, StageRow } from '@runsurge/store';

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
    kind: row.kind,
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

function between(from: Date | null, to: Date | null): number | null {
  return from && to ? to.getTime() - from.getTime() : null;
}

export function stageView(row: StageRow): Stage {
  return {
    id: row.id,
    region: row.region,
    occurrence: row.occurrence,
    label: row.label,
    line: row.line,
    state: row.state,
    openedAt: row.opened_at.toISOString(),
    closedAt: timeOf(row.closed_at),
    ms: between(row.opened_at, row.closed_at),
    tasks: row.tasks,
    succeeded: row.succeeded,
    failed: row.failed,
    cancelled: row.cancelled,
    items: row.items,
    taskMs: row.task_ms,
    replayed: row.replayed,
    retried: row.retried,
    nodes: row.nodes,
  };
}

export function reportView(
  row: JobWithReason,
  attempts: readonly AttemptRow[],
  stages: readonly StageRow[],
  decisions: readonly unknown[],
): JobReport {
  return {
    job: jobView(row, attempts),
    attempts: attempts.map(attemptView),
    regions: [...decisions],
    stages: stages.map(stageView),
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
