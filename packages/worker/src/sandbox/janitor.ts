// Cleans up after a worker that was killed with SIGKILL: one tiny shell per worker that waits for
// the end of a pipe from it, then kills what is left in its control groups and removes them and the
// run directory. The same shell does the last cleaning of an orderly close.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { CgroupRoot } from './cgroup.ts';

/** $0 the run directory, then the run's control group directories. Leaves when all is gone. */
const script = `
trap '' INT TERM HUP QUIT
while read -r _; do :; done
tries=0
while [ $tries -lt 100 ]; do
  left=
  for group in "$@"; do
    for procs in "$group"/*/cgroup.procs "$group"/cgroup.procs; do
      [ -e "$procs" ] || continue
      while read -r pid; do kill -KILL "$pid" 2>/dev/null; done < "$procs"
      rmdir "\${procs%/cgroup.procs}" 2>/dev/null
    done
    rmdir "$group" 2>/dev/null
    if [ -d "$group" ]; then left=1; else rmdir "\${group%/*}" 2>/dev/null; fi
  done
  [ -z "$left" ] && break
  tries=$((tries + 1))
  sleep 0.05
done
rm -rf "$0" 2>/dev/null
if [ -d "$0" ]; then chmod -R u+rwX "$0" 2>/dev/null; rm -rf "$0" 2>/dev/null; fi
exit 0
`;

export class Janitor {
  readonly #child: ChildProcess;
  readonly #done: Promise<unknown>;

  constructor(runDir: string, cgroups: CgroupRoot | undefined) {
    const groups = [...new Set(cgroups?.runDirs.values() ?? [])];
    // `detached` is setsid: a Ctrl-C for the worker's group does not reach it.
    this.#child = spawn('/bin/sh', ['-c', script, runDir, ...groups], {
      stdio: ['pipe', 'ignore', 'ignore'],
      env: { PATH: '/usr/bin:/bin' },
      cwd: '/',
      detached: true,
    });
    this.#child.stdin?.on('error', () => undefined);
    this.#done = once(this.#child, 'exit').catch(() => undefined);
    this.#child.unref();
  }

  /** Tells it to clean now, and waits until it has. */
  async close(): Promise<void> {
    this.#child.ref();
    this.#child.stdin?.end();
    await this.#done;
  }
}
