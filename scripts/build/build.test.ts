import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SnapshotIndex } from '../../catalog/snapshot/snapshot-index.ts';
import { aListing, anEntry, anIncident, aRegistry, aToolsChange } from '../../catalog/testing.ts';
import { writeCatalog } from '../../catalog/testing-files.ts';
import { ROOT } from '../command.ts';
import { writeStore } from '../status/folder.ts';
import { readSite } from '../status/site.ts';
import { aRecord, aRun, aStore } from '../status/testing.ts';
import type { BuiltAssets } from './assets.ts';
import { type Built, build, type Kept } from './build.ts';
import { writeFolder } from './write-folder.ts';

const KB = 1024;
let folder = '';

beforeAll(async () => {
  await mkdir(join(ROOT, '.cache'), { recursive: true });
  folder = await mkdtemp(join(ROOT, '.cache/build-test-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('building our own catalog', () => {
  let built: Built;
  let out = '';
  beforeAll(async () => {
    out = join(folder, 'dist');
    built = await build({ catalog: join(ROOT, 'catalog'), status: join(folder, 'no-status'), out, remember: true });
  });

  it('writes a page for every entry, and a snapshot that the proxy can read', async () => {
    const index = await SnapshotIndex.read((path) => readFile(join(out, 'snapshot', path)));
    expect(index.size).toBe(built.snapshot.entries.length);
    for (const { name } of built.snapshot.entries) {
      expect(await readFile(join(out, 'server', name, 'index.html'), 'utf8')).toContain('</html>');
    }
  });

  it('keeps to the budgets of bytes over the wire', async () => {
    const sizes = new Map<string, number>();
    for (const file of await readdir(out, { recursive: true })) {
      if (/\.(html|js|css)$/.test(file)) sizes.set(file, gzipSync(await readFile(join(out, file))).length);
    }
    const sum = (ending: string) =>
      [...sizes].filter(([file]) => file.endsWith(ending)).reduce((all, [, size]) => all + size, 0);
    const { script, theme } = built.kept.assets.names;
    const first = await loadedWith(out, [script, theme]);
    expect(first.reduce((all, file) => all + (sizes.get(file) ?? 0), 0)).toBeLessThan(25 * KB);
    const own = [...sizes]
      .filter(([file]) => file.startsWith('assets/playground-'))
      .reduce((all, [, size]) => all + size, 0);
    // Swagger UI is not ours, and is loaded on one page, once its reader asks for it.
    const { swagger, swaggerStyle } = built.kept.assets.names;
    for (const file of [swagger, swaggerStyle]) expect(sizes.delete(file), file).toBe(true);
    // Loaded on its own page alone.
    expect(sum('.js') - own).toBeLessThan(45 * KB); // with what is loaded once somebody asks for it
    expect(own).toBeGreaterThan(0);
    expect(own).toBeLessThan(25 * KB);
    expect(sum('.css')).toBeLessThan(12 * KB);
    expect([...sizes].filter(([file, size]) => file.endsWith('.html') && size > 40 * KB)).toEqual([]);
  });

  it('draws the picture that links are shown with, as the size that pages say', async () => {
    const png = await readFile(join(out, 'og.png'));
    expect(png.subarray(0, 8)).toEqual(Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'));
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([1200, 630]);
    expect(png.length).toBeLessThan(150 * KB);
    const { files } = JSON.parse(await readFile(join(out, 'manifest.json'), 'utf8'));
    expect(files).toContainEqual(expect.objectContaining({ path: 'og.png', bytes: png.length, type: 'image/png' }));
  });

  describe('again', () => {
    const again = (kept: Kept) =>
      build({ catalog: join(ROOT, 'catalog'), status: join(folder, 'no-status'), out, kept, remember: true });

    it('needs no bundler, and writes nothing', async () => {
      const second = await again(built.kept);
      expect(second.kept.assets).toBe(built.kept.assets);
      expect(second.snapshot.entries[0]).toBe(built.snapshot.entries[0]);
      expect(second.written).toBe(0);
    });

    it('in another process deletes what is stale', async () => {
      await writeFile(join(out, 'server/stale.html'), 'stale');
      expect((await again({ assets: built.kept.assets })).written).toBe(0);
      expect(await readdir(join(out, 'server'))).not.toContain('stale.html');
    });

    it('writes all of it where somebody took the folder away', async () => {
      const before = (await readdir(out, { recursive: true })).sort();
      await rm(out, { recursive: true });
      await again(built.kept);
      expect((await readdir(out, { recursive: true })).sort()).toEqual(before);
    });
  });
});

describe('statuses', () => {
  it('are published whole, so that a lost branch comes back byte for byte', async () => {
    const [catalog, status] = [join(folder, 'catalog'), join(folder, 'status')];
    const [out, again] = [join(folder, 'published'), join(folder, 'again')];
    writeCatalog(catalog, { 'registry.json': aRegistry });
    await writeStore(status, aStore(['com.example/weather', 'com.example/gone'], 0, [aRun()]));
    const assets = noAssets();
    await build({ catalog, status, out, kept: { assets } });
    await writeStore(again, await readSite(out));
    const files = await readdir(status, { recursive: true });
    expect(files).toHaveLength(67); // with the folder of the shards
    for (const path of files.filter((name) => name.endsWith('.json'))) {
      expect(await readFile(join(again, path)), path).toEqual(await readFile(join(status, path)));
    }
  });
});

describe('what happened to servers', () => {
  it('is told by their pages, reports, badges and feeds, and not by the snapshot', async () => {
    const [catalog, status, out] = [join(folder, 'told-catalog'), join(folder, 'told-status'), join(folder, 'told')];
    const { name, listing, versions } = anEntry();
    writeCatalog(catalog, {
      'registry.json': aRegistry,
      [`servers/${name}/1.0.0.json`]: versions[0]?.server,
      [`servers/${name}/listing.json`]: { ...listing, versions: aListing().versions },
    });
    const happened = { incidents: [anIncident()], toolChanges: [aToolsChange()] };
    await writeStore(status, { records: new Map([[name, aRecord(name, 0, happened)]]), runs: [] });
    const assets = noAssets();
    await build({ catalog, status, out, kept: { assets } });
    const read = (path: string) => readFile(join(out, path), 'utf8');
    expect(JSON.parse(await read(`status/servers/${name}.json`))).toMatchObject(happened);
    expect(await read(`server/${name}/index.html`)).toContain('Was down for 58 minutes');
    expect(await read(`feeds/${name}.atom`)).toContain('was down for 58 minutes');
    expect(await read(`badges/${name}.svg`)).toContain('MCP health: healthy');
    const snapshot = await Promise.all((await readdir(join(out, 'snapshot'))).map((path) => read(`snapshot/${path}`)));
    expect(snapshot.join('')).toContain(name);
    expect(snapshot.join('')).not.toContain('incidents');
  });
});

describe('a catalog with a fault', () => {
  it('is not built, and the fault is named with its place', async () => {
    const catalog = join(folder, 'faulty');
    await mkdir(join(catalog, 'servers/com.example/mail'), { recursive: true });
    await writeFile(join(catalog, 'registry.json'), JSON.stringify(aRegistry));
    await writeFile(join(catalog, 'servers/com.example/mail/1.0.0.json'), '{ "name": ');
    const building = build({
      catalog,
      status: folder,
      out: join(folder, 'never'),
      kept: { assets: noAssets() },
    });
    await expect(building).rejects.toThrow(/mail\/1\.0\.0\.json:1:\d+ E/);
  });
});

describe('writing a folder', () => {
  const write = (out: string, files: Record<string, string>) => writeFolder(out, [{ files: Object.entries(files) }]);

  it('writes only what differs', async () => {
    const out = join(folder, 'written');
    expect(await write(out, { 'a/b.txt': 'one', 'c.txt': 'two' })).toEqual({ files: 3, written: 3, deleted: 0 });
    expect(await write(out, { 'a/b.txt': 'one', 'c.txt': 'owt' })).toEqual({ files: 3, written: 1, deleted: 0 });
    expect(await write(out, { 'c.txt': 'owt' })).toEqual({ files: 2, written: 0, deleted: 1 });
    expect((await readdir(out)).sort()).toEqual(['.nojekyll', 'c.txt']);
  });

  it('keeps files apart from those that are not all written yet', async () => {
    const out = join(folder, 'apart');
    await write(out, { a: 'one', 'a.new': 'two' });
    await writeFile(join(out, 'a~'), 'half');
    await write(out, { a: 'three', 'a.new': 'two' });
    expect(await Promise.all(['a', 'a.new'].map((path) => readFile(join(out, path), 'utf8')))).toEqual([
      'three',
      'two',
    ]);
    expect((await readdir(out)).sort()).toEqual(['.nojekyll', 'a', 'a.new']);
  });

  it('deletes nothing that was there before all is written', async () => {
    const out = join(folder, 'broken-off');
    await write(out, { 'old.txt': 'old' });
    const files = function* () {
      yield { files: [['new.txt', 'new']] as const };
      throw new Error('a fault in a page');
    };
    await expect(writeFolder(out, files())).rejects.toThrow('a fault in a page');
    expect((await readdir(out)).sort()).toEqual(['.nojekyll', 'new.txt', 'old.txt']);
  });

  it('names the file that the file system does not take, and deletes none', async () => {
    const out = join(folder, 'refused');
    await write(out, { 'old.txt': 'old' });
    await mkdir(join(out, 'new.txt~'));
    await expect(write(out, { 'new.txt': 'new' })).rejects.toThrow(/^\S+new\.txt could not be written: EISDIR/);
    expect((await readdir(out)).sort()).toEqual(['.nojekyll', 'new.txt~', 'old.txt']);
  });

  it('never empties a folder that is not a build', async () => {
    const out = join(folder, 'precious');
    await mkdir(out);
    await writeFile(join(out, 'thesis.txt'), 'years of work');
    await expect(write(out, {})).rejects.toThrow('not an earlier build');
  });

  it('never writes outside it, nor one file over another', async () => {
    await expect(write(join(folder, 'inside'), { '../outside.txt': '' })).rejects.toThrow('leads out');
    const twice: [string, string][] = [
      ['a.txt', 'one'],
      ['a.txt', 'two'],
    ];
    await expect(writeFolder(join(folder, 'twice'), [{ files: twice }])).rejects.toThrow('a.txt is made twice');
  });
});

/** Where nobody looks at the pages. */
function noAssets(): BuiltAssets {
  const names = { style: '', script: '', theme: '', playground: '', swagger: '', swaggerStyle: '' };
  return { names, files: new Map(), guide: new Map(), draw: async () => new Uint8Array() };
}

/** Scripts, and those they import before they run. */
async function loadedWith(out: string, files: string[]): Promise<string[]> {
  const found = new Set(files);
  for (const file of found) {
    const code = await readFile(join(out, file), 'utf8');
    for (const [, name = ''] of code.matchAll(/(?:from|import)\s*["']\.\/([^"']+)["']/g)) found.add(`assets/${name}`);
  }
  return [...found];
}
