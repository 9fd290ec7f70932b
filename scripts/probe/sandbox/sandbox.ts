import type { StdioCommand } from '../../../proxy/upstream/stdio.ts';

/** What a process in the sandbox has at most. Bytes and seconds are of each of its processes, the rest of all together. */
export interface SandboxLimits {
  /** Data that one process may hold, as the kernel counts it: its heap, and all else that it can write to. */
  memoryBytes: number;
  /** Processes and threads together: Node alone has a dozen. */
  tasks: number;
  cpuSeconds: number;
  /** The private folder, which is memory too; and the longest file. */
  folderBytes: number;
  openFiles: number;
}

/** Where the sandbox is made. */
export interface SandboxPlace {
  /** Files and folders that can be read there, at their own paths, beside the system's programs and libraries. */
  readable: string[];
  /** Root makes it without a user namespace, which many machines refuse, and leaves root's rights at its door. */
  isRoot: boolean;
}

export const SANDBOX_LIMITS: SandboxLimits = {
  memoryBytes: 1024 ** 3,
  tasks: 64,
  cpuSeconds: 30,
  folderBytes: 64 * 1024 ** 2,
  openFiles: 1024,
};

/** Programs and libraries, where they are: on most systems all but the first are links into it. Nothing of `/etc`. */
const SYSTEM = ['/usr', '/bin', '/sbin', '/lib', '/lib32', '/lib64'];

const HOME = '/tmp/home';
const NOBODY = '65534';

/**
 * The same command in a sandbox (bubblewrap): with no network, no user's files, nothing of our environment but its own
 * variables, nothing to write to but a private `/tmp`, and limits. It ends when we do. Pure.
 */
export function sandboxed(
  { command, args, env }: StdioCommand,
  { readable, isRoot, ...limits }: SandboxLimits & SandboxPlace,
): StdioCommand {
  const variables = { ...env, PATH: '/usr/local/bin:/usr/bin:/bin', HOME, TMPDIR: '/tmp', LANG: 'C.UTF-8' };
  const places = [...readable, ...(command.startsWith('/') ? [command] : [])].filter(
    (path) => !path.startsWith('/usr/'),
  );
  return {
    command: 'bwrap',
    args: [
      ...['--die-with-parent', '--new-session', '--unshare-ipc', '--unshare-pid', '--unshare-net', '--unshare-uts'],
      ...['--unshare-cgroup-try', '--hostname', 'sandbox'],
      ...(isRoot ? AS_ROOT : ['--unshare-user', '--uid', NOBODY, '--gid', NOBODY]),
      ...SYSTEM.flatMap((path) => ['--ro-bind-try', path, path]),
      ...['--proc', '/proc', '--dev', '/dev', '--remount-ro', '/dev'],
      ...['--perms', '1777', '--size', String(limits.folderBytes), '--tmpfs', '/tmp', '--perms', '0777', '--dir', HOME],
      // Made by bwrap itself, the folders above would be closed to all but root.
      ...[...new Set(places.flatMap(above))].flatMap((path) => ['--perms', '0755', '--dir', path]),
      ...places.flatMap((path) => ['--ro-bind', path, path]),
      ...['--remount-ro', '/', '--chdir', HOME, '--clearenv'],
      ...Object.entries(variables).flatMap(([name, value]) => ['--setenv', name, value]),
      '--',
      ...(isRoot ? ['setpriv', `--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups', '--inh-caps=-all'] : []),
      ...['prlimit', `--data=${limits.memoryBytes}`, `--nproc=${limits.tasks}`, `--cpu=${limits.cpuSeconds}`],
      ...[`--fsize=${limits.folderBytes}`, `--nofile=${limits.openFiles}`, '--core=0', '--'],
      ...[command, ...args],
    ],
    env: {},
    cwd: '/',
  };
}

/** What it takes to become nobody: a limit of processes does not hold for root. */
const AS_ROOT = ['--cap-drop', 'ALL', '--cap-add', 'CAP_SETUID', '--cap-add', 'CAP_SETGID'];

/** The folders that a path lies in, from the outermost. */
function above(path: string): string[] {
  const names = path.split('/').slice(1, -1);
  return names.map((_name, index) => `/${names.slice(0, index + 1).join('/')}`);
}
