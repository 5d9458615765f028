// Where RunSurge keeps things of this user, and the environment it was started with. The only file of
// the program that reads process.env.
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';

// biome-ignore lint/style/noProcessEnv: read here once, handed on
export const env: Readonly<Record<string, string | undefined>> = process.env;

/** `RUNSURGE_HOME`, else the XDG data directory, else `~/.local/share/runsurge`. */
export function runsurgeHome(): string {
  if (env['RUNSURGE_HOME']) return env['RUNSURGE_HOME'];
  if (env['XDG_DATA_HOME']) return join(env['XDG_DATA_HOME'], 'runsurge');
  const home = homedir();
  return home ? join(home, '.local', 'share', 'runsurge') : join(tmpdir(), 'runsurge-home');
}
