// Contributors' machines as the master knows them.
import { type NodeId, type NodeState, nodeMoves, type UserId } from '@runsurge/model';
import type { Db } from '../db.ts';
import { from } from '../moves.ts';

/** What a node said of itself, found out there by trying. */
export type NodeCapabilities = {
  readonly hostname: string;
  readonly platform: string;
  readonly version: string;
  readonly cores: number;
  readonly memoryBytes: number;
  readonly diskBytes: number;
  readonly slots: number;
  readonly environments: readonly {
    readonly id: string;
    readonly implementation: string;
    readonly version: string;
    readonly architecture: string;
    readonly packages: Readonly<Record<string, string>>;
  }[];
  readonly sandboxes: readonly {
    readonly name: string;
    readonly works: boolean;
    readonly reason: string;
  }[];
};

export type NodeRow = {
  id: NodeId;
  user_id: UserId;
  name: string;
  state: NodeState;
  capabilities: NodeCapabilities;
  created_at: Date;
  last_seen_at: Date | null;
};

export async function insertNode(
  db: Db,
  node: Omit<NodeRow, 'state' | 'last_seen_at'>,
): Promise<void> {
  await db.query(
    `insert into nodes (id, user_id, name, state, capabilities, created_at)
     values ($1, $2, $3, 'offline', $4, $5)`,
    [node.id, node.user_id, node.name, node.capabilities, node.created_at],
  );
}

export async function findNode(db: Db, id: NodeId): Promise<NodeRow | undefined> {
  return (await db.query<NodeRow>('select * from nodes where id = $1', [id]))[0];
}

/** A session was opened, closed, or drains. Returns false for a retired node: it may not come back. */
export async function moveNode(
  db: Db,
  id: NodeId,
  to: NodeState,
  now: Date,
  capabilities?: NodeCapabilities,
): Promise<boolean> {
  const rows = await db.query(
    `update nodes set state = $2, last_seen_at = $3, capabilities = coalesce($4::jsonb, capabilities)
     where id = $1 and (state = $2 or state in (${from(nodeMoves, to)})) and state <> 'retired' returning id`,
    [id, to, now, capabilities ?? null],
  );
  return rows.length > 0;
}

/** At the start of a master nobody is connected yet. */
export async function markAllOffline(db: Db): Promise<void> {
  await db.query(
    `update nodes set state = 'offline' where state in (${from(nodeMoves, 'offline')})`,
  );
}

export type NodeWithCounts = NodeRow & {
  running: number;
  succeeded: number;
  failed: number;
  lost: number;
};

const withCounts = `
  select n.*,
    count(a.id) filter (where a.state in ('assigned', 'running'))::int as running,
    count(a.id) filter (where a.state = 'succeeded')::int as succeeded,
    count(a.id) filter (where a.state = 'failed')::int as failed,
    count(a.id) filter (where a.state = 'lost')::int as lost
  from nodes n left join attempts a on a.node_id = n.id`;

/** With `null` as the owner: everybody's, for operators. */
export async function listNodes(
  db: Db,
  owner: UserId | null,
  after: NodeId | null,
  limit: number,
): Promise<NodeWithCounts[]> {
  return db.query<NodeWithCounts>(
    `${withCounts} where ($1::uuid is null or n.user_id = $1) and ($2::uuid is null or n.id < $2)
     group by n.id order by n.id desc limit $3`,
    [owner, after, limit],
  );
}

export async function getNode(
  db: Db,
  owner: UserId | null,
  id: NodeId,
): Promise<NodeWithCounts | undefined> {
  const rows = await db.query<NodeWithCounts>(
    `${withCounts} where ($1::uuid is null or n.user_id = $1) and n.id = $2 group by n.id`,
    [owner, id],
  );
  return rows[0];
}
