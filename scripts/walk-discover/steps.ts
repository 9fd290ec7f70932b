import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from '../interop/serve-peer.ts';
import type { Journey } from '../walk/journey.ts';
import { build, makeRegistry, merge, PROXY, seen } from '../walk/registry.ts';
import type { Step } from '../walk/walk.ts';
import { NAME, writeProject } from '../walk-publish/project.ts';

/** The whole way of a find, from a folder on somebody's machine to a call. */
export const steps: Step[] = [
  { title: 'There is a registry: a git repository, and a clone of it', walk: makeRegistry },
  { title: 'In a folder of servers lies one that the registry does not have', walk: makeFolder },
  { title: 'It is found, and nothing is changed', walk: find },
  { title: 'A branch proposes it', walk: propose },
  { title: 'Proposed again, it is as it was: nothing is pushed', walk: proposeAgain },
  { title: 'The change is judged, as a pull request is', walk: judge },
  { title: 'A maintainer merges it', walk: async (journey) => merge(journey, await branchOf(journey)) },
  { title: 'The whole catalog is validated, and the site is built', walk: build },
  { title: 'It is probed, the way the proxy reaches it', walk: probe },
  { title: 'A proxy has it, and an agent calls its tool', walk: call },
  { title: 'Found again, it is known', walk: findAgain },
];

/** Where the journey's server lies: a subfolder of it is a server. */
const folderOf = (journey: Journey) => join(journey.project, '..', 'servers');
const CONFIG = 'walk.proxy.config.json';

async function makeFolder(journey: Journey): Promise<void> {
  const folder = join(folderOf(journey), 'greeter');
  await mkdir(folder, { recursive: true });
  await writeProject(folder);
  const server = {
    $schema: 'https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json',
    name: NAME,
    description: 'Greets whoever it is told to greet',
    version: '1.0.0',
    repository: { url: 'https://github.com/walker/greeter', source: 'github' },
    packages: [{ registryType: 'npm', identifier: '@walker/greeter', version: '1.0.0', transport: { type: 'stdio' } }],
  };
  await writeFile(join(folder, 'server.json'), `${JSON.stringify(server, null, 2)}\n`);
  journey.say(`  ${NAME}: package.json, server.json, server.mjs`);
}

/** Only in this folder: what else is on the machine is none of the journey's. */
const discover = (journey: Journey, ...words: string[]) =>
  journey.run('maintainer', [
    ...['npm', 'run', 'discover', '--', '--source', 'local-folder', '--folder', folderOf(journey), ...words],
  ]);

async function find(journey: Journey): Promise<void> {
  await expectIn(discover(journey, '--dry-run'), NAME, 'not in the catalog');
}

async function propose(journey: Journey): Promise<void> {
  await expectIn(discover(journey, ...PUBLISH(journey)), 'opened: discover/', NAME);
  await journey.run('maintainer', ['git', 'fetch', '--quiet', 'origin']);
}

const PUBLISH = ({ address }: Journey) => ['--publish', '--least', 'low', '--registry', address];

async function proposeAgain(journey: Journey): Promise<void> {
  await expectIn(discover(journey, ...PUBLISH(journey)), 'unchanged: discover/');
}

async function judge(journey: Journey): Promise<void> {
  const change = ['--base', 'origin/main', '--head', await branchOf(journey)];
  await journey.run('maintainer', ['npm', 'run', 'pull-request', '--', 'check', ...change]);
}

/** The branch that discovery pushed. */
async function branchOf(journey: Journey): Promise<string> {
  const listed = await journey.run('maintainer', ['git', 'branch', '--remotes', '--list', 'origin/discover/*']);
  const branch = listed.trim();
  if (!/^origin\/discover\/[0-9a-f]{12}$/.test(branch)) throw new Error(`One branch was expected, not: ${branch}`);
  return branch;
}

async function probe(journey: Journey): Promise<void> {
  const command = { command: process.execPath, args: [join(folderOf(journey), 'greeter', 'server.mjs')] };
  const service = { name: NAME, enabled: true, instances: [{ id: 'here', transport: 'stdio', ...command }] };
  const config = { snapshot: join(journey.clone, 'dist/snapshot'), services: [service] };
  await writeFile(join(journey.clone, CONFIG), JSON.stringify(config));
  const words = ['npm', 'run', 'probe', '--', '--only', NAME, '--config', CONFIG, '--no-packages'];
  await expectIn(journey.run('maintainer', words), 'healthy');
}

async function call(journey: Journey): Promise<void> {
  const port = await freePort();
  await journey.start([...PROXY, '--config', join(journey.clone, CONFIG), '--port', String(port)]);
  journey.proxyUrl = `http://127.0.0.1:${port}`;
  await seen(journey, NAME, 200);
  const url = `${journey.proxyUrl}/api/services/${encodeURIComponent(NAME)}/call`;
  const body = JSON.stringify({ tool: 'greet', args: { name: 'world' } });
  journey.say(`$ curl ${url} -H 'content-type: application/json' -d '${body}'`);
  const answer = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  const text = await answer.text();
  journey.say(`  ${answer.status} ${text.trim()}`);
  if (!text.includes('Hello, world')) throw new Error('The tool was not called');
}

async function findAgain(journey: Journey): Promise<void> {
  await expectIn(discover(journey, '--dry-run'), '0 not in the catalog', '1 known');
}

async function expectIn(said: Promise<string>, ...words: string[]): Promise<void> {
  const text = await said;
  const lacking = words.find((word) => !text.includes(word));
  if (lacking !== undefined) throw new Error(`"${lacking}" was expected`);
}
