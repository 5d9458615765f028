// Configuration of a master: one schema, read once in main.ts. Every key has a default and a unit.
import { z } from 'zod';

export const masterConfig = z.object({
  dataDir: z.string().min(1).describe('directory for database, blobs, keys'),
  databaseUrl: z.string().optional().describe('PostgreSQL to use instead of the embedded database'),
  databaseConnections: z.coerce.number().int().min(1).max(100).default(10).describe('at most'),
  host: z.string().default('127.0.0.1').describe('address to listen on'),
  port: z.coerce.number().int().min(0).max(65_535).default(7070).describe('REST, over TLS'),
  grpcPort: z.coerce.number().int().min(0).max(65_535).default(7071).describe('workers'),
  name: z.string().min(1).max(100).default('runsurge').describe('name of the pool'),
  hostnames: z
    .string()
    .default('')
    .describe('further names or addresses of this master, separated by commas'),
  registration: z
    .enum(['open', 'closed'])
    .default('open')
    .describe('closed: only an operator makes accounts'),
  leaseMs: z.coerce.number().int().min(1000).default(9_000).describe('life of a lease'),
  heartbeatMs: z.coerce.number().int().min(200).default(3_000).describe('between heartbeats'),
  reconnectMs: z.coerce
    .number()
    .int()
    .min(100)
    .default(4_000)
    .describe('how long a node whose session broke may take to come back'),
  taskMemoryBytes: z.coerce
    .number()
    .int()
    .min(16_000_000)
    .default(256_000_000)
    .describe('least memory for a task that does not say'),
  taskTimeoutMs: z.coerce
    .number()
    .int()
    .min(1000)
    .default(24 * 3600_000)
    .describe('longest run of a task that does not say'),
  taskOutputBytes: z.coerce
    .number()
    .int()
    .min(1)
    .default(1_000_000_000)
    .describe('stdout and stderr of a task together'),
  taskDiskBytes: z.coerce
    .number()
    .int()
    .min(1)
    .default(20_000_000_000)
    .describe('files of a task together'),
  taskProcesses: z.coerce
    .number()
    .int()
    .min(1)
    .default(512)
    .describe('processes and threads of a task'),
  minFreeBytes: z.coerce
    .number()
    .int()
    .min(0)
    .default(200_000_000)
    .describe('room on the disk below which uploads are refused'),
  logLevel: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info').describe('log'),
});
export type MasterConfig = Readonly<z.infer<typeof masterConfig>>;
