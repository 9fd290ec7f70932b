import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anEntry } from '../../catalog/testing.ts';
import { writeSnapshot } from '../../catalog/testing-files.ts';
import { httpServer } from '../../proxy/testing.ts';
import { runScript } from '../testing.ts';

let folder: string;
let config: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'deploy-'));
  config = join(folder, 'proxy.config.json');
  writeFileSync(config, JSON.stringify({ services: [], egress: { allow: ['127.0.0.0/8'] } }));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** A built site of so many servers. */
function aSite(count: number): string {
  const site = join(folder, `site-${count}`);
  mkdirSync(join(site, 'snapshot'), { recursive: true });
  const entries = Array.from({ length: count }, (_none, at) => anEntry({ server: { name: `com.example/s${at}` } }));
  writeSnapshot(join(site, 'snapshot'), entries);
  return site;
}

/** That site as it is published; null publishes nothing. */
async function published(site: string | null) {
  return httpServer(async (request, response) => {
    const { readFile } = await import('node:fs/promises');
    const file = site && (await readFile(join(site, request.url ?? '')).catch(() => null));
    response.writeHead(file ? 200 : 404).end(file ?? 'not found');
  });
}

async function guard(built: string, from: string, ...more: string[]) {
  const ended = await runScript('guard-deploy', ['--out', built, '--from', from, '--config', config, ...more]);
  return { code: ended.code, said: `${ended.stdout}${ended.stderr}` };
}

describe('npm run guard:deploy', () => {
  it('lets pass what has nearly as many servers as before, and refuses what has lost more', async () => {
    await using before = await published(aSite(40));
    const { origin } = new URL(before.url);
    expect(await guard(aSite(38), origin)).toEqual({ code: 0, said: '38 servers, 40 before\n' });
    const lost = await guard(aSite(37), origin);
    expect(lost).toMatchObject({ code: 1, said: expect.stringContaining('fewer than 95 % are left') });
    expect(await guard(aSite(37), origin, '--keep', '50')).toMatchObject({ code: 0 });
  }, 30_000);

  it('lets the first site pass, and says that it compared with nothing', async () => {
    await using before = await published(null);
    const { origin } = new URL(before.url);
    expect(await guard(aSite(37), origin)).toMatchObject({ code: 0, said: expect.stringContaining('404') });
  }, 20_000);

  it('names what was not built, and what is no percentage', async () => {
    expect(await guard(join(folder, 'nowhere'), 'http://127.0.0.1:9')).toMatchObject({
      code: 1,
      said: expect.stringContaining('npm run build writes it'),
    });
    expect(await guard(aSite(37), 'http://127.0.0.1:9', '--keep', 'most')).toMatchObject({ code: 2 });
  }, 20_000);
});
