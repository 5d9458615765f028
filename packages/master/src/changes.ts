// Tells whoever waits that a job has changed: event streams, followers of logs. In-process; several
// masters over one PostgreSQL will feed the same interface from LISTEN.
import { EventEmitter, on } from 'node:events';
import type { JobId } from '@runsurge/model';

export type Sample = {
  readonly attemptId: string;
  readonly rssBytes: number;
  readonly cpuMs: number;
  readonly atMs: number;
};
/** How far a stage is, as far as its driver has handed tasks out. */
export type StageProgress = {
  readonly id: string;
  readonly number: number;
  readonly region: number;
  readonly occurrence: number;
  readonly label: string;
  readonly line: number;
  readonly state: 'open' | 'closed';
  readonly tasks: number;
  readonly done: number;
  readonly nodes: number;
};
export type Change =
  | { readonly kind: 'state' }
  | { readonly kind: 'stage'; readonly stage: StageProgress }
  | { readonly kind: 'sample'; readonly sample: Sample };

export type Changes = {
  /** Something that `GET /api/jobs/:id` shows is different now. */
  stateOf(job: JobId): void;
  sampleOf(job: JobId, sample: Sample): void;
  stageOf(job: JobId, stage: StageProgress): void;
  /** Changes from the moment of the call on; ends with the signal. */
  watch(job: JobId, signal: AbortSignal): AsyncIterable<Change>;
};

export function makeChanges(): Changes {
  const emitter = new EventEmitter();
  emitter.setMaxListeners(0);
  return {
    stateOf: (job) => {
      emitter.emit(job, { kind: 'state' } satisfies Change);
    },
    sampleOf: (job, sample) => {
      emitter.emit(job, { kind: 'sample', sample } satisfies Change);
    },
    stageOf: (job, stage) => {
      emitter.emit(job, { kind: 'stage', stage } satisfies Change);
    },
    watch(job, signal) {
      const events = on(emitter, job, { signal });
      return {
        async *[Symbol.asyncIterator]() {
          try {
            for await (const [change] of events) yield change as Change; // only the calls above emit
          } catch (thrown) {
            if (!signal.aborted) throw thrown;
          }
        },
      };
    },
  };
}
