// Configuration of a worker: one schema, read once by whoever starts it. Every key has a default and a unit.
import { z } from 'zod';

export const workerConfig = z.object({
  dataDir: z.string().min(1).describe('directory for identity and cache'),
  pool: z.string().describe('URL of the master, https://host:port'),
  name: z.string().max(100).default('').describe('shown to people; empty: the host name'),
  cores: z.coerce.number().int().min(0).max(4096).default(0).describe('to lend; 0: all'),
  memoryBytes: z.coerce
    .number()
    .int()
    .min(0)
    .default(0)
    .describe('to lend; 0: three quarters of what the machine has'),
  sandbox: z
    .enum(['auto', 'bwrap', 'process'])
    .default('auto')
    .describe('auto: the strongest that works here'),
  cacheBytes: z.coerce
    .number()
    .int()
    .min(0)
    .default(5_000_000_000)
    .describe('disk for inputs that may be needed again'),
  minFreeBytes: z.coerce
    .number()
    .int()
    .min(0)
    .default(1_000_000_000)
    .describe('room on the disk below which work is refused'),
  logLevel: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info').describe('log'),
});
export type WorkerConfig = Readonly<z.infer<typeof workerConfig>>;
