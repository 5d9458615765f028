// The command line of bubblewrap for one sandbox: what it sees, what it may write, what is hidden.
// Pure; every argument is explained in docs by the abuse test that fails without it.
import { dirname } from 'node:path';
import { agentArguments } from '../agent-files.ts';
import type { SandboxSpec } from '../backend.ts';
import { agentDir, isBelow } from '../paths.ts';

export type Bind = { readonly from: string; readonly at: string };

/** What of the host's root is a link into /usr (merged) or a directory of its own. */
export type HostLayout = {
  readonly links: readonly { readonly name: string; readonly target: string }[];
  readonly dirs: readonly string[];
  readonly files: readonly string[];
};

export type BwrapPlan = {
  readonly spec: SandboxSpec;
  readonly layout: HostLayout;
  /** Read-only, of the interpreter, where it lies outside /usr. */
  readonly prefixes: readonly Bind[];
  /** Private directories of this sandbox. */
  readonly writable: readonly Bind[];
  readonly agentFiles: string;
  readonly tmpBytes: number;
  readonly shmBytes: number;
  readonly seccompFd: number;
  /** False when bubblewrap is started in a network namespace with nothing in it. */
  readonly ownNetwork: boolean;
};

/** All but the network, which may be one that was entered before. */
const ownNamespaces = [
  ...['--unshare-user', '--unshare-pid', '--unshare-ipc', '--unshare-uts'],
  '--unshare-cgroup-try',
];
const namespaces = [
  '--disable-userns',
  '--die-with-parent',
  '--new-session',
  '--as-pid-1',
  '--clearenv',
  ...['--hostname', 'runsurge'],
  ...['--uid', '65534', '--gid', '65534'],
  ...['--cap-drop', 'ALL'],
];

/** Second line of defence behind the user id: nothing below these can be opened at all. */
const hiddenProcDirs = ['sys', 'fs', 'irq', 'bus'];
const hiddenProcFiles = ['kallsyms', 'cmdline'];

export function bwrapArguments(plan: BwrapPlan): string[] {
  return [
    ...ownNamespaces,
    ...(plan.ownNetwork ? ['--unshare-net'] : []),
    ...namespaces,
    ...systemMounts(plan),
    ...procMounts(),
    ...['--dev', '/dev'],
    ...sizedTmpfs('/dev/shm', plan.shmBytes),
    ...sizedTmpfs('/tmp', plan.tmpBytes),
    ...placed(plan),
    ...['--remount-ro', '/dev', '--remount-ro', '/'],
    ...['--chdir', plan.spec.workdir],
    ...['--seccomp', String(plan.seccompFd)],
    ...['--', plan.spec.environment.executable, ...agentArguments(agentDir)],
  ];
}

function systemMounts({ layout, agentFiles }: BwrapPlan): string[] {
  return [
    ...layout.links.flatMap(({ name, target }) => ['--symlink', target, `/${name}`]),
    ...[...layout.dirs, ...layout.files].flatMap((path) => ['--ro-bind', path, path]),
    ...['--ro-bind', agentFiles, agentDir],
    ...['--symlink', `${agentDir}/passwd`, '/etc/passwd'],
    ...['--symlink', `${agentDir}/group`, '/etc/group'],
  ];
}

function procMounts(): string[] {
  return [
    ...['--proc', '/proc'],
    ...hiddenProcDirs.flatMap((name) => [
      ...['--tmpfs', `/proc/${name}`],
      ...['--remount-ro', `/proc/${name}`],
    ]),
    ...hiddenProcFiles.flatMap((name) => ['--ro-bind', '/dev/null', `/proc/${name}`]),
  ];
}

function sizedTmpfs(at: string, sizeBytes: number): string[] {
  return ['--size', String(sizeBytes), '--perms', '1777', '--tmpfs', at];
}

/** Outer directories before those that lie in them, whoever they belong to. */
function placed({ prefixes, writable }: BwrapPlan): string[] {
  const all = [
    ...prefixes.map((bind) => ({ ...bind, how: '--ro-bind' })),
    ...writable.map((bind) => ({ ...bind, how: '--bind' })),
  ];
  all.sort((a, b) => a.at.split('/').length - b.at.split('/').length);
  return all.flatMap(({ how, from, at }) => [how, from, at]);
}

/** Directories that the interpreter needs and that /usr does not bring along, outermost only. */
export function prefixDirs(spec: SandboxSpec): string[] {
  const { prefixes, executable } = spec.environment;
  const wanted = [...prefixes, dirname(executable)].filter(
    (dir) => !['/usr', '/bin', '/sbin'].some((system) => isBelow(dir, system)),
  );
  const unique = [...new Set(wanted)];
  return unique.filter((dir) => !unique.some((other) => other !== dir && isBelow(dir, other)));
}
