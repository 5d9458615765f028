// Stages as the consumer sees them: what each was, and its tasks in numbers.
import type { JobId, StageId, StageState } from '@runsurge/model';
import type { Db } from '../db.ts';

export type StageRow = {
  id: StageId;
  region: number;
  occurrence: number;
  number: number;
  label: string;
  line: number;
  state: StageState;
  opened_at: Date;
  closed_at: Date | null;
  tasks: number;
  succeeded: number;
  failed: number;
  cancelled: number;
  items: number;
  /** Time that executors spent on them. */
  task_ms: number;
  replayed: number;
  retried: number;
  nodes: string[];
};

/** In the order of their opening, after the one named; index stages_same. */
export async function stagesOfJob(
  db: Db,
  job: JobId,
  after: StageId | null,
  limit: number,
): Promise<StageRow[]> {
  return db.query<StageRow>(
    `select s.id, s.region, s.occurrence, s.number, s.label, s.line, s.state, s.opened_at, s.closed_at, t.*
     from stages s cross join lateral (
       select count(*) as tasks,
              count(*) filter (where k.state = 'succeeded') as succeeded,
              count(*) filter (where k.state = 'failed') as failed,
              count(*) filter (where k.state = 'cancelled') as cancelled,
              coalesce(sum(items), 0)::bigint as items,
              coalesce(sum(ms), 0)::bigint as task_ms,
              count(*) filter (where replays > 0) as replayed,
              count(*) filter (where attempts > 1) as retried,
              coalesce(array_agg(distinct n.name) filter (where n.name is not null), '{}') as nodes
       from stage_tasks k left join nodes n on n.id = k.node_id where k.stage_id = s.id) t
     where s.job_id = $1 and ($2::uuid is null or s.id > $2) order by s.id limit $3`,
    [job, after, limit],
  );
}

/** Those of the driver that counts: the one that succeeded, else the newest. */
export async function decisionsOfJob(db: Db, job: JobId): Promise<unknown[]> {
  const rows = await db.query<{ decision: unknown }>(
    `select decision from decisions where attempt_id = (
       select a.id from attempts a join tasks t on t.id = a.task_id
       where a.job_id = $1 and t.kind = 'driver'
       order by a.state = 'succeeded' desc, a.number desc limit 1)
     order by number`,
    [job],
  );
  return rows.map(({ decision }) => decision);
}
