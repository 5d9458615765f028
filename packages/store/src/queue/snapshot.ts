// What the scheduler looks at: the tasks that wait, and what every node has promised already.
import type { JobId, NodeId, TaskId, UserId } from '@runsurge/model';
import type { Db } from '../db.ts';

export type QueuedTask = {
  id: TaskId;
  job_id: JobId;
  user_id: UserId;
  cores: number;
  memory_bytes: number;
  memory_limit_bytes: number | null;
  python: string | null;
  imports: string[];
  avoid_nodes: NodeId[];
  wait_reason: string | null;
  queued_at: Date;
};

/**
 * The head of every user's queue, `perUser` tasks each and `limit` in all, so that one consumer with
 * 100,000 tasks neither hides the others nor makes the query long: it hops from user to user in the
 * index tasks_queued (1 to 3 ms then; a window over the whole queue took 50 to 150 ms).
 */
export async function queuedTasks(db: Db, perUser: number, limit: number): Promise<QueuedTask[]> {
  return db.query<QueuedTask>(
    `with recursive owners as (
       (select user_id from tasks where state = 'queued' order by user_id limit 1)
       union all
       select (select user_id from tasks where state = 'queued' and user_id > o.user_id order by user_id limit 1)
       from owners o where o.user_id is not null),
     heads as (
       select q.* from owners o cross join lateral (
         select *, row_number() over (order by queued_at, id) as place
         from tasks where state = 'queued' and user_id = o.user_id order by queued_at, id limit $1) q)
     select id, job_id, user_id, cores, memory_bytes, memory_limit_bytes, python, imports, avoid_nodes, wait_reason, queued_at
     from heads order by place, queued_at, id limit $2`,
    [perUser, limit],
  );
}

export async function recordWaitReasons(
  db: Db,
  reasons: ReadonlyMap<TaskId, string | null>,
): Promise<JobId[]> {
  if (reasons.size === 0) return [];
  const rows = await db.query<{ job_id: JobId }>(
    `update tasks t set wait_reason = r.reason from unnest($1::uuid[], $2::text[]) as r (id, reason)
     where t.id = r.id and t.state = 'queued' and t.wait_reason is distinct from r.reason returning t.job_id`,
    [[...reasons.keys()], [...reasons.values()]],
  );
  return rows.map((row) => row.job_id);
}
