import { once } from 'node:events';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { blockList } from '../../catalog/net/addresses.ts';
import { serveFolder } from '../build/serve-folder.ts';
import { writeStore } from './folder.ts';
import { readSite } from './site.ts';
import { aRun, aStore } from './testing.ts';

let folder: string;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'site-'));
  await writeStore(join(folder, 'status'), store);
});
afterEach(() => rmSync(folder, { recursive: true }));

const store = aStore(['com.example/weather', 'com.example/notes'], 0, [aRun()]);
const here = { allow: blockList(['127.0.0.0/8']) };

/** A host that answers as it likes. */
async function host(answer: RequestListener): Promise<AsyncDisposable & { url: string }> {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || !address) throw new Error('The server got no port');
  const close = async () => {
    server.closeAllConnections();
    server.close();
  };
  return { url: `http://127.0.0.1:${address.port}`, [Symbol.asyncDispose]: close };
}

describe('a published site', () => {
  it('gives back the store that it was built with, from its folder and from its address', async () => {
    expect(await readSite(folder)).toEqual(store);
    const site = await serveFolder(folder, '/registry/');
    for (const url of [site.url, site.url.slice(0, -1), `${site.url}?from=mail#top`]) {
      expect(await readSite(url, here), url).toEqual(store);
    }
    await site.close();
  });

  it('is not read where its host leads into a private network, unless the operator opened it', async () => {
    const site = await serveFolder(folder, '/');
    await expect(readSite(site.url)).rejects.toThrow(/status\/\S+ cannot be read: 127\.0\.0\.1 leads to 127\.0\.0\.1/);
    await site.close();
  });

  it('is refused when a file is missing, in a folder and at an address: the rest is not all', async () => {
    rmSync(join(folder, 'status/shards/07.json'));
    await expect(readSite(folder)).rejects.toThrow(
      `${join(folder, 'status/shards/07.json')} is not there (name a site`,
    );
    const site = await serveFolder(folder, '/');
    await expect(readSite(site.url, here)).rejects.toThrow(
      `${site.url}status/shards/07.json is not there (name a site`,
    );
    await site.close();
    await expect(readSite(join(folder, 'nowhere'))).rejects.toThrow('is not there');
  });

  it('is refused when a file is damaged, a link, or a page', async () => {
    const shard = join(folder, 'status/shards/07.json');
    writeFileSync(shard, '<!doctype html>');
    await expect(readSite(folder)).rejects.toThrow(`${shard} is not readable JSON (name a site`);
    rmSync(shard);
    symlinkSync('/etc/passwd', shard);
    await expect(readSite(folder)).rejects.toThrow(`${shard} is no plain file`);
  });
});

describe('a host that means no good', () => {
  it.each<[string, RequestListener, RegExp]>([
    [
      'leads elsewhere',
      (_request, answer) => answer.writeHead(302, { location: 'http://10.0.0.1/' }).end(),
      /status\/\S+ answers with 302, and leads to "http:\/\/10\.0\.0\.1\/"/,
    ],
    ['is out of order', (_request, answer) => answer.writeHead(503).end('later'), /status\/\S+ answers with 503 \(/],
    ['hangs up', (request) => request.socket.destroy(), /status\/\S+ cannot be read: other side closed/],
    [
      'sends without end',
      (request, answer) => {
        if (!request.url?.endsWith('runs.json')) return void answer.end('{"schemaVersion":1,"records":{}}');
        const more = () => void answer.write(Buffer.alloc(2 ** 16, 32), more);
        more();
      },
      /status\/runs\.json is larger than 1048576 bytes/,
    ],
  ])('is refused where it %s, and the file is named', async (_what, answer, message) => {
    await using site = await host(answer);
    await expect(readSite(site.url, here)).rejects.toThrow(message);
  });

  it('is refused where its address is none', async () => {
    await expect(readSite('https://')).rejects.toThrow('"https://" is no address of a site');
  });
});
