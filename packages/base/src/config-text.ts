// What a configuration schema says about its keys: how text from a flag or the environment becomes a
// value of the key's type, and the rows of the table for docs and --print-config.
import type { z } from 'zod';

type Field = z.core.$ZodType;
/** The parts of zod's definitions that wrapping types (optional, default, pipe, …) have. */
type Wrapping = z.core.$ZodTypeDef & { innerType?: Field; in?: Field; defaultValue?: unknown };

/** `databaseUrl` -> `RUNSURGE_DATABASE_URL`. */
export function envName(key: string, envPrefix = 'RUNSURGE_'): string {
  return envPrefix + key.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
}

function wrapped(field: Field): Field | undefined {
  const def: Wrapping = field._zod.def;
  return def.innerType ?? def.in;
}

function innermost(field: Field): Field {
  const inner = wrapped(field);
  return inner === undefined ? field : innermost(inner);
}

/** Text that is no number or boolean stays text, so that the schema refuses it with its message. */
export function fromText(field: Field, value: unknown): unknown {
  if (typeof value !== 'string') return value;
  switch (innermost(field)._zod.def.type) {
    case 'number':
    case 'int':
      return value.trim() === '' || Number.isNaN(Number(value)) ? value : Number(value);
    case 'boolean':
      if (/^(true|1|yes|on)$/i.test(value)) return true;
      return /^(false|0|no|off)$/i.test(value) ? false : value;
    case 'array':
      return value.split(',').map((item) => item.trim());
    default:
      return value;
  }
}

export type ConfigRow = {
  readonly key: string;
  readonly env: string;
  /** As text; undefined when there is none. */
  readonly default: string | undefined;
  readonly description: string;
};

export function describeConfig(schema: z.ZodObject, envPrefix?: string): ConfigRow[] {
  return Object.entries(schema.shape).map(([key, field]) => ({
    key,
    env: envName(key, envPrefix),
    default: defaultOf(field),
    description: descriptionOf(field),
  }));
}

function defaultOf(field: Field): string | undefined {
  const def: Wrapping = field._zod.def;
  if (def.type === 'default' || def.type === 'prefault') {
    const value = def.defaultValue;
    return typeof value === 'string' ? value : JSON.stringify(value);
  }
  const inner = wrapped(field);
  return inner === undefined ? undefined : defaultOf(inner);
}

function descriptionOf(field: Field): string {
  const own = (field as z.ZodType).description; // every schema of zod's classic door has it
  if (own !== undefined) return own;
  const inner = wrapped(field);
  return inner === undefined ? '' : descriptionOf(inner);
}
