// Which environment variables go with a script: those that change what plain CPython would print
// here, and what was asked for with --env. Everything else of this machine stays here.
import { AppError } from '@runsurge/model';

/** The hash seed is not among them: it is 0 everywhere. */
const carried = [
  'LANG',
  'LC_ALL',
  'LC_CTYPE',
  'LC_NUMERIC',
  'LC_TIME',
  'TZ',
  'COLUMNS',
  'NO_COLOR',
  'FORCE_COLOR',
  'PYTHONUNBUFFERED',
  'PYTHONDONTWRITEBYTECODE',
  'PYTHONIOENCODING',
  'PYTHONUTF8',
  'PYTHONWARNINGS',
  'PYTHONOPTIMIZE',
  'PYTHONDEVMODE',
  'PYTHONINTMAXSTRDIGITS',
  'PYTHONNODEBUGRANGES',
];

export function scriptVariables(
  env: Readonly<Record<string, string | undefined>>,
  asked: readonly string[],
): Record<string, string> {
  const variables: Record<string, string> = {};
  for (const name of carried) {
    const value = env[name];
    if (value !== undefined) variables[name] = value;
  }
  const zone = variables['TZ'] ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (zone && zone !== 'UTC') variables['TZ'] = zone;
  for (const item of asked) {
    const [name = '', ...rest] = item.split('=');
    const value = item.includes('=') ? rest.join('=') : env[name];
    if (!/^[A-Za-z_]\w*$/.test(name) || value === undefined) {
      throw new AppError('BAD_INPUT', `--env ${item}: expected NAME=VALUE, or a NAME that is set`);
    }
    variables[name] = value;
  }
  return variables;
}
