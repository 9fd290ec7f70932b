import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { gitIn } from '../catalog/git/testing-git.ts';
import { aRegistry } from '../catalog/testing.ts';
import { writeCatalog } from '../catalog/testing-files.ts';
import { readStore, writeStore } from './status/folder.ts';
import { aRun, aStore } from './status/testing.ts';
import { aRemote, type Remote } from './status/testing-git.ts';
import { runScript } from './testing.ts';

let remote: Remote;
let catalog: string;
beforeEach(() => {
  remote = aRemote();
  catalog = writeCatalog(join(remote.clone('--depth=1').cwd, 'catalog'), { 'registry.json': aRegistry });
});
afterEach(() => remote[Symbol.dispose]());

const folder = (name: string) => join(remote.folder, name);
const status = (...args: string[]) => runScript('status', [...args, '--catalog', catalog]);
const bytesOf = (name: string) =>
  readdirSync(folder(name), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.json'))
    .map((path) => [path, readFileSync(join(folder(name), path), 'utf8')]);

describe('npm run status', { timeout: 60_000 }, () => {
  it('takes statuses from the folders of two jobs to the branch, and from there to another folder', async () => {
    await writeStore(folder('one'), aStore(['a/one', 'a/both'], 1, [aRun('1')]));
    await writeStore(folder('two'), aStore(['a/two', 'a/both'], 2, [aRun('2')]));
    expect(await status('merge', folder('one'), folder('two'), '--folder', folder('all'))).toMatchObject({
      code: 0,
      stdout: `3 servers and 2 runs in ${folder('all')}\n`,
    });
    const pushed = await status('push', '--folder', folder('all'), '--json');
    const commit = gitIn(remote.bare, 'rev-parse', 'status');
    expect(JSON.parse(pushed.stdout)).toEqual({
      ...{ what: 'push', folder: folder('all'), servers: 3, runs: 2 },
      ...{ commit, tries: 1 },
    });
    await writeStore(folder('pulled'), aStore(['a/mine', 'a/both'], 0));
    expect(await status('pull', '--folder', folder('pulled'))).toMatchObject({ code: 0 });
    const { records } = await readStore(folder('pulled'));
    expect([...records.keys()].sort()).toEqual(['a/both', 'a/mine', 'a/one', 'a/two']);
    expect(records.get('a/both')).toEqual(aStore(['a/both'], 2).records.get('a/both'));
  });

  it('rebuilds a folder from a built site, byte for byte', async () => {
    await writeStore(folder('site/status'), aStore(['a/one', 'a/two'], 1, [aRun()]));
    expect(await status('restore', '--from', folder('site'), '--folder', folder('again'))).toMatchObject({ code: 0 });
    expect(bytesOf('again')).toEqual(bytesOf('site/status'));
  });

  it('pulls nothing from a branch that is not there, and takes nothing away', async () => {
    await writeStore(folder('kept'), aStore(['a/mine']));
    expect(await status('pull', '--folder', folder('kept'))).toMatchObject({
      code: 0,
      stdout: `1 servers and 0 runs in ${folder('kept')}\n`,
    });
  });

  it('ends with 1 and no stack where something is wrong, and leaves the folder as it was', async () => {
    mkdirSync(folder('kept/shards'), { recursive: true });
    writeFileSync(folder('kept/shards/07.json'), '{');
    const damaged = await status('push', '--folder', folder('kept'));
    expect(damaged).toMatchObject({ code: 1, stdout: '' });
    expect(damaged.stderr).toBe(`${folder('kept/shards/07.json')} is not readable JSON (delete it to begin anew)\n`);
    expect(readdirSync(folder('kept'))).toEqual(['shards']);
    const nowhere = await status('merge', folder('nowhere'), '--folder', folder('new'));
    expect(nowhere).toMatchObject({ code: 1, stderr: `There is no folder ${folder('nowhere')}\n` });
  });

  it.each([[['fetch']], [['merge']], [['pull', 'folder']]])('ends with 2 for %j', async (args) => {
    expect(await status(...args)).toMatchObject({ code: 2, stdout: '' });
  });
});
