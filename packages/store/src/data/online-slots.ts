// How much the connected nodes offer together; how much of it is free is known to the master only.
import type { NodeId } from '@runsurge/model';
import type { Db } from '../db.ts';

export type OnlineSlots = { id: NodeId; slots: number };

export async function onlineSlots(db: Db): Promise<OnlineSlots[]> {
  return db.query<OnlineSlots>(
    `select id, (capabilities->>'slots')::int as slots from nodes where state = 'online'`,
  );
}
