// Reads the configuration of a role the same way for every role: flags, environment, runsurge.toml,
// defaults. Prints it when asked.
import { existsSync } from 'node:fs';
import { describeConfig, loadConfig } from '@runsurge/base';
import type { z } from 'zod';
import { env } from './home.ts';

const usualFile = 'runsurge.toml';

export type RoleOptions = { readonly config?: string; readonly printConfig?: boolean };

/** Undefined when the configuration was printed instead. */
export function configured<Schema extends z.ZodObject>(
  schema: Schema,
  section: string,
  flags: Record<string, unknown>,
  { config: named, printConfig }: RoleOptions,
): Readonly<z.output<Schema>> | undefined {
  const tomlFile = named ?? (existsSync(usualFile) ? usualFile : undefined);
  const given = Object.fromEntries(
    Object.entries(flags).filter(([, value]) => value !== undefined),
  );
  const config = loadConfig(schema, {
    flags: given,
    env,
    ...(tomlFile ? { tomlFile, tomlSection: section } : {}),
  });
  if (!printConfig) return config;
  const values: Record<string, unknown> = config;
  for (const row of describeConfig(schema)) {
    process.stdout.write(`${row.key} = ${JSON.stringify(values[row.key] ?? null)}\n`);
    process.stdout.write(`    ${row.description} (${row.env})\n`);
  }
  return undefined;
}
