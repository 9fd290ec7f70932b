import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { UserError } from '../command.ts';
import { CONNECTIONS, type Contender } from './contender.ts';
import { statelessCall } from './ways.ts';

const PACKAGE = 'nginx-light';
/** Where Debian puts it. */
export const NGINX = '/usr/sbin/nginx';

/** A plain HTTP proxy in C, which knows nothing of MCP: one worker, its access log on. */
export const nginx: Contender = {
  name: 'nginx',
  calls: [{ name: 'forwarded', request: statelessCall('/ten') }],
  lists: [],
  connections: CONNECTIONS,
  hasWorkers: true,
  prepare: async ({ folder, port, upstream }) => {
    const file = join(folder, 'nginx.conf');
    await writeFile(file, configuration(port, new URL(upstream).host));
    return [NGINX, '-p', folder, '-c', file, '-e', join(folder, 'error.log')];
  },
};

/** Installs nginx from Debian when it is missing, and gives its version. Throws `UserError` where that cannot be done. */
export async function installNginx(): Promise<string> {
  const found = await version();
  if (found) return found;
  if (process.getuid?.() !== 0) throw new UserError(`nginx is needed: apt-get install ${PACKAGE}`);
  process.stderr.write(`Installing ${PACKAGE}…\n`);
  const apt = (...args: string[]) =>
    promisify(execFile)('apt-get', args, { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } });
  const install = () => apt('install', '-y', '--no-install-recommends', PACKAGE);
  try {
    await install().catch(async () => {
      await apt('update');
      await install();
    });
  } catch (cause) {
    throw new UserError(`apt-get cannot install ${PACKAGE}: ${cause}`, { cause });
  }
  const installed = await version();
  if (!installed) throw new UserError(`${PACKAGE} is installed, and ${NGINX} does not start`);
  return installed;
}

async function version(): Promise<string | null> {
  return promisify(execFile)(NGINX, ['-v']).then(
    ({ stderr }) => /nginx\/(\S+)/.exec(stderr)?.[1] ?? null,
    () => null,
  );
}

function configuration(port: number, upstream: string): string {
  return `daemon off;
worker_processes 1;
pid nginx.pid;
events { worker_connections 1024; }
http {
  access_log access.log;
  client_body_temp_path body;
  proxy_temp_path proxy;
  fastcgi_temp_path fastcgi;
  uwsgi_temp_path uwsgi;
  scgi_temp_path scgi;
  keepalive_requests 100000000;
  upstream bench { server ${upstream}; keepalive 64; keepalive_requests 100000000; }
  server {
    listen 127.0.0.1:${port};
    location / {
      proxy_pass http://bench;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_buffering off;
    }
  }
}
`;
}
