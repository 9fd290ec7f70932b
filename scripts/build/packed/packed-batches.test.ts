import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Snapshot } from '../../../catalog/snapshot/snapshot.ts';
import { contentOf, piecesOf } from '../../../site/made-file.ts';
import { aSnapshot, someAssets } from '../../../site/testing.ts';
import type { BuiltAssets } from '../assets.ts';
import { BuildMemory } from '../build-memory.ts';
import { renderSite } from '../render-site.ts';
import { writeBuild } from '../write-build.ts';
import type { Batch } from '../write-folder.ts';
import { packedBatches, packedPath } from './packed-batches.ts';

const assets: BuiltAssets = {
  names: someAssets,
  files: new Map(),
  guide: new Map(),
  draw: async (svg) => Buffer.from(svg),
};

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'packed-'));
});
afterAll(() => rm(folder, { recursive: true }));

function filesOf(out: string): Map<string, Buffer> {
  const files = readdirSync(out, { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
  const paths = files.map((one) => join(one.parentPath, one.name).slice(out.length + 1));
  return new Map(paths.filter((path) => path !== '.nojekyll').map((path) => [path, readFileSync(join(out, path))]));
}

/** Builds a snapshot plain, elsewhere, and holds the packed folder against that. */
async function expectPacked(out: string, snapshot: Snapshot): Promise<void> {
  const plain = join(folder, 'plain');
  await writeBuild(plain, renderSite(structuredClone(snapshot), assets), { commit: snapshot.commit });
  const [is, should] = [filesOf(out), filesOf(plain)];
  expect([...is.keys()].sort()).toEqual([...should.keys()].map(packedPath).sort());
  for (const [path, bytes] of should) {
    const found = is.get(packedPath(path)) ?? Buffer.of();
    expect((packedPath(path) === path ? found : gunzipSync(found)).equals(bytes), path).toBe(true);
  }
}

it('packs a build, and what becomes of it', async () => {
  const [out, memory, snapshot] = [join(folder, 'out'), new BuildMemory(), aSnapshot()];
  const options = { commit: snapshot.commit, memory, packed: true };
  await writeBuild(out, renderSite(snapshot, assets), { commit: snapshot.commit });
  await writeBuild(out, renderSite(snapshot, assets), options);
  await expectPacked(out, snapshot);
  const fewer = { ...snapshot, entries: snapshot.entries.slice(1) };
  expect(await writeBuild(out, renderSite(fewer, assets), options)).toMatchObject({ deleted: expect.any(Number) });
  await expectPacked(out, fewer);
  expect(await writeBuild(out, renderSite(fewer, assets), options)).toMatchObject({ written: 0, deleted: 0 });
  await writeBuild(out, renderSite(fewer, assets), { commit: snapshot.commit });
  expect(filesOf(out)).toEqual(filesOf(join(folder, 'plain')));
});

it('leaves as it is what is read from the folder, and what is packed already', () => {
  const plain = [
    'nginx.conf',
    'nginx-packed.conf',
    '_headers',
    'snapshot/manifest.json',
    'og.png',
    'bundle.0af1.json.gz',
  ];
  for (const path of [
    ...plain,
    'status/runs.json',
    'status/shards/00.json',
    'badges/a/b.svg',
    'status/servers/a/b.json',
  ])
    expect(packedPath(path)).toBe(path);
  // A version may be called 1.0.0-a, and another 1.0.0-a.gz.
  for (const path of ['index.html', 'status/summary.json', 'v0.1/servers/a/b/versions/1.0.0-a.gz', 'a/snapshot/b'])
    expect(packedPath(path)).toBe(`${path}.gz`);
});

describe('batches', () => {
  const LONG = Buffer.alloc(3_000_000, 'much text ');

  /** What comes of batches, unpacked, and a step at a time. */
  async function* unpacked(batches: AsyncIterable<Batch>) {
    for await (const { files = [], gone = [], kept = 0 } of packedBatches(batches)) {
      const contents = [...files].map((file) => [file[0], Buffer.concat(piecesOf(contentOf(file)))] as const);
      yield {
        files: contents.map(([path, bytes]) => [path, path.endsWith('.gz') ? gunzipSync(bytes) : bytes]),
        gone,
        kept,
      };
    }
  }

  it('come in their order, however long their files are', async () => {
    async function* batches(): AsyncGenerator<Batch> {
      for (let number = 0; number < 20; number += 1) {
        yield {
          files: [
            [`${number}.html`, `${number}`],
            [`badges/${number}.svg`, '<svg/>'],
          ],
          gone: [`${number}.md`],
        };
        if (number % 3 === 0) yield { files: [[`${number}.json`, () => [Buffer.from('['), LONG]]], kept: number };
      }
    }
    const seen: { paths: unknown[]; gone: string[]; kept: number } = { paths: [], gone: [], kept: 0 };
    for await (const { files, gone, kept } of unpacked(batches())) {
      seen.paths.push(...files.map(([path]) => path));
      seen.gone.push(...gone);
      seen.kept += kept;
      for (const [path, bytes] of files)
        if (`${path}`.endsWith('.json.gz'))
          expect(Buffer.concat([Buffer.from('['), LONG]).equals(bytes as Buffer)).toBe(true);
        else expect(`${bytes}`).toBe(`${path}`.endsWith('.svg') ? '<svg/>' : `${path}`.replace('.html.gz', ''));
    }
    const numbers = Array.from({ length: 20 }, (_, number) => number);
    expect(seen).toEqual({
      paths: numbers.flatMap((number) => [
        ...[`${number}.html.gz`, `badges/${number}.svg`],
        ...(number % 3 === 0 ? [`${number}.json.gz`] : []),
      ]),
      gone: numbers.map((number) => `${number}.md.gz`),
      kept: 0 + 3 + 6 + 9 + 12 + 15 + 18,
    });
  });

  it('end with the fault of who makes them', async () => {
    async function* batches(): AsyncGenerator<Batch> {
      for (let number = 0; number < 3; number += 1) yield { files: [[`${number}.html`, LONG]] };
      throw new Error('nothing more can be made');
    }
    const seen = async () => {
      for await (const _ of unpacked(batches()));
    };
    await expect(seen()).rejects.toThrow('nothing more can be made');
  });
});
