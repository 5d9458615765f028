// One open stage of a job as its master has it, and what is shown and stored of it and its results.
import type { AnsweredTask, KeptResult, StageRecord, StageTaskRecord } from '@runsurge/store';
import type { StageProgress } from '../changes.ts';
import type { Content } from './contents.ts';

type OpenTask = Pick<StageTaskRecord, 'items' | 'payloadHash'> & { readonly bytes: number };
export type OpenStage = {
  record: StageRecord;
  common: { readonly id: string; readonly content: Content } | null;
  readonly open: Map<number, OpenTask>;
  /** Of an earlier run of the driver: what was answered, and from what. */
  readonly answered: ReadonlyMap<number, AnsweredTask>;
  /** Some of their results. */
  found: Map<number, KeptResult>;
  /** Of results that its driver may fetch. */
  readonly blobs: Set<string>;
  readonly nodes: Set<string>;
  /** What its tasks share did not arrive. */
  isBroken: boolean;
  tasks: number;
  done: number;
};

export function wordsIn(content: Content): string {
  const longest = 2_000;
  return content.kind === 'inline' ? content.bytes.toString('utf8').slice(0, longest) : '';
}

export function contentOf(found: KeptResult): Content {
  if (found.result_blob === null) {
    return { kind: 'inline', bytes: found.result ?? Buffer.alloc(0) };
  }
  return { kind: 'blob', blob: found.result_blob, sizeBytes: found.result_bytes };
}

export function kept(
  content: Content,
): Pick<StageTaskRecord, 'result' | 'resultBlob' | 'resultBytes'> {
  return content.kind === 'inline'
    ? { result: content.bytes, resultBlob: null, resultBytes: content.bytes.length }
    : { result: null, resultBlob: content.blob, resultBytes: content.sizeBytes };
}

export function progressOf({ record, tasks, done, nodes }: OpenStage): StageProgress {
  return {
    id: record.id,
    number: record.number,
    region: record.region,
    occurrence: record.occurrence,
    label: record.label,
    line: record.line,
    state: record.state,
    tasks,
    done,
    nodes: nodes.size,
  };
}
