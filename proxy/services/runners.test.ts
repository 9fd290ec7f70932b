import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Package } from '../../catalog/server-json.ts';
import { connectUpstream } from '../upstream/connect.ts';
import { packageCommand } from './package-command.ts';

const EVERYTHING = resolve('node_modules/@modelcontextprotocol/server-everything/dist/index.js');

let folder: string;
let PATH: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'runners-'));
  PATH = [folder, process.env.PATH].join(delimiter);
});
afterAll(() => rm(folder, { recursive: true }));

/** An executable by a runner's name that notes how it was called, and then is the real server-everything. */
async function standIn(name: string): Promise<() => Promise<string>> {
  const [file, noted] = [join(folder, name), join(folder, `${name}.called`)];
  await writeFile(
    file,
    `#!/bin/sh\necho "$@" > ${noted}\necho "KEY=$KEY" >> ${noted}\nexec ${process.execPath} ${EVERYTHING} stdio\n`,
  );
  await chmod(file, 0o755);
  return () => readFile(noted, 'utf8');
}

it.each([
  [
    'uvx',
    { registryType: 'pypi', identifier: 'mcp-server-everything', version: '1.2.3' },
    'mcp-server-everything==1.2.3',
  ],
  ['npx', { registryType: 'npm', identifier: '@acme/mcp', version: '1.2.3' }, '-y @acme/mcp@1.2.3'],
  [
    'docker',
    { registryType: 'oci', identifier: 'docker.io/acme/mcp:1.2.3' },
    'run -i --rm -e KEY docker.io/acme/mcp:1.2.3',
  ],
])('calls a tool of a package that %s runs, whose secret is in no command line', async (runner, of, line) => {
  const called = await standIn(runner);
  const pkg: Package = {
    ...of,
    transport: { type: 'stdio' },
    environmentVariables: [{ name: 'KEY', isSecret: true, isRequired: true }],
  };
  const command = packageCommand(pkg, { args: [], env: { KEY: 'hush', PATH }, cwd: folder });
  if ('reason' in command) throw new Error(command.message);
  await using upstream = await connectUpstream(
    { transport: 'stdio', command },
    { signal: AbortSignal.timeout(10_000) },
  );
  expect((await upstream.callTool('echo', { message: 'hi' })).value.content).toEqual([
    { type: 'text', text: 'Echo: hi' },
  ]);
  expect(await called()).toBe(`${line}\nKEY=hush\n`);
});
