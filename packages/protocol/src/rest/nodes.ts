// Contracts of /api/nodes, /api/pool, /api/statistics, /api/health: the machines, and how the pool is.
import { z } from 'zod';
import { pageOf, pageQuery, timeText, uuidText } from './common.ts';

export const environment = z.object({
  id: z.string(),
  implementation: z.string(),
  version: z.string(),
  architecture: z.string(),
  packages: z.record(z.string(), z.string()),
});

export const sandboxProbe = z.object({
  name: z.string(),
  works: z.boolean(),
  reason: z.string(),
});

export const node = z.object({
  id: uuidText,
  name: z.string(),
  state: z.enum(['offline', 'online', 'draining', 'retired']),
  hostname: z.string(),
  platform: z.string(),
  cores: z.int(),
  memoryBytes: z.number(),
  slots: z.int(),
  freeSlots: z.int(),
  environments: z.array(environment),
  sandboxes: z.array(sandboxProbe),
  attempts: z.object({ running: z.int(), succeeded: z.int(), failed: z.int(), lost: z.int() }),
  createdAt: timeText,
  lastSeenAt: timeText.nullable(),
});
export type NodeView = z.infer<typeof node>;

export const nodeList = pageOf(node);
export type NodeList = z.infer<typeof nodeList>;
export const nodeQuery = pageQuery.extend({
  all: z.stringbool().default(false).describe('of everybody; for operators'),
});

/** What a newcomer needs before it can trust and reach the pool. */
export const pool = z.object({
  name: z.string(),
  version: z.string(),
  grpcPort: z.int(),
  caCertificate: z.string(),
  caFingerprint: z.string(),
  registration: z.enum(['open', 'closed']),
});
export type Pool = z.infer<typeof pool>;

export const statistics = z.object({
  nodesOnline: z.int(),
  slots: z.int(),
  slotsFree: z.int(),
  jobsCompleted: z.int(),
  jobsRunning: z.int(),
  jobsQueued: z.int(),
});

export const health = z.object({
  state: z.enum(['ok', 'degraded']),
  version: z.string(),
  database: z.enum(['ok', 'unreachable']),
  uptimeMs: z.number(),
});
export type Statistics = z.infer<typeof statistics>;
export type Health = z.infer<typeof health>;
