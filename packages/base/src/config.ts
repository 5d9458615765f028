// Puts a process's configuration together from flags, environment, runsurge.toml and defaults, in
// this order of precedence, and reports everything that is wrong with it in one error.
// Does not read process.env: main passes it in.
import { readFileSync } from 'node:fs';
import { AppError } from '@runsurge/model';
import { parse } from 'smol-toml';
import type { z } from 'zod';
import { envName, fromText } from './config-text.ts';

export type ConfigSources = {
  /** By key of the schema; undefined means not given. */
  readonly flags?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly envPrefix?: string;
  /** Must exist when named. */
  readonly tomlFile?: string | undefined;
  /** The `[table]` of the file that belongs to this process; without it, the top of the file. */
  readonly tomlSection?: string;
};

type Found = { readonly value: unknown; readonly origin: string };
type Finds = Map<string, Found>;

export function loadConfig<Schema extends z.ZodObject>(
  schema: Schema,
  sources: ConfigSources,
): Readonly<z.output<Schema>> {
  const problems: string[] = [];
  // Later ones replace earlier ones.
  const found: Finds = new Map([
    ...fromToml(schema, sources, problems),
    ...fromEnv(schema, sources),
    ...fromFlags(schema, sources, problems),
  ]);
  const values = Object.fromEntries([...found].map(([key, { value }]) => [key, value]));
  const parsed = schema.safeParse(values);
  for (const issue of parsed.error?.issues ?? []) {
    const [key] = issue.path;
    const origin = found.get(String(key))?.origin ?? missing(String(key), sources.envPrefix);
    problems.push(`${origin}: ${issue.message}`);
  }
  if (parsed.success && problems.length === 0) return Object.freeze(parsed.data);
  throw new AppError('BAD_INPUT', `the configuration is not usable: ${problems.join('; ')}`, {
    remedy: 'correct the settings named above; --print-config lists all of them',
  });
}

function flagName(key: string): string {
  return `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

function missing(key: string, envPrefix: string | undefined): string {
  return `${flagName(key)} or ${envName(key, envPrefix)}`;
}

function fromFlags(schema: z.ZodObject, { flags = {} }: ConfigSources, problems: string[]): Finds {
  const found: Finds = new Map();
  for (const [key, value] of Object.entries(flags)) {
    const field = schema.shape[key];
    if (value === undefined) continue;
    if (field === undefined) problems.push(`unknown flag ${flagName(key)}`);
    else found.set(key, { value: fromText(field, value), origin: flagName(key) });
  }
  return found;
}

/** Variables of other keys are not looked at: other roles share the environment. */
function fromEnv(schema: z.ZodObject, { env = {}, envPrefix }: ConfigSources): Finds {
  const found: Finds = new Map();
  for (const [key, field] of Object.entries(schema.shape)) {
    const origin = envName(key, envPrefix);
    const text = env[origin];
    // `RUNSURGE_X= command` is how a shell user takes a setting back.
    if (text === undefined || text === '') continue;
    found.set(key, { value: fromText(field, text), origin });
  }
  return found;
}

function fromToml(schema: z.ZodObject, sources: ConfigSources, problems: string[]): Finds {
  const { tomlFile, tomlSection } = sources;
  const found: Finds = new Map();
  if (tomlFile === undefined) return found;
  const place = tomlSection === undefined ? tomlFile : `${tomlFile} [${tomlSection}]`;
  for (const [key, value] of Object.entries(tomlTable(tomlFile, tomlSection, problems))) {
    if (Object.hasOwn(schema.shape, key)) found.set(key, { value, origin: `${place} ${key}` });
    else problems.push(`${place}: unknown key ${key}`);
  }
  return found;
}

function tomlTable(file: string, section: string | undefined, problems: string[]): object {
  try {
    const whole = parse(readFileSync(file, 'utf8'));
    if (section === undefined) return whole;
    for (const [key, value] of Object.entries(whole)) {
      if (!isTable(value)) problems.push(`${file}: unknown key ${key} outside of a [section]`);
    }
    const table = whole[section] ?? {};
    return isTable(table) ? table : {};
  } catch (thrown) {
    problems.push(`${file}: ${AppError.from(thrown).message.trim()}`);
    return {};
  }
}

function isTable(value: unknown): value is object {
  return typeof value === 'object' && !Array.isArray(value) && !(value instanceof Date);
}
