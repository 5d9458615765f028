// Counts for the public statistics and the metrics page.
import type { Db } from './db.ts';

export type Counts = {
  nodes_online: number;
  jobs_completed: number;
  jobs_running: number;
  jobs_queued: number;
};

export async function countThings(db: Db): Promise<Counts> {
  const [row] = await db.query<Counts>(
    `select (select count(*) from nodes where state = 'online')::int as nodes_online,
       count(*) filter (where state = 'completed')::int as jobs_completed,
       count(*) filter (where state = 'running')::int as jobs_running,
       count(*) filter (where state in ('submitted', 'analysing', 'queued'))::int as jobs_queued
     from jobs`,
  );
  return row ?? { nodes_online: 0, jobs_completed: 0, jobs_running: 0, jobs_queued: 0 };
}
