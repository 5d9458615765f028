// Finds out whether bubblewrap works here by running it, and turns what it complains about into a
// reason and something that a person can do.
import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { openSandboxUsers } from './bwrap/sandbox-users.ts';

export type WhyNot = { readonly reason: string; readonly remedy: string };

const smallest = [
  ...['--unshare-all', '--unshare-user', '--disable-userns', '--as-pid-1', '--die-with-parent'],
  ...['--ro-bind', '/', '/', '--proc', '/proc', '--dev', '/dev', '--', '/bin/sh', '-c', 'exit 0'],
];
const install = 'install it: apt install bubblewrap (or dnf, pacman, apk add bubblewrap)';

export async function whyNotBwrap(): Promise<WhyNot | undefined> {
  const isRoot = process.getuid?.() === 0;
  const user = isRoot ? (await openSandboxUsers(process.pid)).take() : 0;
  const drop = [`--reuid=${user}`, `--regid=${user}`, '--clear-groups', '--no-new-privs'];
  const [program, args] = isRoot
    ? ['setpriv', [...drop, 'bwrap', ...smallest]]
    : ['bwrap', smallest];
  const { code, complaint } = await runToEnd(program, args);
  if (code === 0) return undefined;
  return explain(complaint);
}

type Ended = { readonly code: number | null; readonly complaint: string };

function runToEnd(program: string, args: readonly string[]): Promise<Ended> {
  return new Promise((resolve) => {
    const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'], timeout: 5000 });
    let complaint = '';
    child.stderr.on('data', (chunk) => {
      complaint += chunk;
    });
    child.once('error', (error) => resolve({ code: null, complaint: error.message }));
    child.once('close', (code) => resolve({ code, complaint: complaint.trim() }));
  });
}

async function explain(complaint: string): Promise<WhyNot> {
  if (/ENOENT|No such file.*bwrap|failed to execute bwrap/.test(complaint)) {
    return { reason: 'bubblewrap is not installed', remedy: install };
  }
  if (/Unknown option/.test(complaint)) {
    return { reason: 'bubblewrap is older than 0.8', remedy: 'install version 0.8 or later' };
  }
  if (/setting up uid map|uid_map|loopback|Permission denied|No permissions/i.test(complaint)) {
    return {
      reason: `bubblewrap is not allowed to work: ${complaint}`,
      remedy: await userNamespaceRemedy(),
    };
  }
  return {
    reason: `bubblewrap does not work: ${complaint || 'it ended without a word'}`,
    remedy: await userNamespaceRemedy(),
  };
}

async function userNamespaceRemedy(): Promise<string> {
  const value = async (path: string) => (await readFile(path, 'utf8').catch(() => '')).trim();
  if ((await value('/proc/sys/kernel/apparmor_restrict_unprivileged_userns')) === '1') {
    return 'Ubuntu restricts user namespaces: install a profile with apt install apparmor-profiles and link bwrap-userns-restrict, or sysctl kernel.apparmor_restrict_unprivileged_userns=0';
  }
  if ((await value('/proc/sys/kernel/unprivileged_userns_clone')) === '0') {
    return 'allow user namespaces: sysctl kernel.unprivileged_userns_clone=1';
  }
  if ((await value('/proc/sys/user/max_user_namespaces')) === '0') {
    return 'allow user namespaces: sysctl user.max_user_namespaces=15000';
  }
  return 'inside a container: start it with --security-opt seccomp=unconfined --security-opt systempaths=unconfined, or run the worker outside of it';
}
