// Writes behind the work what became of stages, tasks and decisions: every 100 ms one statement for
// many rows, each as it stands then, so that a task which came and went meanwhile costs one row. While
// the database is away rows wait; when too much waits, results are dropped, to be computed again.
import type { Clock, Log } from '@runsurge/base';
import type { BlobStore } from '@runsurge/blobs';
import { AppError } from '@runsurge/model';
import {
  type Db,
  type DecisionRecord,
  recordDecisions,
  recordStages,
  recordStageTasks,
  type StageRecord,
  type StageTaskRecord,
} from '@runsurge/store';

export type Recorder = {
  stage(row: StageRecord): void;
  task(row: StageTaskRecord): void;
  decision(row: DecisionRecord): void;
  /** Resolves when all that was said before is written, or could not be. */
  flush(): Promise<void>;
  close(): Promise<void>;
};

const everyMs = 100;
const pauseAfterErrorMs = 1_000;
const mostWaitingBytes = 64 << 20;
/** Of one statement. */
const mostRows = 2_000;
const mostBytes = 1 << 20;
/**
 * A larger result becomes a file: of 256 KiB that takes 0.7 ms, and in the embedded database 10 ms in
 * which nobody else gets at it.
 */
const mostInlineBytes = 16 << 10;

const keyOf = (row: StageTaskRecord) => `${row.stageId}/${row.index}`;
const bytesOf = (row: StageTaskRecord) => row.result?.length ?? 0;

export function makeRecorder(deps: {
  readonly db: Db;
  readonly blobs: Pick<BlobStore, 'put'>;
  readonly clock: Clock;
  readonly log: Log;
}): Recorder {
  const stages = new Map<string, StageRecord>();
  const tasks = new Map<string, StageTaskRecord>();
  let decisions: DecisionRecord[] = [];
  let waitingBytes = 0;
  let timer: { cancel(): void } | undefined;
  let writing: Promise<void> | undefined;

  function schedule(ms: number): void {
    timer ??= deps.clock.timer(ms, () => {
      timer = undefined;
      void write();
    });
  }

  /** Some rows at a time: a statement of 64 MiB would keep the database from everybody else. */
  function someTasks(): StageTaskRecord[] {
    const some: StageTaskRecord[] = [];
    let bytes = 0;
    for (const row of tasks.values()) {
      some.push(row);
      bytes += bytesOf(row);
      if (some.length >= mostRows || bytes >= mostBytes) break;
    }
    return some;
  }

  function forgetAll(): void {
    stages.clear();
    tasks.clear();
    decisions = [];
    waitingBytes = 0;
  }

  async function slim(row: StageTaskRecord): Promise<StageTaskRecord> {
    if (row.result === null || row.result.length <= mostInlineBytes) return row;
    const { id } = await deps.blobs.put(undefined, [row.result]);
    return { ...row, result: null, resultBlob: id };
  }

  async function writeOnce(): Promise<void> {
    try {
      const stageRows = [...stages.values()];
      const decided = decisions;
      await recordStages(deps.db, stageRows);
      for (const row of stageRows) if (stages.get(row.id) === row) stages.delete(row.id);
      await recordDecisions(deps.db, decided);
      decisions = decisions.slice(decided.length);
      while (tasks.size > 0) {
        const some = someTasks();
        await recordStageTasks(deps.db, await Promise.all(some.map(slim)));
        for (const row of some) {
          if (tasks.get(keyOf(row)) !== row) continue;
          tasks.delete(keyOf(row));
          waitingBytes -= bytesOf(row);
        }
      }
    } catch (thrown) {
      if (AppError.from(thrown).code === 'UNAVAILABLE') {
        deps.log.warn({ err: thrown }, 'stages could not be recorded, will try again');
        schedule(pauseAfterErrorMs);
      } else {
        // The same rows would fail again and again, and keep the others from being written.
        deps.log.error({ err: thrown }, 'stages could not be recorded');
        forgetAll();
      }
    }
  }

  /** One at a time; what comes meanwhile is written by the next. */
  function write(): Promise<void> {
    writing ??= writeOnce().finally(() => {
      writing = undefined;
      if (stages.size + tasks.size + decisions.length > 0) schedule(everyMs);
    });
    return writing;
  }

  return {
    stage(row) {
      stages.set(row.id, row);
      schedule(everyMs);
    },
    task(row) {
      const key = keyOf(row);
      const before = tasks.get(key);
      if (before) waitingBytes -= bytesOf(before);
      tasks.delete(key);
      if (waitingBytes + bytesOf(row) <= mostWaitingBytes) {
        tasks.set(key, row);
        waitingBytes += bytesOf(row);
      }
      schedule(everyMs);
    },
    decision(row) {
      decisions.push(row);
      schedule(everyMs);
    },
    async flush() {
      await writing;
      if (stages.size + tasks.size + decisions.length > 0) await write();
    },
    async close() {
      await this.flush();
      timer?.cancel();
    },
  };
}
