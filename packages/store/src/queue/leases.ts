// Leases: a node's time-limited right to run an attempt, renewed by heartbeats. Statements that change
// several lock them in the order of their ids, so that no two wait for each other.
import type { AttemptId, NodeId } from '@runsurge/model';
import type { Db } from '../db.ts';

export async function renewLeases(
  db: Db,
  node: NodeId,
  attempts: readonly AttemptId[],
  until: Date,
): Promise<void> {
  if (attempts.length === 0) return;
  await db.query(
    `update attempts set lease_until = greatest(lease_until, $3) where id in (
       select id from attempts where node_id = $1 and id = any($2) and lease = 'held'
       order by id for no key update)`,
    [node, attempts, until],
  );
}

/** After a restart of the master every node gets this long to come back before its work counts as lost. */
export async function extendAllLeases(db: Db, until: Date): Promise<void> {
  await db.query(
    `update attempts set lease_until = greatest(lease_until, $1) where id in (
       select id from attempts where lease = 'held' order by id for no key update)`,
    [until],
  );
}

/** A node whose session broke has until then to come back. */
export async function shortenLeases(db: Db, node: NodeId, until: Date): Promise<void> {
  await db.query(
    `update attempts set lease_until = least(lease_until, $2) where id in (
       select id from attempts where node_id = $1 and lease = 'held' order by id for no key update)`,
    [node, until],
  );
}

/** Index attempts_leases. */
export async function expiredAttempts(db: Db, now: Date): Promise<AttemptId[]> {
  const rows = await db.query<{ id: AttemptId }>(
    `select id from attempts where lease = 'held' and lease_until <= $1`,
    [now],
  );
  return rows.map((row) => row.id);
}

export async function nextLeaseEnd(db: Db): Promise<Date | null> {
  const rows = await db.query<{ at: Date | null }>(
    `select min(lease_until) as at from attempts where lease = 'held'`,
  );
  return rows[0]?.at ?? null;
}
