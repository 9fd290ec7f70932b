import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anEntry } from '../catalog/testing.ts';
import { writeSnapshot } from '../catalog/testing-files.ts';
import { modernServer, type TestServer } from '../proxy/testing.ts';
import { bundlePrograms } from './bundle/programs.ts';
import { ROOT } from './command.ts';

// Far from the checkout and its packages: whatever the bundle has not in it, it has not.
let folder: string;
let upstream: TestServer;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bundle-'));
  upstream = await modernServer();
  await bundlePrograms({ proxy: join(ROOT, 'proxy', 'main.ts') }, folder);
  writeSnapshot(folder, [anEntry({ server: { name: 'com.example/words', remotes: [] }, listing: { alias: 'words' } })]);
  const instances = [{ id: 'one', transport: 'streamable-http', url: upstream.url }];
  const services = [{ name: 'words', use: 'package', instances }];
  await writeFile(join(folder, 'proxy.config.json'), JSON.stringify({ snapshot: '.', services }));
});
afterAll(async () => {
  await upstream[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

const settings = {
  env: {
    MCP_REGISTRY_LOG_LEVEL: 'silent',
    MCP_REGISTRY_ENVIRONMENT: 'test',
    MCP_REGISTRY_APP_VERSION: 'dev',
    MCP_REGISTRY_GITHUB_CLIENT_ID: 'Iv1.test',
    MCP_REGISTRY_GITHUB_CLIENT_SECRET: 'never shown',
  },
};

async function started(...args: string[]) {
  const child = spawn(process.execPath, ['proxy.mjs', '--port', '0', ...args], { cwd: folder, ...settings });
  const [line] = await once(createInterface({ input: child.stdout }), 'line');
  const stop = async () => {
    child.kill('SIGTERM');
    return once(child, 'exit');
  };
  return { url: String(line).replace(/^.* at /, ''), stop };
}

describe('the bundle', () => {
  it('calls tools, describes itself, and ends in order', async () => {
    const { url, stop } = await started();
    const answer = await fetch(`${url}/api/services/words/call`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ tool: 'echo', args: { message: 'hi' } }),
    });
    expect(await answer.json()).toMatchObject({ content: [{ type: 'text', text: 'hi' }] });
    expect(await (await fetch(`${url}/openapi.json`)).json()).toMatchObject({ openapi: '3.1.0' });
    expect((await fetch(`${url}/docs`)).status).toBe(200);
    const judged = await fetch(`${url}/v0.1/validate`, { method: 'POST', body: '{}' });
    expect(await judged.json()).toMatchObject({ valid: false });
    expect(await stop()).toEqual([0, null]);
  });

  it('keeps the registry in memory, as the first one could, and never shows the secret', async () => {
    const seed = [{ name: 'com.example/seeded', description: 'Sown', version_detail: { version: '0.0.1-seed' } }];
    await writeFile(join(folder, 'seed.json'), JSON.stringify(seed));
    const { url, stop } = await started('--database-type', 'memory', '--seed-file-path', 'seed.json');
    const { servers } = await (await fetch(`${url}/v0/servers`)).json();
    expect(servers).toMatchObject([{ name: 'com.example/seeded', version_detail: { version: '0.0.1-seed' } }]);
    expect(await (await fetch(`${url}/v0/health`)).json()).toEqual({ status: 'ok', github_client_id: 'Iv1.test' });
    expect(await (await fetch(`${url}/v0/ping`)).json()).toMatchObject({ environment: 'test', version: 'dev' });
    await stop();
  });

  it.each([
    [['--database-type', 'mongodb'], 2, /^There is no mongodb here/],
    [['--database-type', 'memory'], 2, /^There is no seed file at .*data\/seed\.json: name another/],
    [['--prot', '1'], 2, /^Unknown option '--prot'/],
    [['--port', 'many'], 2, /^"many" is no port/],
    [['--config', 'nowhere.json'], 2, /^There is no configuration at nowhere\.json/],
  ])('takes %j for misuse', async (args, code, said) => {
    expect(await ended(...args)).toEqual({ code, stderr: expect.stringMatching(said) });
  });

  it('says that a port is taken', async () => {
    const { url, stop } = await started();
    const { port } = new URL(url);
    const stderr = `Port ${port} on 127.0.0.1 is taken. Free it, or choose another: --port ${Number(port) + 1}\n`;
    expect(await ended('--port', port)).toEqual({ code: 1, stderr });
    await stop();
  });

  it('says that there is no snapshot', async () => {
    await writeFile(join(folder, 'empty.json'), JSON.stringify({ snapshot: 'nowhere' }));
    expect(await ended('--config', 'empty.json')).toEqual({
      code: 1,
      stderr: expect.stringMatching(/^Cannot start: /),
    });
  });
});

/** How the program ends that cannot start. */
function ended(...args: string[]): Promise<{ code: unknown; stderr: string }> {
  return promisify(execFile)(process.execPath, ['proxy.mjs', ...args], { cwd: folder, ...settings }).then(
    () => ({ code: 0, stderr: '' }),
    ({ code, stderr }: { code: unknown; stderr: string }) => ({ code, stderr }),
  );
}
