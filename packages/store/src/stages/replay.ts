// What a driver that starts over finds of its stages: which tasks were answered, from which input,
// and the results themselves, a few at a time.
import type { BlobId, JobId, StageId } from '@runsurge/model';
import type { Db } from '../db.ts';

export async function hasStages(db: Db, job: JobId): Promise<boolean> {
  const rows = await db.query('select 1 from stages where job_id = $1 limit 1', [job]);
  return rows.length > 0;
}

/** Tasks of one stage whose results are kept, in order. */
export type EarlierStage = {
  readonly region: number;
  readonly occurrence: number;
  /** Index and number of items. */
  readonly tasks: readonly (readonly [number, number])[];
};

/**
 * How an earlier run of the driver cut what was answered, in the order of regions, occurrences and
 * indexes. Beyond `limit` tasks the newest stages win, and of stages that differ only in their input
 * the last one opened.
 */
export async function earlierStages(db: Db, job: JobId, limit: number): Promise<EarlierStage[]> {
  type Row = { region: number; occurrence: number; index: number; items: number };
  const rows = await db.query<Row>(
    `with newest as (
       select distinct on (region, occurrence) id, region, occurrence from stages
       where job_id = $1 order by region, occurrence, id desc),
     cut as (
       select s.region, s.occurrence, t.index, t.items
       from newest s join stage_tasks t on t.stage_id = s.id
       where t.state = 'succeeded' and t.items > 0 order by s.id desc, t.index limit $2)
     select * from cut order by region, occurrence, index`,
    [job, limit],
  );
  const stages: { region: number; occurrence: number; tasks: [number, number][] }[] = [];
  for (const { region, occurrence, index, items } of rows) {
    const last = stages.at(-1);
    if (last?.region === region && last.occurrence === occurrence) {
      const [at, count] = last.tasks.at(-1) ?? [0, 0];
      // Two runs that cut differently: items go into one task only.
      if (index >= at + count) last.tasks.push([index, items]);
    } else {
      stages.push({ region, occurrence, tasks: [[index, items]] });
    }
  }
  return stages;
}

/** Index stages_same. */
export async function findStage(
  db: Db,
  job: JobId,
  key: { region: number; occurrence: number; inputHash: string },
): Promise<StageId | undefined> {
  const rows = await db.query<{ id: StageId }>(
    'select id from stages where job_id = $1 and region = $2 and occurrence = $3 and input_hash = $4',
    [job, key.region, key.occurrence, key.inputHash],
  );
  return rows[0]?.id;
}

export type AnsweredTask = {
  index: number;
  payload_hash: Buffer;
  common_hash: Buffer | null;
};

export async function answeredTasks(db: Db, stage: StageId): Promise<AnsweredTask[]> {
  return db.query<AnsweredTask>(
    `select index, payload_hash, common_hash from stage_tasks where stage_id = $1 and state = 'succeeded'`,
    [stage],
  );
}

export type KeptResult = {
  index: number;
  items: number;
  node_id: string | null;
  node_name: string | null;
  attempts: number;
  ms: number;
  replays: number;
  result: Buffer | null;
  result_blob: BlobId | null;
  result_bytes: number;
};

export async function keptResults(
  db: Db,
  stage: StageId,
  indexes: readonly number[],
): Promise<KeptResult[]> {
  return db.query<KeptResult>(
    `select t.index, t.items, t.node_id, n.name as node_name, t.attempts, t.ms, t.replays, t.result, t.result_blob, t.result_bytes
     from stage_tasks t left join nodes n on n.id = t.node_id
     where t.stage_id = $1 and t.index = any($2) and t.state = 'succeeded'`,
    [stage, indexes],
  );
}
