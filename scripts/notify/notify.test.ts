import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { aCertificate } from '../../catalog/net/certificate.ts';
import { listening } from '../../catalog/net/testing.ts';
import { Notification } from '../../catalog/status/notification.ts';
import { aListing, aRegistry, aServerJson } from '../../catalog/testing.ts';
import { writeCatalog } from '../../catalog/testing-files.ts';
import { writeStore } from '../status/folder.ts';
import { anIncident, at } from '../status/testing.ts';
import { runScript } from '../testing.ts';
import { githubStandIn, storeOf } from './testing.ts';

// The script as the workflow runs it: a real catalog, real stores, a webhook over TLS, and a stand-in for GitHub.

const folder = mkdtempSync(join(tmpdir(), 'notify-'));
const { cert, key } = aCertificate('localhost', { at: '127.0.0.1' });
const got: unknown[] = [];
const hook = createServer({ cert, key }, async (request, response) => {
  got.push(await json(request));
  response.writeHead(204).end();
});
let receiver: Awaited<ReturnType<typeof listening>>;
beforeAll(async () => {
  receiver = await listening(hook);
  writeFileSync(join(folder, 'ca.pem'), cert);
  writeFileSync(join(folder, 'proxy.config.json'), JSON.stringify({ egress: { allow: ['127.0.0.0/8'] } }));
  await writeStore(join(folder, 'first'), storeOf());
  await writeStore(join(folder, 'second'), storeOf(anIncident()));
  await writeStore(join(folder, 'third'), storeOf(anIncident({ endedAt: at(7200) })));
  const notify = { webhook: `https://127.0.0.1:${receiver.port}/hook`, issue: true, mention: ['octocat'] };
  for (const [name, probe] of [['asked', { notify }] as const, ['silent', {}] as const])
    writeCatalog(join(folder, name), {
      'registry.json': aRegistry,
      'servers/com.example/weather/1.0.0.json': aServerJson(),
      'servers/com.example/weather/listing.json': aListing({ probe }),
    });
});
afterAll(async () => {
  await receiver[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});

async function notify(catalog: string, [before, after]: [string, string], ...rest: string[]) {
  const named = ['--catalog', catalog, '--before', before, '--status', after].map((each) =>
    each.startsWith('--') ? each : join(folder, each),
  );
  await using github = await githubStandIn();
  const end = await runScript('notify', [...named, '--config', join(folder, 'proxy.config.json'), ...rest], {
    NODE_EXTRA_CA_CERTS: join(folder, 'ca.pem'),
    GITHUB_API_URL: github.repository.api,
    GITHUB_REPOSITORY: github.repository.repository,
    GITHUB_TOKEN: github.repository.token,
  });
  return { ...end, issues: github.issues, got: got.splice(0).map((each) => Notification.parse(each)) };
}

it('tells the owner of a server what a run confirmed, by webhook and by issue', { timeout: 30_000 }, async () => {
  const told = await notify('asked', ['first', 'second']);
  expect(told).toMatchObject({ code: 0, stderr: '' });
  expect(told.stdout.split('\n')).toEqual([
    'com.example/weather confirmed: webhook told',
    'com.example/weather confirmed: issue told',
    '2 messages, 0 more than is told',
    '',
  ]);
  expect(told.got).toMatchObject([{ event: 'confirmed', incident: { reason: 'timeout' }, last: false }]);
  expect(told.issues).toMatchObject([{ state: 'open', body: expect.stringContaining('cc @octocat') }]);
});

it('says what it would tell, and tells nobody', { timeout: 30_000 }, async () => {
  const told = await notify('asked', ['second', 'third'], '--dry-run', '--json');
  expect([told.code, told.got, told.issues]).toEqual([0, [], []]);
  const { planned, dropped } = JSON.parse(told.stdout);
  expect([planned[0].notification.event, dropped]).toEqual(['ended', 0]);
  expect(Notification.parse(planned[0].notification).at).toBe(at(7200));
});

it('tells nothing of a server whose owner did not ask for it', { timeout: 30_000 }, async () => {
  const told = await notify('silent', ['first', 'second']);
  expect([told.code, told.stdout, told.got, told.issues]).toEqual([0, '0 messages, 0 more than is told\n', [], []]);
});

it('does not fail where nobody could be told', { timeout: 30_000 }, async () => {
  const args = ['--catalog', 'asked', '--before', 'first', '--status', 'second'].map((each) =>
    each.startsWith('--') ? each : join(folder, each),
  );
  const told = await runScript('notify', args, { GITHUB_TOKEN: '', GITHUB_REPOSITORY: '' });
  expect(told.code).toBe(0);
  expect(told.stdout).toContain('issue not told, GITHUB_TOKEN and GITHUB_REPOSITORY are not set');
  expect(told.stdout).toMatch(/webhook not told, .*127\.0\.0\.1/);
});
