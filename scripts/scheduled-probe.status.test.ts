import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod';
import { gitIn } from '../catalog/git/testing-git.ts';
import { aCertificate } from '../catalog/net/certificate.ts';
import { listening } from '../catalog/net/testing.ts';
import { Notification } from '../catalog/status/notification.ts';
import { aListing, aRegistry, aServerJson } from '../catalog/testing.ts';
import { writeCatalog } from '../catalog/testing-files.ts';
import { httpServer, modernServer, type TestServer } from '../proxy/testing.ts';
import { ROOT } from './command.ts';
import { aRemote, type Remote } from './status/testing-git.ts';

// The steps of the scheduled workflow, as they stand in its file, run as plain commands in clones of this checkout with a
// remote of their own: what GitHub adds, artifacts between jobs, is done by hand.

const Step = z.looseObject({ run: z.string().optional() });
const Jobs = z.object({ jobs: z.record(z.string(), z.looseObject({ steps: z.array(Step).default([]) })) });
const PARTS = ['1/4', '2/4', '3/4', '4/4'];

/** The commands of a job, in order; what installs packages is left out, since they are there. */
function commandsOf(workflow: string, job: string): string[] {
  const { jobs } = Jobs.parse(parse(readFileSync(join(ROOT, '.github/workflows', workflow), 'utf8')));
  return (jobs[job]?.steps ?? []).flatMap(({ run }) => (run && !run.startsWith('npm ci') ? [run] : []));
}

let remote: Remote;
let folder: string;
let up: TestServer;
let published: TestServer;
let receiver: Awaited<ReturnType<typeof listening>>;
const told: unknown[] = [];
beforeAll(async () => {
  remote = aRemote();
  folder = mkdtempSync(join(tmpdir(), 'scheduled-'));
  up = await modernServer();
  published = await httpServer((_request, response) => void response.writeHead(404).end());
  const { cert, key } = aCertificate('localhost', { at: '127.0.0.1' });
  receiver = await listening(
    createServer({ cert, key }, async (request, response) => {
      told.push(await json(request));
      response.writeHead(204).end();
    }),
  );
  writeFileSync(join(folder, 'ca.pem'), cert);
  await writeRegistry();
});
afterAll(async () => {
  await Promise.all([up, published, receiver].map((each) => each[Symbol.asyncDispose]()));
  remote[Symbol.dispose]();
  rmSync(folder, { recursive: true });
});

/** A catalog with a server that works and one that does not, both on this machine, in the history of the remote. */
async function writeRegistry(): Promise<void> {
  const first = remote.clone().cwd;
  const packages = (identifier: string) => [
    { registryType: 'npm', identifier, version: '1.0.0', transport: { type: 'stdio' as const } },
  ];
  const entry = (name: string) => {
    const { remotes: _remotes, ...server } = aServerJson({ name: `com.example/${name}`, packages: packages(name) });
    return server;
  };
  writeCatalog(join(first, 'catalog'), {
    'registry.json': aRegistry,
    'servers/com.example/weather/1.0.0.json': entry('weather'),
    'servers/com.example/weather/listing.json': aListing({ alias: 'weather' }),
    'servers/com.example/notes/1.0.0.json': entry('notes'),
    'servers/com.example/notes/listing.json': aListing({ alias: 'notes' }),
  });
  // A webhook on this machine, which no catalog may have that is published.
  const probe = { notify: { webhook: `https://127.0.0.1:${receiver.port}/` } };
  writeCatalog(join(folder, 'asked'), {
    'registry.json': aRegistry,
    'servers/com.example/notes/1.0.0.json': entry('notes'),
    'servers/com.example/notes/listing.json': aListing({ alias: 'notes', probe }),
  });
  gitIn(first, 'add', '.');
  gitIn(first, 'commit', '--quiet', '-m', 'two servers');
  gitIn(first, 'push', '--quiet', 'origin', 'HEAD:refs/heads/main');
  const instances = (url: string) => [{ id: 'here', transport: 'streamable-http', url }];
  const services = [
    { name: 'weather', use: 'remote', instances: instances(up.url) },
    { name: 'notes', use: 'remote', instances: instances('http://127.0.0.1:9/mcp') },
  ];
  writeFileSync(join(folder, 'proxy.config.json'), JSON.stringify({ services, egress: { allow: ['127.0.0.0/8'] } }));
}

/** What a job works in: this code, and a fresh clone of the catalog. */
async function aJob() {
  const place = mkdtempSync(join(folder, 'job-'));
  const { cwd } = remote.clone();
  const parts = ['catalog', 'proxy', 'scripts', 'site', 'package.json', 'tsconfig.json'];
  const filter = (path: string) => !/[\\/](?:node_modules|servers)$/.test(path);
  for (const part of parts) cpSync(join(ROOT, part), join(place, part), { recursive: true, filter });
  symlinkSync(join(ROOT, 'node_modules'), join(place, 'node_modules'));
  const run = async (command: string, env: Record<string, string> = {}) => {
    const { stdout } = await promisify(execFile)('bash', ['-eo', 'pipefail', '-c', command], {
      cwd: place,
      env: {
        ...process.env,
        MCP_REGISTRY_CATALOG: join(cwd, 'catalog'),
        MCP_REGISTRY_CONFIG: join(folder, 'proxy.config.json'),
        MCP_REGISTRY_REMOTE: `file://${remote.bare}`,
        MCP_REGISTRY_FROM: new URL(published.url).origin,
        NODE_EXTRA_CA_CERTS: join(folder, 'ca.pem'),
        MCP_REGISTRY_RETRY_AFTER: '1,3',
        ...env,
      },
    });
    return stdout;
  };
  return { place, run };
}

/** One whole run of the workflow. Gives the folder of the job that published. */
async function runWorkflow(): Promise<string> {
  const seen = mkdtempSync(join(folder, 'artifacts-'));
  for (const [index, shard] of PARTS.entries()) {
    const { place, run } = await aJob();
    for (const command of commandsOf('probe.yml', 'look')) await run(command, { MCP_REGISTRY_SHARD: shard });
    cpSync(join(place, 'status'), join(seen, `status-${index}`), { recursive: true });
  }
  const keeper = await aJob();
  mkdirSync(join(keeper.place, 'seen'));
  cpSync(seen, join(keeper.place, 'seen'), { recursive: true });
  for (const command of commandsOf('probe.yml', 'keep')) await keeper.run(command);
  const teller = await aJob();
  for (const part of ['before', 'status'])
    cpSync(join(keeper.place, part), join(teller.place, 'kept', part), { recursive: true });
  for (const command of commandsOf('probe.yml', 'notify'))
    await teller.run(command, { MCP_REGISTRY_CATALOG: join(folder, 'asked') });
  const publisher = await aJob();
  for (const command of commandsOf('pages.yml', 'build')) await publisher.run(command);
  return publisher.place;
}

it('ends in a site whose health page says what its jobs have seen', { timeout: 300_000 }, async () => {
  await runWorkflow();
  const place = await runWorkflow();
  const summary = JSON.parse(readFileSync(join(place, 'dist/status/summary.json'), 'utf8'));
  const seen = summary.statuses.map(({ server, health, reason }: Record<string, string>) => [server, health, reason]);
  expect(seen).toEqual([
    ['com.example/notes', 'unhealthy', 'tcp'],
    ['com.example/weather', 'healthy', 'ok'],
  ]);
  const page = readFileSync(join(place, 'dist/status/index.html'), 'utf8');
  expect(page).toContain('com.example/notes');
  const runs: { id: string }[] = JSON.parse(readFileSync(join(place, 'dist/status/runs.json'), 'utf8'));
  expect(runs).toHaveLength(2 * PARTS.length);
  // Down is who failed in two runs, and the owner hears of it after the second.
  const event = { event: 'confirmed', server: 'com.example/notes', reason: 'tcp' };
  expect(told.map((each) => Notification.parse(each))).toMatchObject([event]);
  expect(gitIn(remote.bare, 'rev-list', '--count', 'status')).toBe('1');
});
