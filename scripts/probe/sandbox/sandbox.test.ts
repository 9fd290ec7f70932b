import { describe, expect, it } from 'vitest';
import { SANDBOX_LIMITS, sandboxed } from './sandbox.ts';

const command = {
  command: '/opt/node/bin/node',
  args: ['/srv/app/node_modules/x/main.js', '--', '; rm -rf /'],
  env: { KEY: 'a b', PATH: '/evil' },
  cwd: '/srv/app',
};

function lineOf(isRoot: boolean): string {
  const made = sandboxed(command, { ...SANDBOX_LIMITS, readable: ['/srv/app/node_modules'], isRoot });
  expect([made.command, made.env, made.cwd]).toEqual(['bwrap', {}, '/']);
  return made.args.join(' ').replace(/ (?=--)/g, '\n');
}

describe('a command in the sandbox', () => {
  it('has no network, nothing of ours to read, and limits', () => {
    expect(lineOf(false)).toMatchInlineSnapshot(`
      "--die-with-parent
      --new-session
      --unshare-ipc
      --unshare-pid
      --unshare-net
      --unshare-uts
      --unshare-cgroup-try
      --hostname sandbox
      --unshare-user
      --uid 65534
      --gid 65534
      --ro-bind-try /usr /usr
      --ro-bind-try /bin /bin
      --ro-bind-try /sbin /sbin
      --ro-bind-try /lib /lib
      --ro-bind-try /lib32 /lib32
      --ro-bind-try /lib64 /lib64
      --proc /proc
      --dev /dev
      --remount-ro /dev
      --perms 1777
      --size 67108864
      --tmpfs /tmp
      --perms 0777
      --dir /tmp/home
      --perms 0755
      --dir /srv
      --perms 0755
      --dir /srv/app
      --perms 0755
      --dir /opt
      --perms 0755
      --dir /opt/node
      --perms 0755
      --dir /opt/node/bin
      --ro-bind /srv/app/node_modules /srv/app/node_modules
      --ro-bind /opt/node/bin/node /opt/node/bin/node
      --remount-ro /
      --chdir /tmp/home
      --clearenv
      --setenv KEY a b
      --setenv PATH /usr/local/bin:/usr/bin:/bin
      --setenv HOME /tmp/home
      --setenv TMPDIR /tmp
      --setenv LANG C.UTF-8
      -- prlimit
      --data=1073741824
      --nproc=64
      --cpu=30
      --fsize=67108864
      --nofile=1024
      --core=0
      -- /opt/node/bin/node /srv/app/node_modules/x/main.js
      -- ; rm -rf /"
    `);
  });

  it('is made by root without a user namespace, and run as nobody', () => {
    const root = lineOf(true);
    expect(root).not.toMatch(/--unshare-user/);
    expect(root).toMatch(/--cap-drop ALL\n--cap-add CAP_SETUID\n--cap-add CAP_SETGID\n/);
    expect(root).toMatch(/\n-- setpriv\n--reuid=65534\n--regid=65534\n--clear-groups\n--inh-caps=-all prlimit\n/);
  });
});
