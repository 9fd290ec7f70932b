import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dialects } from '../catalog/dialects/index.ts';
import { listening } from '../catalog/net/testing.ts';
import { aRegistry } from '../catalog/testing.ts';
import { writeCatalog } from '../catalog/testing-files.ts';
import { importVersions } from './import/import.ts';
import { readSource } from './import/read-source.ts';
import { count, emptyTally } from './import/tally.ts';
import { runScript } from './testing.ts';
import { validateCatalog } from './validate/check.ts';

const SEED = new URL('./import/testing/official-seed-2025-05-16.json.gz', import.meta.url);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'import-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function aCatalog(name: string): Promise<string> {
  const catalog = join(folder, name);
  await mkdir(catalog);
  return writeCatalog(catalog, { 'registry.json': aRegistry });
}

/** Every file below a folder, and what it says. */
async function filesIn(catalog: string): Promise<Map<string, string>> {
  const found = await readdir(catalog, { recursive: true, withFileTypes: true });
  const paths = found.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  return new Map(await Promise.all(paths.map(async (path) => [path, await readFile(path, 'utf8')] as const)));
}

async function importFrom(from: string, catalog: string, ...flags: string[]) {
  const { code, stdout, stderr } = await runScript('import', [from, '--catalog', catalog, '--json', ...flags]);
  if (stdout === '') return { code, stderr, tally: {}, versions: [] };
  const { versions, ...tally } = JSON.parse(stdout);
  return { code, stderr, tally, versions };
}

/** The same without a process of its own. */
async function inProcess(from: string, catalog: string) {
  const tally = emptyTally();
  for await (const taken of importVersions(readSource(from, { any: true }), catalog)) count(tally, taken);
  return tally;
}

describe('the seed of the official registry', () => {
  it('is accounted for, entry by entry, and what comes of it is valid and stays', { timeout: 60_000 }, async () => {
    const [file, report] = [join(folder, 'seed.json'), join(folder, 'seed.ndjson')];
    await writeFile(file, await promisify(gunzip)(await readFile(SEED)));
    const catalog = await aCatalog('seed');
    const { code, tally } = await importFrom(file, catalog, '--report', report);
    expect({ code, tally }).toEqual({
      code: 1,
      tally: {
        dryRun: false,
        read: 471,
        added: 392,
        updated: 0,
        unchanged: 0,
        refused: 79,
        mended: 367,
        notes: {
          'argument-mended': 291,
          'image-named': 14,
          'not-kept': 1,
          'part-dropped': 336,
          'repository-dropped': 7,
          'text-cut': 103,
          'transport-guessed': 1,
          'value-dropped': 216,
        },
        // 72 without a description, and 7 without anything.
        reasons: { E201: 79, E303: 7 },
      },
    });
    const lines = (await readFile(report, 'utf8'))
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines).toHaveLength(471);
    expect(lines.map(({ at }) => at)).toEqual(lines.map((_line, index) => `/${index}`));
    for (const { outcome, problems } of lines) expect(problems.length > 0).toBe(outcome === 'refused');

    const { problems, subject } = await validateCatalog(catalog);
    expect(problems.filter(({ severity }) => severity !== 'info')).toEqual([]);
    expect(subject).toBe('392 entries, 392 versions');

    const before = await filesIn(catalog);
    expect(await inProcess(file, catalog)).toMatchObject({
      read: 471,
      added: 0,
      updated: 0,
      unchanged: 392,
      refused: 79,
    });
    expect(await filesIn(catalog)).toEqual(before);
  });
});

describe('npm run import', { timeout: 60_000 }, () => {
  it('takes all dialects at once, ends with 0 when nothing is refused, and with --dry-run writes nothing', async () => {
    const catalog = await aCatalog('mixed');
    const file = join(folder, 'mixed.ndjson');
    const servers = dialects.map(({ example, root }, index) => {
      const text = JSON.stringify(example).replaceAll('example/weather', `example/weather${index}`);
      return root === '' ? text.replace('weather.example.com', `weather${index}.example.com`) : `{"servers":[${text}]}`;
    });
    await writeFile(file, servers.join('\n'));
    const before = await filesIn(catalog);
    const rehearsed = await importFrom(file, catalog, '--dry-run');
    expect(rehearsed).toMatchObject({ code: 0, tally: { dryRun: true, read: 4, added: 4 } });
    expect(await filesIn(catalog)).toEqual(before);
    expect(await inProcess(file, catalog)).toMatchObject({ read: 4, added: 4, refused: 0 });
    expect((await validateCatalog(catalog)).problems.filter(({ severity }) => severity === 'error')).toEqual([]);
  });

  it('follows the pages of a registry’s list', async () => {
    await using server = await listening(
      createServer((request, response) => {
        const { searchParams } = new URL(request.url ?? '/', 'http://registry.invalid');
        const isLast = searchParams.get('cursor') === 'second';
        const name = `com.example/${isLast ? 'second' : 'first'}`;
        const servers = [{ server: { name, version: '1.0.0', description: 'Of a registry' }, _meta: {} }];
        response.end(JSON.stringify({ servers, metadata: { count: 1, ...(isLast ? {} : { nextCursor: 'second' }) } }));
      }),
    );
    const catalog = await aCatalog('pages');
    const tally = await inProcess(`http://127.0.0.1:${server.port}/v0.1/servers`, catalog);
    expect(tally).toMatchObject({ read: 2, added: 2 });
    expect([...(await filesIn(catalog)).keys()].filter((path) => path.endsWith('/1.0.0.json'))).toHaveLength(2);
  });

  it('says to a person what became of each', async () => {
    const file = join(folder, 'two.json');
    const bad = { name: 'com.example/../../x', version: '1.0.0', description: 'Leads out\u001b[31m' };
    await writeFile(file, JSON.stringify([dialects[1]?.example, bad, 'text']));
    const { code, stdout } = await runScript('import', [file, '--catalog', await aCatalog('person')]);
    expect(code).toBe(1);
    expect(stdout).toContain(
      'added, mended     io.github.example/weather 0.0.1-seed\n    repository-mended /repository/url',
    );
    expect(stdout).toContain('refused           com.example/../../x 1.0.0\n');
    expect(stdout).toContain('refused           (no name) at /2\n    no-server');
    expect(stdout).not.toContain('\u001b');
    expect(stdout).toContain('3 read: 1 added, 0 updated, 0 unchanged, 2 refused; of those taken, 1 mended\n');
  });

  it('ends with 2 where there is nothing to read', async () => {
    expect(await importFrom('no-such.json', folder)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('no file'),
    });
  });
});
