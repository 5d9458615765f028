// How the process backend shows a script its private directory at the path it knows: a bind mount in
// a private mount namespace, where the machine lets us. Otherwise the script sees the private path.
import { spawn } from 'node:child_process';
import { once } from 'node:events';

export type Bind = { readonly from: string; readonly at: string };

const ways = {
  root: ['unshare', '--mount', '--propagation', 'private', '--'],
  user: ['unshare', '--user', '--map-current-user', '--keep-caps', '--mount', '--'],
} as const;
export type Way = keyof typeof ways;

/**
 * First what the script must still see below its directory (an interpreter in `./.venv`) goes into
 * the private directory, then that goes over the real one. `-` separates binds from the command.
 */
const script = `
while [ "$1" != - ]; do
  mkdir -p "$2" && mount --rbind "$1" "$2" || exit 125
  shift 2
done
shift
exec "$@"
`;

/** `kept`: seen through the private directories. All targets of `placed` exist already. */
export function throughMounts(
  way: Way,
  kept: readonly Bind[],
  placed: readonly Bind[],
  command: readonly string[],
): string[] {
  const binds = [...kept, ...placed].flatMap(({ from, at }) => [from, at]);
  // In a user namespace the script would keep the capabilities that mounting needed.
  const drop = way === 'root' ? [] : ['setpriv', '--inh-caps=-all', '--ambient-caps=-all'];
  return [...ways[way], '/bin/sh', '-c', script, 'sh', ...binds, '-', ...drop, ...command];
}

/** What works here, found by trying. */
export async function findWay(tryDir: string): Promise<Way | undefined> {
  for (const way of ['root', 'user'] as const) {
    if (way === 'root' && process.getuid?.() !== 0) continue;
    const here = { from: tryDir, at: tryDir };
    const [program = '', ...args] = throughMounts(way, [], [here], ['true']);
    const child = spawn(program, args, { stdio: 'ignore' });
    try {
      const [code] = await once(child, 'exit');
      if (code === 0) return way;
    } catch {
      // no such program
    }
  }
  return undefined;
}
