import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { installNginx, NGINX } from '../bench/nginx.ts';

/** A folder as a real nginx serves it, which includes what a build wrote there: `nginx.conf`, or that of a packed build. */
export async function nginxHost(folder: string, rules = 'nginx.conf'): Promise<AsyncDisposable & { origin: string }> {
  await installNginx();
  const own = await mkdtemp(join(tmpdir(), 'nginx-'));
  const port = await freePort();
  const file = join(own, 'main.conf');
  await writeFile(file, configuration(port, folder, rules));
  const child = spawn(NGINX, ['-p', own, '-c', file, '-e', join(own, 'error.log')], { stdio: 'inherit' });
  const origin = `http://127.0.0.1:${port}`;
  const until = Date.now() + 10_000;
  while (!(await fetch(origin).catch(() => null))) {
    if (Date.now() > until || child.exitCode !== null) throw new Error('nginx does not answer');
    await delay(50);
  }
  return {
    origin,
    [Symbol.asyncDispose]: async () => {
      child.kill('SIGTERM');
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
      await rm(own, { recursive: true });
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const address = server.address();
  await new Promise((closed) => server.close(closed));
  if (typeof address !== 'object' || !address) throw new Error('no port is free');
  return address.port;
}

function configuration(port: number, folder: string, rules: string): string {
  return `daemon off;
worker_processes 1;
pid nginx.pid;
user root;
events { worker_connections 64; }
http {
  access_log off;
  client_body_temp_path body;
  proxy_temp_path proxy;
  fastcgi_temp_path fastcgi;
  uwsgi_temp_path uwsgi;
  scgi_temp_path scgi;
  server {
    listen 127.0.0.1:${port};
    root ${folder};
    include ${join(folder, rules)};
  }
}
`;
}
