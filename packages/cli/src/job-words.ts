// Says in a few words how a job stands.
import type { JobSummary } from '@runsurge/protocol/rest';

export function stateOf(job: JobSummary): string {
  if (job.state !== 'completed' || !job.exit) return job.state;
  if (job.exit.kind === 'signal') return `completed (signal ${job.exit.signal})`;
  return job.exit.code === 0 ? 'completed' : `completed (exit ${job.exit.code})`;
}

export function durationMs(job: JobSummary, nowMs: number): number | undefined {
  if (job.startedAt === null) return undefined;
  const end = job.endedAt === null ? nowMs : Date.parse(job.endedAt);
  return end - Date.parse(job.startedAt);
}
