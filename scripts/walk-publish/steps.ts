import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { serveFolder } from '../build/serve-folder.ts';
import { freePort } from '../interop/serve-peer.ts';
import type { Journey } from '../walk/journey.ts';
import { build, LOOK_MS, makeRegistry, merge, PROXY, seen } from '../walk/registry.ts';
import type { Step } from '../walk/walk.ts';
import { NAME, writeProject } from './project.ts';

/** Where `npm run publish` pushes the version to. */
const BRANCH = `origin/publish/${NAME}/1.0.0`;

/** The whole way of a server, from its project to a call. */
export const steps: Step[] = [
  { title: 'There is a registry: a git repository, and a clone of it', walk: makeRegistry },
  { title: 'Its site is built, and a proxy reads it: it does not know the server yet', walk: startProxy },
  { title: 'A publisher has a server, and begins with its server.json', walk: beginProject },
  { title: 'The publisher looks what publishing would do, and publishes', walk: publish },
  { title: 'The change is judged, as a pull request is', walk: judge },
  { title: 'A maintainer merges it', walk: (journey) => merge(journey, BRANCH) },
  { title: 'The whole catalog is validated, and the site is built anew', walk: build },
  { title: 'The proxy takes the new snapshot, and the registry API has the server', walk: seeIt },
  { title: 'An agent calls its tool through the proxy', walk: call },
  { title: 'The same over the API: a proxy that publishes at once commits another server to main', walk: postIt },
];

async function startProxy(journey: Journey): Promise<void> {
  await journey.run('maintainer', ['npm', 'run', 'build']);
  const site = await serveFolder(join(journey.clone, 'dist'), '/');
  journey.atEnd(() => site.close());
  const [config, port] = [join(journey.clone, 'walk.proxy.config.json'), await freePort()];
  const command = { command: process.execPath, args: [join(journey.project, 'server.mjs')] };
  const text = JSON.stringify({
    snapshot: `${site.url}snapshot`,
    sources: { refresh: { snapshotMs: LOOK_MS } },
    services: [{ name: NAME, enabled: true, instances: [{ id: 'here', transport: 'stdio', ...command }] }],
    egress: { allow: ['127.0.0.0/8'] },
  });
  await writeFile(config, text);
  await journey.start([...PROXY, '--config', config, '--port', String(port)]);
  journey.proxyUrl = `http://127.0.0.1:${port}`;
  await seen(journey, NAME, 404);
}

async function beginProject(journey: Journey): Promise<void> {
  await mkdir(journey.project);
  await writeProject(journey.project);
  await journey.run('publisher', ['npm', 'run', 'publish', '--', 'init', journey.project]);
  const text = await readFile(join(journey.project, 'server.json'), 'utf8');
  for (const line of text.trimEnd().split('\n')) journey.say(`  ${line}`);
}

async function publish(journey: Journey): Promise<void> {
  const words = ['npm', 'run', 'publish', '--', join(journey.project, 'server.json'), '--registry', journey.address];
  await journey.run('publisher', [...words, '--dry-run']);
  await journey.run('publisher', words);
}

async function judge(journey: Journey): Promise<void> {
  await journey.run('maintainer', ['git', 'fetch', '--quiet', 'origin']);
  const change = ['--base', 'origin/main', '--head', BRANCH];
  await journey.run('maintainer', ['npm', 'run', 'pull-request', '--', 'check', ...change]);
}

async function seeIt(journey: Journey): Promise<void> {
  const begun = performance.now();
  const { server } = z
    .object({ server: z.looseObject({ name: z.string(), version: z.string() }) })
    .parse(JSON.parse(await seen(journey, NAME, 200)));
  journey.say(`  ${server.name} ${server.version}, ${Math.round(performance.now() - begun)} ms after the build`);
}

async function call(journey: Journey): Promise<void> {
  const url = `${journey.proxyUrl}/api/services/${encodeURIComponent(NAME)}/call`;
  const body = JSON.stringify({ tool: 'greet', args: { name: 'world' } });
  journey.say(`$ curl ${url} -H 'content-type: application/json' -d '${body}'`);
  const answer = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  const text = await answer.text();
  journey.say(`  ${answer.status} ${text.trim()}`);
  if (!text.includes('Hello, world')) throw new Error('The tool was not called');
}

async function postIt(journey: Journey): Promise<void> {
  const [config, port] = [join(journey.clone, 'walk.publish.config.json'), await freePort()];
  await writeFile(config, JSON.stringify({ snapshot: join(journey.clone, 'dist/snapshot') }));
  const publishing = ['--publish', 'direct', '--publish-remote', journey.address, '--publish-anonymous', 'true'];
  const proofs = ['--publish-package-proof', 'false'];
  await journey.start([...PROXY, '--config', config, '--port', String(port), ...publishing, ...proofs]);
  const post = async (path: string, body: unknown, token = '') => {
    const url = `http://127.0.0.1:${port}${path}`;
    const headers = { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) };
    journey.say(`$ curl ${url} ${token ? '-H "Authorization: Bearer $token" ' : ''}-d @body.json`);
    const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
    const text = await answer.text();
    const how = answer.headers.get('mcp-registry-publish');
    journey.say(`  ${answer.status}${how ? ` Mcp-Registry-Publish: ${how}` : ''}`);
    if (answer.status !== 200) throw new Error(text);
    return JSON.parse(text);
  };
  const { registry_token } = z.object({ registry_token: z.string() }).parse(await post('/v0/auth/none', {}));
  const server = JSON.parse(await readFile(join(journey.project, 'server.json'), 'utf8'));
  await post('/v0/publish', { ...server, name: 'io.modelcontextprotocol.anonymous/greeter' }, registry_token);
  await journey.run('maintainer', ['git', 'pull', '--quiet', 'origin', 'main']);
  await journey.run('maintainer', ['git', 'log', '-1', '--stat', '--format=%an: %s']);
  await journey.run('maintainer', ['npm', 'run', 'validate']);
}
